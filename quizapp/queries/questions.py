"""Questions as they are shown: without their key before the answer, with everything after it.

Attempts and the questions inside lessons both show what is made here, and templates/items/ draws
it. `fix` gives the line that mends a misconception, by its code.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.mask import OptionMask
from quizapp.domain.items.plugin import Feedback
from quizapp.domain.items.registry import type_of
from quizapp.domain.scoring import item_score
from quizapp.markup import block, fitting, inline
from quizapp.models.courses import Claim, Misconception, Source

Fix = Callable[[str], str | None]
Coded = Mapping[tuple[int | None, str], Any]


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence about an answer, as HTML."""

    html: str
    tone: str


@dataclass(frozen=True, slots=True)
class ByHand:
    """What a teacher says about an answer, and what she looked for.

    `criteria`: (words, points, most) of each, where there is a rubric; `counts`: whether anybody
    grades the answer at all, for outside an assignment nobody does.
    """

    comment: str
    criteria: tuple[tuple[str, float, float], ...]
    sample_html: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """A graded answer as it is shown. Options, blanks and pairs have their public ids.

    `score` of `max`; `remarks` by the id they are about ("" for the whole answer); `parts` holds
    the share (0 to 1) that each part earned, where the type has parts. `waits`: a teacher has to
    grade it. `own`: it is shown to whoever gave it, and spoken of to her.
    """

    score: float
    max: float
    response: dict[str, Any] | None
    key: dict[str, Any] | None
    feedback_html: str
    explanation_html: str
    remarks: dict[str, list[Remark]]
    parts: dict[str, float]
    waits: bool = False
    by_hand: ByHand | None = None
    own: bool = True


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source as it is cited."""

    id: str
    title: str
    url: str | None


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim's labels."""

    id: str
    kind: str
    verdict: str
    restated: str


def asked(body: ItemBody, mask: OptionMask) -> dict[str, Any]:
    """What a taker sees: position, type, prompt_html, max and the fields of the type, no key."""
    plugin = type_of(body)
    public = plugin.public(body, mask, fitting)
    head = {"position": mask.position, "type": body.type, "prompt_html": public["prompt_html"]}
    return {**head, "max": plugin.max_points(body), **public}


def score_of(body: ItemBody, response: dict[str, Any] | None) -> float:
    """The points that an answer (inside form) earns."""
    plugin = type_of(body)
    return item_score(plugin.grade(body, response).fraction, plugin.max_points(body))


def answered(
    body: ItemBody, response: dict[str, Any] | None, mask: OptionMask, fix: Fix
) -> Answered:
    """The graded answer; `response` in the inside form."""
    plugin = type_of(body)
    grade = plugin.grade(body, response)
    said = [(entry, words) for entry in grade.feedback if (words := _words(entry, fix))]
    remarks: dict[str, list[Remark]] = {}
    for entry, words in said:
        for about in _names(entry.option, mask):
            remarks.setdefault(about, []).append(Remark(inline(words), entry.tone))
    return Answered(
        score=item_score(grade.fraction, plugin.max_points(body)),
        max=plugin.max_points(body),
        response=plugin.show(body, response, mask),
        key=plugin.key(body, mask),
        feedback_html="".join(f"<p>{inline(words)}</p>" for _, words in said),
        explanation_html=block(body.explanation),
        remarks=remarks,
        parts={name: part.fraction for part in grade.parts for name in _names(part.id, mask)},
    )


def _names(part: str | None, mask: OptionMask) -> tuple[str, ...]:
    """What a part is called outside: options have masked ids, blanks keep their own."""
    return ("",) if part is None else (mask.out(part), part)


def misconceptions_in(body: ItemBody, response: dict[str, Any] | None) -> set[str]:
    """The codes whose fix the feedback on this answer needs."""
    feedback = type_of(body).grade(body, response).feedback
    return {entry.misconception for entry in feedback if entry.misconception and not entry.text}


def _words(entry: Feedback, fix: Fix) -> str | None:
    if entry.text or not entry.misconception:
        return entry.text
    return fix(entry.misconception)


def fixes(session: Session, courses: Iterable[int | None], codes: Iterable[str]) -> Coded:
    """(course, code) → the line that mends a misconception (one statement, none for no codes)."""
    columns = (Misconception.course_id, Misconception.code, Misconception.fix)
    rows = _coded(session, columns, Misconception, courses, codes)
    return {(row.course_id, row.code): row.fix for row in rows}


def sources(session: Session, courses: Iterable[int | None], codes: Iterable[str]) -> Coded:
    """(course, code) → SourceView (one statement, none for no codes)."""
    columns = (Source.course_id, Source.code, Source.title, Source.url)
    rows = _coded(session, columns, Source, courses, codes)
    return {(row.course_id, row.code): SourceView(row.code, row.title, row.url) for row in rows}


def claims(session: Session, courses: Iterable[int | None], codes: Iterable[str]) -> Coded:
    """(course, code) → ClaimView (one statement, none for no codes)."""
    columns = (Claim.course_id, Claim.code, Claim.kind, Claim.verdict, Claim.restated)
    rows = _coded(session, columns, Claim, courses, codes)
    return {
        (row.course_id, row.code): ClaimView(row.code, row.kind, row.verdict, row.restated)
        for row in rows
    }


def _coded(
    session: Session,
    columns: tuple[Any, ...],
    table: type[Misconception | Source | Claim],
    courses: Iterable[int | None],
    codes: Iterable[str],
) -> list[Row[Any]]:
    wanted, within = sorted(set(codes)), sorted({c for c in courses if c is not None})
    if not wanted or not within:
        return []
    return list(
        session.execute(select(*columns).where(table.course_id.in_(within), table.code.in_(wanted)))
    )
