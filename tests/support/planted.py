"""Flaws planted on purpose, one for each rule: tests/domain/rules/planted/RXX.yaml lists them.

A file is a list of flaws, each with `flaw` (what it is, in words) and one of

- `item`: an item. `base: single` (or another of BASES) takes the rest of a clean item.
- `bank`: a list of items, in one set. `repeat: 30` makes as many of one; `{n}` in its texts is
  the number of the copy, and the stem names a pier of its own.
- `course`: changes of the small course, a list of `{file, old, new}`; `old` is there once.

and, if wished, `as_of` (the day to check for) and `at` (the path of the finding).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from quizapp.content.check import findings
from quizapp.content.wording import shipped_wording
from quizapp.domain.course import Fact, QuestionSet, Source
from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.registry import load_body
from quizapp.domain.items.schema import SetHeader
from quizapp.domain.rules.bank import Bank
from quizapp.domain.rules.engine import check_everything, check_item
from quizapp.domain.rules.finding import Register
from quizapp.domain.rules.originality import run_digests
from quizapp.domain.rules.wording import ArticleRuns
from tests.support.small_course import change, write_course

FOLDER = Path(__file__).parents[1] / "domain" / "rules" / "planted"

# What stands for the article, so that a flaw can share words with it.
MADE_UP = "Nobody at the harbour had ever seen a whale count its own teeth."

REGISTER = Register(
    facts={
        "F1": Fact(id="F1", lesson="L1", date="1945", text="x", verification="V", sources=("S1",)),
        "F2": Fact(
            id="F2",
            lesson="L1",
            date="1946",
            text="Some 10,000 to 12,000 people drowned.",
            verification="V",
            contested=True,
            sources=("S1",),
        ),
    },
    sources={"S1": Source(id="S1", title="x", kind="book", url="https://example.org")},
    wording=shipped_wording().model_copy(
        update={
            "runs": ArticleRuns(
                length=6, digests=frozenset(digest for digest, _ in run_digests(MADE_UP, 6))
            )
        }
    ),
)
_EXPLANATION = (
    "The moon is near and the sun is far. So the pull of the moon changes more across the earth, "
    "and that change is what makes the tides."
)
_COMMON: dict[str, Any] = {
    "explanation": _EXPLANATION, "facts": ["F1"], "sources": ["S1"],
}  # fmt: skip
_OPTIONS = [
    {"text": "The nearby moon", "key": True},
    {"text": "The distant sun", "misconception": "M1", "feedback": "It adds less than half."},
    {"text": "The trade wind", "misconception": "M2", "feedback": "Wind makes waves."},
]
BASES: dict[str, dict[str, Any]] = {
    "single": {"type": "single", "stem": "What makes most of the tide?", "options": _OPTIONS},
    "multi": {
        "type": "multi",
        "stem": "What makes tides on earth? Select two.",
        "options": [
            {"text": "The moon above", "key": True},
            {"text": "The sun above", "key": True},
            {"text": "The trade wind", "misconception": "M2", "feedback": "It makes waves."},
            {"text": "The earth's heat", "misconception": "M1", "feedback": "It moves rock."},
        ],
    },
    "true_false": {
        "type": "true_false",
        "stem": "The moon makes most of the tide.",
        "answer": True,
        "wrong_truth": "M1",
        "reasons": [
            {"text": "It is nearer than the sun", "key": True},
            {"text": "Its bulk beats the sun", "misconception": "M1", "feedback": "No."},
            {"text": "The sea is far colder", "misconception": "M2", "feedback": "No."},
        ],
    },
    "short": {"type": "short", "stem": "What is the highest high tide called?", "answers": ["spring tide"]},
    "numeric": {
        "type": "numeric",
        "stem": "In which year did Newton explain tides?",
        "answer": 1687,
        "distractors": [{"value": 1665, "misconception": "M1", "feedback": "He was a student."}],
    },
    "cloze": {
        "type": "cloze",
        "stem": "Most of the tide is made by the {{1}}, which is near.",
        "blanks": {"1": {"answers": ["moon"]}},
    },
    "ordering": {
        "type": "ordering",
        "stem": "Put these steps in order, earliest first:",
        "order": [
            {"text": "Newton explains tides", "date": "1687"},
            {"text": "Laplace writes equations", "date": "1775"},
            {"text": "Kelvin builds a machine", "date": "1872"},
        ],
    },
    "matching": {
        "type": "matching",
        "stem": "Match each scholar to a work (one is left over):",
        "pairs": [
            {"left": "Newton", "right": "Principia"},
            {"left": "Laplace", "right": "Equations"},
            {"left": "Kelvin", "right": "A machine"},
        ],
        "extra": [{"text": "A tide table", "misconception": "M1", "feedback": "Older."}],
    },
    "flashcard": {"type": "flashcard", "front": "What makes most tides?", "back": "The moon",
                  "explanation": ""},
}  # fmt: skip


@dataclass(frozen=True)
class Flaw:
    """One planted flaw, and the rule that has to find it."""

    rule: str
    name: str
    item: dict[str, Any] | None = None
    bank: list[dict[str, Any]] = field(default_factory=list)
    course: list[dict[str, str]] = field(default_factory=list)
    as_of: date | None = None
    at: list[str | int] | None = None


def planted() -> list[Flaw]:
    """Read every file of planted flaws."""
    return [
        Flaw(rule=path.stem, name=one.pop("flaw"), **one)
        for path in sorted(FOLDER.glob("R*.yaml"))
        for one in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def item_of(fields: dict[str, Any], number: int = 1) -> ItemBody:
    """Make an item from its fields, on its base if it names one."""
    base = BASES[fields["base"]] if "base" in fields else {}
    own = {name: value for name, value in fields.items() if name != "base"}
    return load_body({**_COMMON, "id": f"L1-{number:02d}", **base, **own})


def bank_of(entries: list[dict[str, Any]]) -> Bank:
    """Make a bank of one set from items, some of them repeated."""
    items: list[ItemBody] = []
    for entry in entries:
        fields = {key: value for key, value in entry.items() if key != "repeat"}
        for _ in range(entry.get("repeat", 1)):
            number = len(items) + 1
            copied = _elsewhere(fields, number) if "repeat" in entry else fields
            items.append(item_of(_numbered(copied, number), number))
    return Bank(sets=(QuestionSet(SetHeader(slug="tides", title="Tides"), "L1", tuple(items)),))


def _elsewhere(fields: dict[str, Any], number: int) -> dict[str, Any]:
    """The same item asked of another place, so that no two stems are alike."""
    stem = {**BASES.get(fields.get("base", ""), {}), **fields}.get("stem")
    if not stem or stem[-1] not in ".?:":
        return fields
    return {**fields, "stem": f"{stem[:-1]} at pier{number}{stem[-1]}"}


def _numbered(value: Any, number: int) -> Any:
    if isinstance(value, dict):
        return {key: _numbered(inner, number) for key, inner in value.items()}
    if isinstance(value, list):
        return [_numbered(inner, number) for inner in value]
    return value.replace("{n}", str(number)) if isinstance(value, str) else value


def caught(flaw: Flaw, folder: Path) -> Iterator[tuple[str, tuple[str | int, ...] | None]]:
    """Give the rules that find something, and where; a course is written into `folder`."""
    register = replace(REGISTER, as_of=flaw.as_of)
    if flaw.item is not None:
        for found in check_item(item_of(flaw.item), register):
            yield found.rule, found.where.path
    elif flaw.bank:
        for found in check_everything(bank_of(flaw.bank), register):
            yield found.rule, found.where.path
    else:
        course = write_course(folder)
        for one in flaw.course:
            change(course, one["file"], one["old"], one["new"])
        for problem in findings([course], as_of=flaw.as_of):
            yield problem.rule, None
