"""Making, changing, sharing and removing a teacher's question sets."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, exists, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.domain.assignments import Visibility
from quizapp.domain.slugs import slug_of
from quizapp.models.authoring import SetEditor
from quizapp.models.items import QuestionSet
from quizapp.models.learners import Learner
from quizapp.models.quizzes import Quiz
from quizapp.services.authoring.practice import add_practice, follow_set
from quizapp.services.search_sets import enter_about, lock_set
from quizapp.services.transaction import write
from quizapp.services.upsert import assign

# Words that stand in addresses where a set's slug could stand.
RESERVED = frozenset({"new"})


@dataclass(frozen=True, slots=True)
class SetDetails:
    """What a teacher says about a set."""

    title: str
    description: str
    language: str
    tags: tuple[str, ...]
    visibility: Visibility


def create_set(owner_id: int, details: SetDetails, client_id: UUID, now: datetime) -> str:
    """Make a set and give its slug; the same id again gives the one that was made."""
    with write() as session:
        made = session.scalar(
            select(QuestionSet.slug).where(
                QuestionSet.owner_id == owner_id, QuestionSet.client_id == client_id
            )
        )
        if made is not None:
            return made
        slug = free_slug(session, details.title, client_id)
        made_set = QuestionSet(
            slug=slug,
            position=0,
            owner_id=owner_id,
            client_id=client_id,
            created_at=now,
            retired_at=None,
            **_columns(details),
        )
        session.add(made_set)
        add_practice(session, made_set)
        enter_about(session, made_set)
        return slug


def free_slug(session: Session, title: str, client_id: UUID) -> str:
    """The slug of a title, with a few letters of the id behind it where it is taken."""
    wanted = slug_of(title, "set")
    taken = wanted in RESERVED or session.scalar(
        select(or_(exists().where(QuestionSet.slug == wanted), exists().where(Quiz.slug == wanted)))
    )
    return f"{wanted}-{client_id.hex[:8]}" if taken else wanted


def change_set(set_id: int, details: SetDetails) -> None:
    """Change what is said about a set; its address stays, since others may have noted it."""
    with write() as session:
        lock_set(session, set_id)
        changed = session.get_one(QuestionSet, set_id)
        assign(changed, _columns(details))
        follow_set(session, changed)
        enter_about(session, changed)


def _columns(details: SetDetails) -> dict[str, object]:
    return {
        "title": details.title,
        "description": details.description,
        "language": details.language,
        "tags": list(details.tags),
        "visibility": details.visibility,
    }


def remove_set(set_id: int, now: datetime) -> None:
    """Take a set out of use. Nothing is deleted: what was answered stays, and it can come back."""
    _set_retired(set_id, now)


def bring_back_set(set_id: int) -> None:
    """Undo `remove_set`."""
    _set_retired(set_id, None)


def _set_retired(set_id: int, when: datetime | None) -> None:
    with write() as session:
        session.execute(update(QuestionSet).where(QuestionSet.id == set_id).values(retired_at=when))


def add_editor(set_id: int, learner_id: int, now: datetime) -> None:
    """Let somebody change the set; doing it twice is once."""
    try:
        with write() as session:
            if session.get(SetEditor, (set_id, learner_id)) is None:
                session.add(SetEditor(set_id=set_id, learner_id=learner_id, added_at=now))
    except IntegrityError:
        return  # another request was first


def remove_editor(set_id: int, learner_id: int) -> None:
    """Take that back."""
    with write() as session:
        session.execute(
            delete(SetEditor).where(SetEditor.set_id == set_id, SetEditor.learner_id == learner_id)
        )


def hand_over_sets(session: Session, learner_id: int, now: datetime) -> None:
    """Before an account is deleted: its sets go to the first co-editor, else out of use."""
    heir = (
        select(func.min(SetEditor.learner_id))
        .join(Learner, Learner.id == SetEditor.learner_id)
        .where(SetEditor.set_id == QuestionSet.id, SetEditor.learner_id != learner_id)
        .correlate(QuestionSet)
        .scalar_subquery()
    )
    for one in session.execute(
        select(QuestionSet.id, heir.label("heir")).where(QuestionSet.owner_id == learner_id)
    ).all():
        values: dict[str, object] = {"owner_id": one.heir, "client_id": None}
        if one.heir is None:
            values["retired_at"] = now
        else:
            session.execute(
                delete(SetEditor).where(
                    SetEditor.set_id == one.id, SetEditor.learner_id == one.heir
                )
            )
        session.execute(update(QuestionSet).where(QuestionSet.id == one.id).values(values))
