"""What can be reported, and what teachers see of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from quizapp.domain.items.registry import load_body, type_of
from quizapp.domain.mistakes import Kind, digest_of_claim
from quizapp.markup import inline
from quizapp.models.courses import Claim, Lesson
from quizapp.models.items import Item, ItemRevision, QuestionSet
from quizapp.models.learners import Learner
from quizapp.models.mistakes import MistakeReport

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Subject:
    """What a report is about. `name` is its slug (lesson) or code; `shown` the revision today."""

    kind: Kind
    name: str
    id: int
    shown: str
    title: str
    lesson_slug: str | None


@dataclass(frozen=True, slots=True)
class Reported:
    """One report as teachers see it. `changed`: the text is another one since."""

    client_id: UUID
    kind: Kind
    name: str
    title: str
    html: str
    lesson_slug: str | None
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


def subject(session: Session, kind: Kind, name: str) -> Subject | None:
    """The lesson, item or claim of this name (one statement); what is retired counts too."""
    find = {"lesson": _lesson, "item": _item, "claim": _claim}[kind]
    return find(session, name)


def _lesson(session: Session, name: str) -> Subject | None:
    row = session.scalar(select(Lesson).where(Lesson.slug == name))
    return Subject("lesson", name, row.id, row.digest, row.title, name) if row else None


def _item(session: Session, name: str) -> Subject | None:
    row = session.execute(
        select(Item.id, Item.revision, QuestionSet.title, Lesson.slug)
        .join(QuestionSet, QuestionSet.id == Item.set_id)
        .outerjoin(Lesson, Lesson.id == QuestionSet.lesson_id)
        .where(Item.code == name, QuestionSet.owner_id.is_(None))
        .order_by(Item.retired_at.is_not(None), Item.id)
        .limit(1)
    ).one_or_none()
    return Subject("item", name, row.id, str(row.revision), row.title, row.slug) if row else None


def _claim(session: Session, name: str) -> Subject | None:
    row = session.scalar(select(Claim).where(Claim.code == name).order_by(Claim.id).limit(1))
    return Subject("claim", name, row.id, _of_claim(row), row.restated, None) if row else None


def _of_claim(claim: Claim) -> str:
    return digest_of_claim(claim.kind, claim.verdict, claim.restated, claim.correction)


def waiting(session: Session, *, settled: bool, page: int) -> Waiting:
    """The reports that are open, or settled; pages count from 1 (two statements)."""
    done = session.execute(
        select(func.count(), func.count(MistakeReport.settled_at)).select_from(MistakeReport)
    ).one()
    total = done[1] if settled else done[0] - done[1]
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(page, 1), pages)
    wanted = MistakeReport.settled_at
    rows = session.execute(
        _reports()
        .where(wanted.is_not(None) if settled else wanted.is_(None))
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    return Waiting([_reported(row) for row in rows], done[0] - done[1], done[1], page, pages)


def _reports() -> Select[*tuple[Any, ...]]:
    home = aliased(Lesson)
    return (
        select(
            MistakeReport, Lesson, Claim, Item.code, Item.revision, ItemRevision.content,
            QuestionSet.title.label("set_title"), home.slug.label("home"),
            Learner.name.label("settler"),
        )
        .outerjoin(Lesson, Lesson.id == MistakeReport.lesson_id)
        .outerjoin(Claim, Claim.id == MistakeReport.claim_id)
        .outerjoin(Item, Item.id == MistakeReport.item_id)
        .outerjoin(
            ItemRevision,
            and_(ItemRevision.item_id == Item.id, ItemRevision.number == Item.revision),
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
    return Subject("item", row.code, item_id, str(row.revision), row.set_title, row.home)


def _prompt(row: Row[Any]) -> str:
    """The words of a question; its options and key are not needed to find it."""
    if row.content is None:
        return ""
    body = load_body(row.content)
    return type_of(body).prompt(body, inline)
