"""A submitted attempt with everything that could not be shown before."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from sqlalchemy.orm import Session

from quizapp.domain.items.essay import EssayBody
from quizapp.domain.items.registry import type_of
from quizapp.domain.rulings import Ruling, ruled
from quizapp.domain.scoring import percent
from quizapp.markup import block
from quizapp.queries import questions
from quizapp.queries.questions import Answered, ByHand, ClaimView, SourceView
from quizapp.queries.quizzes.attempts import AskedItem, AttemptHead, asked_items
from quizapp.queries.quizzes.grades import Grade, grades_of
from quizapp.queries.regrading.in_force import Told, in_force, rulings_at


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One question with its answer, key and reasons. `score` is the stored one.

    `told`: what was decided about it after it had been asked, as far as it says something here;
    `sure`: the taker said that she was sure of her answer.
    """

    position: int
    item_id: int
    code: str
    set_slug: str
    revision: int
    type: str
    question: dict[str, Any]
    score: float
    max: float
    flagged: bool
    answered: Answered
    claims: Sequence[ClaimView]
    claim_codes: Sequence[str]
    sources: Sequence[SourceView]
    told: Sequence[Told]
    sure: bool = False

    @property
    def uncounted(self) -> bool:
        """Whether it was answered although nobody grades it, or although it is worth nothing."""
        return self.max == 0

    @property
    def missed(self) -> bool:
        """Whether points were lost."""
        return self.score < self.max and not self.answered.waits


@dataclass(frozen=True, slots=True)
class ResultView:
    """The whole result; `percent` is 0 to 100. `unseen`: it has a grade that was not shown yet."""

    head: AttemptHead
    score: float
    max: float
    percent: float
    items: Sequence[ItemResult]
    unseen: bool = False

    @property
    def waiting(self) -> int:
        """How many answers wait for a teacher."""
        return sum(item.answered.waits for item in self.items)


def result(session: Session, head: AttemptHead) -> ResultView:
    """The result of a submitted attempt (five statements, one more with answers graded by hand)."""
    asked = asked_items(session, head)
    manual = any(type_of(item.body).manual for item in asked)
    grades = grades_of(session, head.learner_id, head.id) if manual else {}
    told = in_force(session, head)
    courses = {item.course_id for item in asked}
    fixes = questions.fixes(session, courses, _codes(asked, _misconceptions))
    claims = questions.claims(session, courses, _codes(asked, lambda one: one.body.claims))
    sources = questions.sources(session, courses, _codes(asked, lambda one: one.body.sources))

    def show(item: AskedItem) -> ItemResult:
        def fix(code: str) -> str | None:
            line: str | None = fixes.get((item.course_id, code))
            return line

        return ItemResult(
            position=item.position,
            item_id=item.item_id,
            code=item.body.id,
            set_slug=item.set_slug,
            revision=item.revision,
            type=item.body.type,
            question=item.shown,
            score=item.score or 0.0,
            max=item.max_score,
            flagged=item.flagged,
            answered=_answered(item, rulings_at(told, item.position), fix, grades),
            claims=_found(claims, item.course_id, item.body.claims),
            claim_codes=item.body.claims,
            sources=_found(sources, item.course_id, item.body.sources),
            told=[one for one in told.get(item.position, ()) if one.matters],
            sure=bool(item.sure) and item.response is not None,
        )

    score = head.score or 0.0
    return ResultView(
        head,
        score,
        head.max_score,
        percent(score, head.max_score),
        [show(one) for one in asked],
        unseen=any(not one.seen for one in grades.values()),
    )


def _answered(
    item: AskedItem, rulings: Sequence[Ruling], fix: questions.Fix, grades: Mapping[int, Grade]
) -> Answered:
    body = ruled(item.body, item.revision, rulings).body
    found = questions.answered(body, item.response, item.mask, fix)
    if not type_of(item.body).manual:
        return found
    grade = grades.get(item.position)
    return replace(
        found,
        score=item.score or 0.0,
        max=item.max_score,
        waits=item.waits,
        feedback_html=_paragraph(grade.comment) if grade else "",
        by_hand=_by_hand(item, grade),
    )


def _by_hand(item: AskedItem, grade: Grade | None) -> ByHand:
    rubric = item.body.rubric if isinstance(item.body, EssayBody) else ()
    sample = item.body.sample if isinstance(item.body, EssayBody) else ""
    parts = grade.parts if grade and len(grade.parts) == len(rubric) else ()
    return ByHand(
        comment=grade.comment if grade else "",
        criteria=tuple(
            (one.criterion, points, one.points)
            for one, points in zip(rubric, parts, strict=bool(parts))
        ),
        sample_html="" if item.waits else block(sample),
        counts=item.max_score > 0,
    )


def _paragraph(words: str) -> str:
    """What a teacher wrote, as HTML."""
    lines = [escape(line) for line in words.split("\n")]
    return f"<p>{'<br>'.join(lines)}</p>" if words else ""


def _misconceptions(item: AskedItem) -> set[str]:
    return questions.misconceptions_in(item.body, item.response)


def _codes(
    asked: Sequence[AskedItem], of: Callable[[AskedItem], Sequence[str] | set[str]]
) -> set[str]:
    return {code for item in asked for code in of(item)}


def _found(known: questions.Coded, course_id: int | None, codes: Sequence[str]) -> list[Any]:
    return [known[course_id, code] for code in codes if (course_id, code) in known]
