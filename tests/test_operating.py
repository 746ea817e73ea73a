"""docs/operating.md tells of every event in the log and every figure, and of none that is not there."""

import re
from collections.abc import Iterator
from pathlib import Path

from quizapp.metrics import registry
from quizapp.paths import PACKAGE

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "operating.md").read_text()
CALL = re.compile(r'\blog\.(?:info|warning|error|exception)\(\s*"([^"]+)"')


def rows(begin: str, end: str) -> Iterator[str]:
    """What the first column of a table names."""
    part = PAGE.split(begin)[1].split(end)[0]
    for line in re.findall(r"^\| (`[^|]*) \|", part, re.MULTILINE):
        yield from re.findall(r"`([^`]+)`", line)


def test_the_log_is_described() -> None:
    written = {
        event for path in PACKAGE.rglob("*.py") for event in CALL.findall(path.read_text("utf-8"))
    }
    assert set(rows("### The log", "No name, no token")) == written


def test_the_figures_are_described() -> None:
    counted = {
        f"{family.name}_total" if family.type == "counter" else family.name
        for family in registry.collect()
    }
    standing = set(
        re.findall(r'"(quizapp_\w+)"', (PACKAGE / "metrics" / "standing.py").read_text("utf-8"))
    )
    assert set(rows("### Figures", "No label holds")) == counted | standing
