"""The report on a set (its questions by how suspicious they are) and on one of its items."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.registry import MANUAL_TYPES, load_body, type_of
from quizapp.domain.rulings import ruled
from quizapp.domain.statistics.flags import ENOUGH_ANSWERS, Flag, flags, suspicion
from quizapp.domain.statistics.items import ItemFigures
from quizapp.domain.statistics.reliability import Reliability
from quizapp.domain.statistics.tables import Picked
from quizapp.markup import block, inline
from quizapp.models.courses import Misconception
from quizapp.models.items import Item, ItemRevision
from quizapp.models.quizzes import Quiz
from quizapp.models.replica import late
from quizapp.queries.accounts import LearnerView
from quizapp.queries.analysis.access import AnalysedItem, AnalysedSet, counts_everybody, open_quiz
from quizapp.queries.analysis.at_once import at_once
from quizapp.queries.analysis.counted import bodies, newest
from quizapp.queries.analysis.evidence import NOBODY, Evidence, ItemEvidence
from quizapp.queries.analysis.rolled_up import are_many, from_sums
from quizapp.queries.analysis.ungraded import ungraded
from quizapp.queries.regrading.in_force import Rulings, holding

# So many different answers to a question are looked at one by one, the most frequent first.
_IN_SET, _ALONE = 200, 1000
_GAP = re.compile(r'<span data-blank="([0-9]+)"></span>')


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One question in the report on its set; `waiting`: so many answers have yet to be graded.

    `number`: which of the set's items it is.
    """

    id: int
    number: int
    code: str
    type: str
    prompt_html: str
    figures: ItemFigures
    flags: Sequence[Flag]
    waiting: int

    @property
    def enough(self) -> bool:
        """Whether enough have answered for a judgement."""
        return self.figures.answered >= ENOUGH_ANSWERS


@dataclass(frozen=True, slots=True)
class QuizLine:
    """How far the results of one quiz can be trusted; no `reliability` where too few took it."""

    slug: str
    title: str
    takers: int
    reliability: Reliability | None


@dataclass(frozen=True, slots=True)
class SetReport:
    """A set's questions, the most suspicious first; what it rests on is in `evidence`."""

    evidence: Evidence
    lines: Sequence[ItemLine]
    quizzes: Sequence[QuizLine]

    @property
    def suspicious(self) -> list[ItemLine]:
        """Those with a reason to look at them."""
        return [line for line in self.lines if line.flags]

    @property
    def waiting(self) -> int:
        """How many answers wait for a grade."""
        return sum(line.waiting for line in self.lines)


@dataclass(frozen=True, slots=True)
class PickedLine:
    """One row of the table of options, with the words of its misconception."""

    picked: Picked
    misconception: str | None


@dataclass(frozen=True, slots=True)
class ItemReport:
    """Everything about one question. `older`: how many answers were to an earlier wording.

    `left_out`: how many answers are so rare that the table goes without them; `waiting`: how many
    have yet to be graded, and count nowhere until then.
    """

    evidence: Evidence
    body: ItemBody
    prompt_html: str
    key: str
    explanation_html: str
    figures: ItemFigures
    flags: Sequence[Flag]
    table: Sequence[PickedLine]
    older: int
    left_out: int
    waiting: int

    @property
    def can_accept(self) -> bool:
        """Whether a typed answer can be accepted later."""
        return bool(type_of(self.body).typed_parts(self.body))

    @property
    def missing(self) -> int:
        """How many answers are wanting until something can be said."""
        return max(0, ENOUGH_ANSWERS - self.figures.answered)

    @property
    def in_parts(self) -> bool:
        """Whether the table has a column for the part that was answered."""
        return any(line.picked.part for line in self.table)


def set_report(session: Session, found: AnalysedSet, viewer: LearnerView) -> SetReport:
    """The report on a set (a fixed number of statements, whatever its size; with essays one more)."""
    about = Item.set_id == found.id
    evidence = _evidence(session, about, viewer, found.owned, _IN_SET)
    asked = newest(session, found.id)
    rulings = holding(session, about, viewer)
    texts = bodies(session, _wordings(evidence, [row.id for row in asked]), rulings)
    by_hand = any(row.type in MANUAL_TYPES for row in asked)
    waiting = ungraded(session, about, viewer, found.owned) if by_hand else {}
    lines = [
        _line(row, evidence.items.get(row.id, NOBODY), texts, rulings, waiting.get(row.id, 0))
        for row in asked
    ]
    return SetReport(
        evidence=evidence,
        lines=sorted(lines, key=lambda line: -suspicion(line.flags)),
        quizzes=_quizzes(session, evidence, viewer),
    )


def item_report(session: Session, found: AnalysedItem, viewer: LearnerView) -> ItemReport:
    """The report on one item (a fixed number of statements; on an essay one more)."""
    about = Item.id == found.id
    evidence = _evidence(session, about, viewer, found.home.owned, _ALONE)
    rulings = holding(session, about, viewer)
    written, revision_id = _newest_text(session, found)
    body = ruled(written, found.revision, rulings[found.id]).body
    texts = bodies(session, _wordings(evidence, [found.id]), rulings)
    measured = evidence.items.get(found.id, NOBODY)
    table = measured.table(body, texts)
    words = _misconceptions(session, found.home.course_id, table)
    plugin = type_of(body)
    waiting = ungraded(session, about, viewer, found.home.owned) if plugin.manual else {}
    return ItemReport(
        # Sums know who took the quizzes; this question may have been drawn for some of them only.
        evidence=replace(evidence, attempts=measured.figures.asked),
        body=body,
        prompt_html=numbered_prompt(body),
        key=plugin.plain_key(body),
        explanation_html=block(body.explanation),
        figures=measured.figures,
        flags=flags(measured.figures, table),
        table=[PickedLine(one, words.get(one.misconception or "")) for one in table],
        older=sum(n for revision, n in measured.asked.items() if revision != revision_id),
        left_out=measured.left_out,
        waiting=waiting.get(found.id, 0),
    )


def _evidence(
    session: Session, about: ColumnElement[bool], viewer: LearnerView, owned: bool, most: int
) -> Evidence:
    """Few attempts are read as they are now; of many there are sums, if they are of all students."""
    if counts_everybody(viewer, owned) and are_many(session, about):
        with late(session, "sums of reports") as reading:
            return from_sums(reading, about, most)
    return at_once(session, about, viewer, owned)


def _wordings(evidence: Evidence, items: Iterable[int]) -> set[int]:
    """The revisions whose answers will be looked at."""
    known = (evidence.items.get(item, NOBODY) for item in items)
    return {one.revision_id for measured in known for one in measured.answers}


def _line(
    row: Any,
    measured: ItemEvidence,
    texts: Mapping[int, ItemBody],
    rulings: Rulings,
    waiting: int,
) -> ItemLine:
    body = ruled(load_body(row.content), row.revision, rulings[row.id]).body
    # Without enough answers nothing is said, so nothing has to be counted.
    enough = measured.figures.asked >= ENOUGH_ANSWERS
    table = measured.table(body, texts) if enough else []
    return ItemLine(
        id=row.id,
        number=row.number,
        code=row.code,
        type=row.type,
        prompt_html=numbered_prompt(body),
        figures=measured.figures,
        flags=flags(measured.figures, table),
        waiting=waiting,
    )


def numbered_prompt(body: ItemBody) -> str:
    """The stem as HTML, with the numbers of the gaps where they are."""
    return _GAP.sub(r"<b>[\1]</b>", type_of(body).prompt(body, inline))


def _quizzes(session: Session, evidence: Evidence, viewer: LearnerView) -> list[QuizLine]:
    """Each quiz that asks something of the set, over all that it asks (one statement).

    Assignments of other teachers are counted in the questions, but not named.
    """
    found = session.execute(
        select(Quiz.id, Quiz.slug, Quiz.title)
        .where(Quiz.id.in_(evidence.quizzes), open_quiz(viewer))
        .order_by(Quiz.position, Quiz.id)
    )
    known = evidence.quizzes
    return [
        QuizLine(row.slug, row.title, known[row.id].takers, known[row.id].reliability)
        for row in found
    ]


def _newest_text(session: Session, found: AnalysedItem) -> tuple[ItemBody, int]:
    row = session.execute(
        select(ItemRevision.id, ItemRevision.content).where(
            ItemRevision.item_id == found.id, ItemRevision.number == found.revision
        )
    ).one()
    return load_body(row.content), row.id


def _misconceptions(
    session: Session, course_id: int | None, table: Iterable[Picked]
) -> dict[str, str]:
    """What those think who choose an option, by code (one statement)."""
    codes = sorted({one.misconception for one in table if one.misconception})
    rows = session.execute(
        select(Misconception.code, Misconception.name).where(
            Misconception.course_id == course_id, Misconception.code.in_(codes)
        )
    )
    return {row.code: row.name for row in rows}
