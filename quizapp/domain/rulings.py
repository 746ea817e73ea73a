"""What was decided about a question after it had been asked, and what that makes of its grading.

A ruling never changes a revision: it is laid over the text when an answer is graded. So it works
for files of questions too, and loading them again does not lose it.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from pydantic import ValidationError

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.plugin import Response
from quizapp.domain.items.registry import dump_body, load_body, type_of
from quizapp.domain.scoring import item_score

Kind = Literal["accept", "key", "drop"]
KINDS: tuple[Kind, ...] = ("accept", "key", "drop")
ANSWER_MAX, REASON_MAX, SOURCE_MAX = 500, 1000, 500

# What stands around a question without being asked: a change here is not another question.
_AROUND = (
    "explanation", "objective", "bloom", "claims", "facts", "sources", "difficulty", "as_of",
    "status", "enemies", "review", "waivers", "answered", "tags",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ruling:
    """One decision about revision `revision`, whose question has this digest.

    accept: `answer` counts too, in `part` ("" or a gap). key: `answer` (as the type's
    `written_key` writes it) is right instead. drop: whoever was asked gets all the points.
    """

    id: int
    kind: Kind
    revision: int
    question: str
    part: str
    answer: str


@dataclass(frozen=True, slots=True)
class Ruled:
    """A text as it is graded: with what was decided, and by which decisions."""

    body: ItemBody
    dropped: bool = False
    by: tuple[Ruling, ...] = ()

    def score(self, response: Response | None) -> float | None:
        """The points that an answer (inside form) earns; None while it waits for a teacher."""
        plugin = type_of(self.body)
        if not self.dropped and plugin.waits(response):
            return None
        fraction = 1.0 if self.dropped else plugin.grade(self.body, response).fraction
        return item_score(fraction, plugin.max_points(self.body))


def question_digest(body: ItemBody) -> str:
    """Tells one question from another: SHA-256 in hex over all that is asked and graded."""
    asked = {name: value for name, value in dump_body(body).items() if name not in _AROUND}
    return sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def ruled(body: ItemBody, revision: int, rulings: Iterable[Ruling]) -> Ruled:
    """The text of a revision with all decisions that hold for it, in their order."""
    found = Ruled(body)
    for ruling in sorted(rulings, key=lambda one: one.id):
        if _holds(ruling, body, revision):
            found = _laid_over(found, ruling)
    return found


def _holds(ruling: Ruling, body: ItemBody, revision: int) -> bool:
    """An answer once accepted stays so. The others are about one question.

    They hold for the text they were made for and those before it, and for later texts only as
    long as these ask the same: a question that was mended is not dropped any more.
    """
    if ruling.kind == "accept" or revision <= ruling.revision:
        return True
    return question_digest(body) == ruling.question


def _laid_over(found: Ruled, ruling: Ruling) -> Ruled:
    by = (*found.by, ruling)
    if ruling.kind == "drop":
        return Ruled(found.body, dropped=True, by=by)
    changed = changed_by(found.body, ruling.kind, ruling.part, ruling.answer)
    if changed is None or changed == found.body:
        return found
    return Ruled(changed, found.dropped, by)


def changed_by(body: ItemBody, kind: Kind, part: str, answer: str) -> ItemBody | None:
    """The text that a decision makes of this one, None where it does not fit."""
    plugin = type_of(body)
    if kind == "accept":
        changed = plugin.with_answer(body, part, answer)
    else:
        changed = plugin.with_key(body, answer) if kind == "key" else body
    try:
        valid = None if changed is None else load_body(dump_body(changed))
    except ValidationError:
        return None
    return None if valid is None else plugin.as_asked(valid, body)
