"""The report on a set (its questions by how suspicious they are) and on one of its items."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.registry import load_body, type_of
from quizapp.domain.rulings import ruled
from quizapp.domain.statistics.flags import ENOUGH_ANSWERS, Flag, flags, suspicion
from quizapp.domain.statistics.items import ItemFigures, figures
from quizapp.domain.statistics.reliability import Reliability, reliability
from quizapp.domain.statistics.tables import Picked, tabulate
from quizapp.markup import block, inline
from quizapp.models.courses import Misconception
from quizapp.models.items import Item, ItemRevision
from quizapp.models.quizzes import Quiz
from quizapp.queries.accounts import LearnerView
from quizapp.queries.analysis.access import AnalysedItem, AnalysedSet, counted_learner, open_quiz
from quizapp.queries.analysis.counted import (
    MOST,
    AskedRow,
    bodies,
    counted_rows,
    given,
    newest,
    takers,
)
from quizapp.queries.regrading.in_force import Rulings, holding

K = TypeVar("K")
_GAP = re.compile(r'<span data-blank="([0-9]+)"></span>')


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One question in the report on its set."""

    id: int
    code: str
    type: str
    prompt_html: str
    figures: ItemFigures
    flags: Sequence[Flag]

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
    """A set's questions, the most suspicious first. `capped`: only the newest attempts count."""

    takers: int
    capped: bool
    lines: Sequence[ItemLine]
    quizzes: Sequence[QuizLine]

    @property
    def suspicious(self) -> list[ItemLine]:
        """Those with a reason to look at them."""
        return [line for line in self.lines if line.flags]


@dataclass(frozen=True, slots=True)
class PickedLine:
    """One row of the table of options, with the words of its misconception."""

    picked: Picked
    misconception: str | None


@dataclass(frozen=True, slots=True)
class ItemReport:
    """Everything about one question. `older`: how many answers were to an earlier wording."""

    takers: int
    capped: bool
    body: ItemBody
    prompt_html: str
    key: str
    explanation_html: str
    figures: ItemFigures
    flags: Sequence[Flag]
    table: Sequence[PickedLine]
    older: int

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
    """The report on a set (five statements, whatever its size)."""
    rows = counted_rows(session, Item.set_id == found.id, counted_learner(viewer, found.owned))
    asked = newest(session, found.id)
    mine = {row.id for row in asked}
    by_item = _grouped((row for row in rows if row.item_id in mine), lambda row: row.item_id)
    rulings = holding(session, Item.set_id == found.id, viewer)
    texts = bodies(session, (row for row in rows if row.item_id in mine), rulings)
    lines = [_line(row, by_item.get(row.id, []), texts, rulings) for row in asked]
    return SetReport(
        takers=takers(rows),
        capped=_capped(rows),
        lines=sorted(lines, key=lambda line: -suspicion(line.flags)),
        quizzes=_quizzes(session, rows, viewer),
    )


def item_report(session: Session, found: AnalysedItem, viewer: LearnerView) -> ItemReport:
    """The report on one item (five statements)."""
    all_rows = counted_rows(session, Item.id == found.id, counted_learner(viewer, found.home.owned))
    rows = [row for row in all_rows if row.item_id == found.id]
    rulings = holding(session, Item.id == found.id, viewer)
    written, revision_id = _newest_text(session, found)
    body = ruled(written, found.revision, rulings[found.id]).body
    texts = bodies(session, rows, rulings)
    table = tabulate(body, given(rows, texts))
    measured = figures(row.asked for row in rows)
    words = _misconceptions(session, found.home.course_id, table)
    plugin = type_of(body)
    return ItemReport(
        takers=takers(rows),
        capped=_capped(all_rows),
        body=body,
        prompt_html=numbered_prompt(body),
        key=plugin.plain_key(body),
        explanation_html=block(body.explanation),
        figures=measured,
        flags=flags(measured, table),
        table=[PickedLine(one, words.get(one.misconception or "")) for one in table],
        older=sum(row.revision_id != revision_id for row in rows),
    )


def _line(
    row: Any, asked: Sequence[AskedRow], texts: Mapping[int, ItemBody], rulings: Rulings
) -> ItemLine:
    body = ruled(load_body(row.content), row.revision, rulings[row.id]).body
    measured = figures(one.asked for one in asked)
    # Without enough answers nothing is said, so nothing has to be counted.
    enough = measured.asked >= ENOUGH_ANSWERS
    table = tabulate(body, given(asked, texts)) if enough else []
    return ItemLine(
        id=row.id,
        code=row.code,
        type=row.type,
        prompt_html=numbered_prompt(body),
        figures=measured,
        flags=flags(measured, table),
    )


def numbered_prompt(body: ItemBody) -> str:
    """The stem as HTML, with the numbers of the gaps where they are."""
    return _GAP.sub(r"<b>[\1]</b>", type_of(body).prompt(body, inline))


def _quizzes(session: Session, rows: Sequence[AskedRow], viewer: LearnerView) -> list[QuizLine]:
    """Each quiz that asks something of the set, over all that it asks (one statement).

    Assignments of other teachers are counted in the questions, but not named.
    """
    by_quiz = _grouped(rows, lambda row: row.quiz_id)
    found = session.execute(
        select(Quiz.id, Quiz.slug, Quiz.title)
        .where(Quiz.id.in_(by_quiz), open_quiz(viewer))
        .order_by(Quiz.position, Quiz.id)
    )
    return [
        QuizLine(row.slug, row.title, takers(by_quiz[row.id]), _reliability(by_quiz[row.id]))
        for row in found
    ]


def _reliability(rows: Iterable[AskedRow]) -> Reliability | None:
    attempts = _grouped(rows, lambda row: (row.learner_id, row.attempt_id))
    return reliability([{row.item_id: row.share for row in one} for one in attempts.values()])


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


def _grouped(rows: Iterable[AskedRow], key: Callable[[AskedRow], K]) -> dict[K, list[AskedRow]]:
    found: defaultdict[K, list[AskedRow]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return dict(found)


def _capped(rows: Iterable[AskedRow]) -> bool:
    return len({(row.learner_id, row.attempt_id) for row in rows}) >= MOST
