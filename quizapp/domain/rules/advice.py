"""What the rules for questions have to say to a teacher: advice beside the field, never a refusal.

Left out are the rules that ask for what only the built-in course has: facts, claims, registers.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.multi import MultiBody
from quizapp.domain.rules.engine import check_item
from quizapp.domain.rules.finding import Register
from quizapp.domain.rules.parts import numbers_said
from quizapp.domain.rules.wording import Wording

RULES_FOR_ALL = (
    "R03", "R04", "R05", "R06", "R07", "R09", "R10", "R11", "R12", "R14", "R15", "R16", "R17",
    "R18", "R19", "R21", "R22", "R31", "R33", "R35", "R36", "R40",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Advice:
    """One remark: the path of the field within the content, the rule, and what it says."""

    path: tuple[str | int, ...]
    rule: str
    text: str


def advice(body: ItemBody, wording: Wording) -> Iterator[Advice]:
    """What could be better about one item by itself."""
    register = Register(facts={}, sources={}, wording=wording)
    for finding in check_item(body, register, RULES_FOR_ALL):
        if not finding.waiver and not _said_anyway(body, finding.rule):
            yield Advice(tuple(finding.where.path), finding.rule, finding.message)


def _said_anyway(body: ItemBody, rule: str) -> bool:
    """Every page that asks for several answers says “Select n” where the stem does not."""
    return rule == "R31" and isinstance(body, MultiBody) and not numbers_said(body)
