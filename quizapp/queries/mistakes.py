"""What can be reported, and what teachers see of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from quizapp.domain.items.registry import load_body, type_of
from quizapp.domain.mistakes import Kind, digest_of_claim
from quizapp.markup import inline
from quizapp.models.courses import Claim, Lesson
from quizapp.models.flashcards import CardState
from quizapp.models.items import IS_NEWEST, Item, ItemRevision, QuestionSet
from quizapp.models.learners import Learner
from quizapp.models.mistakes import MistakeReport
from quizapp.models.quizzes import AttemptItem
from quizapp.queries.accounts import LearnerView
from quizapp.queries.authoring.sets import editable, number_in_set
from quizapp.queries.parameters import LEARNER

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Subject:
    """What a report is about. `name` is its slug (lesson) or code; `shown` the revision today.

    `set_slug` names the set of a teacher's item: only there is its code its own.
    """

    kind: Kind
    name: str
    id: int
    shown: str
    title: str
    lesson_slug: str | None
    set_slug: str | None = None


@dataclass(frozen=True, slots=True)
class Reported:
    """One report as teachers see it. `changed`: the text is another one since.

    `item_id` leads to the report on a question, `set_slug` to the editor of a teacher's; `number`:
    which of that set's items it is, None once it is taken away.
    """

    client_id: UUID
    kind: Kind
    name: str
    title: str
    html: str
    lesson_slug: str | None
    item_id: int | None
    set_slug: str | None
    number: int | None
    changed: bool
    what: str
    source: str | None
    reported_at: datetime
    settled_at: datetime | None
    settled_by: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """One page of reports, newest first, and how many there are, open and settled."""

    reports: Sequence[Reported]
    open: int
    settled: int
    page: int
    pages: int


def subject(
    session: Session,
    kind: Kind,
    name: str,
    set_slug: str | None = None,
    learner_id: int | None = None,
) -> Subject | None:
    """The lesson, item or claim of this name (one statement); what is retired counts too.

    With `set_slug` an item of that set, if the learner can have seen it.
    """
    if kind == "item" and set_slug is not None:
        return _item_of_set(session, name, set_slug, learner_id)
    find = {"lesson": _lesson, "item": _item, "claim": _claim}[kind]
    return find(session, name)


def _item_of_set(
    session: Session, name: str, set_slug: str, learner_id: int | None
) -> Subject | None:
    if "\x00" in set_slug:  # PostgreSQL cannot even be asked
        return None
    seen = QuestionSet.visibility == "public"
    if learner_id is not None:
        asked = exists().where(AttemptItem.learner_id == learner_id, AttemptItem.item_id == Item.id)
        drilled = exists().where(CardState.learner_id == learner_id, CardState.item_id == Item.id)
        seen = or_(seen, asked, drilled, editable(learner_id))
    row = session.execute(
        select(Item.id, Item.revision, QuestionSet.title, QuestionSet.course_id, Lesson.slug)
        .join(QuestionSet, QuestionSet.id == Item.set_id)
        .outerjoin(Lesson, Lesson.id == QuestionSet.lesson_id)
        .where(Item.code == name, QuestionSet.slug == set_slug, seen)
    ).one_or_none()
    if row is None:
        return None
    own = set_slug if row.course_id is None else None
    return Subject("item", name, row.id, str(row.revision), row.title, row.slug, own)


def _lesson(session: Session, name: str) -> Subject | None:
    row = session.scalar(select(Lesson).where(Lesson.slug == name))
    return Subject("lesson", name, row.id, row.digest, row.title, name) if row else None


def _item(session: Session, name: str) -> Subject | None:
    row = session.execute(
        select(Item.id, Item.revision, QuestionSet.title, Lesson.slug)
        .join(QuestionSet, QuestionSet.id == Item.set_id)
        .outerjoin(Lesson, Lesson.id == QuestionSet.lesson_id)
        .where(Item.code == name, QuestionSet.course_id.is_not(None))
        .order_by(Item.retired_at.is_not(None), Item.id)
        .limit(1)
    ).one_or_none()
    return Subject("item", name, row.id, str(row.revision), row.title, row.slug) if row else None


def _claim(session: Session, name: str) -> Subject | None:
    row = session.scalar(select(Claim).where(Claim.code == name).order_by(Claim.id).limit(1))
    return Subject("claim", name, row.id, _of_claim(row), row.restated, None) if row else None


def _of_claim(claim: Claim) -> str:
    return digest_of_claim(claim.kind, claim.verdict, claim.restated, claim.correction)


def waiting(session: Session, viewer: LearnerView, *, settled: bool, page: int) -> Waiting:
    """The reports that are open, or settled; pages count from 1 (two statements).

    All teachers see those on the course, on a teacher's set only they who may change it.
    """
    done = session.execute(
        _of_desk(
            select(func.count(), func.count(MistakeReport.settled_at)).select_from(MistakeReport),
            viewer,
        )
    ).one()
    total = done[1] if settled else done[0] - done[1]
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(page, 1), pages)
    wanted = MistakeReport.settled_at
    rows = session.execute(
        _reports()
        .where(wanted.is_not(None) if settled else wanted.is_(None), _open_to(viewer))
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    return Waiting([_reported(row) for row in rows], done[0] - done[1], done[1], page, pages)


def is_on_the_desk_of(session: Session, report_id: UUID, viewer: LearnerView) -> bool:
    """Whether there is such a report and this teacher may settle it (one statement)."""
    found = _of_desk(select(MistakeReport.id).select_from(MistakeReport), viewer)
    return session.scalar(found.where(MistakeReport.client_id == report_id)) is not None


def _of_desk(query: Select[*tuple[Any, ...]], viewer: LearnerView) -> Select[*tuple[Any, ...]]:
    return (
        query.outerjoin(Item, Item.id == MistakeReport.item_id)
        .outerjoin(QuestionSet, QuestionSet.id == Item.set_id)
        .where(_open_to(viewer))
    )


def _open_to(viewer: LearnerView) -> ColumnElement[bool]:
    return or_(
        MistakeReport.item_id.is_(None),
        QuestionSet.course_id.is_not(None),
        editable(viewer.id),
    )


@dataclass(frozen=True, slots=True)
class AnsweredReport:
    """A report that was settled, as the one who sent it is told."""

    kind: Kind
    name: str
    title: str
    what: str
    note: str
    settled_at: datetime


def unseen_answers(session: Session, learner_id: int) -> list[AnsweredReport]:
    """What became of a learner's reports, as far as she has not seen it (one statement)."""
    return [_answered(row) for row in session.execute(_unseen(), {"learner": learner_id})]


@cache
def _unseen() -> Select[*tuple[Any, ...]]:
    # Every visit of the first page asks this: put together once.
    return _reports().where(
        MistakeReport.learner_id == LEARNER,
        MistakeReport.settled_at.is_not(None),
        MistakeReport.answer_seen_at.is_(None),
    )


def _answered(row: Row[Any]) -> AnsweredReport:
    about, report = _about(row), row.MistakeReport
    return AnsweredReport(
        about.kind, about.name, about.title, report.what, report.note, report.settled_at
    )


def _reports() -> Select[*tuple[Any, ...]]:
    home = aliased(Lesson)
    return (
        select(
            MistakeReport, Lesson, Claim, Item.code, Item.revision, ItemRevision.content,
            QuestionSet.title.label("set_title"), QuestionSet.course_id,
            QuestionSet.slug.label("set_slug"), home.slug.label("home"),
            Learner.name.label("settler"),
            case((Item.retired_at.is_(None), number_in_set())).label("number"),
        )
        .outerjoin(Lesson, Lesson.id == MistakeReport.lesson_id)
        .outerjoin(Claim, Claim.id == MistakeReport.claim_id)
        .outerjoin(Item, Item.id == MistakeReport.item_id)
        .outerjoin(
            ItemRevision,
            IS_NEWEST,
        )
        .outerjoin(QuestionSet, QuestionSet.id == Item.set_id)
        .outerjoin(home, home.id == QuestionSet.lesson_id)
        .outerjoin(Learner, Learner.id == MistakeReport.settled_by)
        .order_by(MistakeReport.reported_at.desc(), MistakeReport.id.desc())
    )  # fmt: skip


def _reported(row: Row[Any]) -> Reported:
    about = _about(row)
    report: MistakeReport = row.MistakeReport
    return Reported(
        client_id=report.client_id,
        kind=about.kind,
        name=about.name,
        title=about.title,
        html=_prompt(row),
        lesson_slug=about.lesson_slug,
        item_id=report.item_id,
        set_slug=about.set_slug,
        number=row.number,
        changed=about.shown != report.shown,
        what=report.what,
        source=report.source,
        reported_at=report.reported_at,
        settled_at=report.settled_at,
        settled_by=row.settler,
        note=report.note,
    )


def _about(row: Row[Any]) -> Subject:
    """What the report is about, as it is today."""
    lesson, claim = row.Lesson, row.Claim
    if lesson is not None:
        return Subject("lesson", lesson.slug, lesson.id, lesson.digest, lesson.title, lesson.slug)
    if claim is not None:
        return Subject("claim", claim.code, claim.id, _of_claim(claim), claim.restated, None)
    item_id = row.MistakeReport.item_id
    own = row.set_slug if row.course_id is None else None
    return Subject("item", row.code, item_id, str(row.revision), row.set_title, row.home, own)


def _prompt(row: Row[Any]) -> str:
    """The words of a question; its options and key are not needed to find it."""
    if row.content is None:
        return ""
    body = load_body(row.content)
    return type_of(body).prompt(body, inline)
