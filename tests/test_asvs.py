"""The matrix of ASVS 5.0 names every requirement of levels 1 and 2 once, and tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATES = {"met", "partly", "open", "n/a", "left to the school"}
ROW = re.compile(r"^\| ([0-9][^|]*) \| ([^|]+) \| (.+) \|$", re.MULTILINE)
# Section: its requirements of levels 1 and 2, as the standard's version 5.0.0 numbers them.
# Chapters 10 and 17 (OAuth, WebRTC) are dealt with whole.
SECTIONS = {
    "1.1": "1 2", "1.2": "1 2 3 4 5 6 7 8 9", "1.3": "1 2 3 4 5 6 7 8 9 10 11", "1.4": "1 2 3",
    "1.5": "1 2", "2.1": "1 2 3", "2.2": "1 2 3", "2.3": "1 2 3 4", "2.4": "1", "3.2": "1 2",
    "3.3": "1 2 3 4", "3.4": "1 2 3 4 5 6", "3.5": "1 2 3 4 5", "3.7": "1 2", "4.1": "1 2 3",
    "4.2": "1", "4.3": "1 2", "4.4": "1 2 3 4", "5.1": "1", "5.2": "1 2 3", "5.3": "1 2",
    "5.4": "1 2 3", "6.1": "1 2 3", "6.2": "1 2 3 4 5 6 7 8 9 10 11 12", "6.3": "1 2 3 4",
    "6.4": "1 2 3 4", "6.5": "1 2 3 4 5", "6.6": "1 2 3", "6.8": "1 2 3 4", "7.1": "1 2 3",
    "7.2": "1 2 3 4", "7.3": "1 2", "7.4": "1 2 3 4 5", "7.5": "1 2", "7.6": "1 2", "8.1": "1 2",
    "8.2": "1 2 3", "8.3": "1", "8.4": "1", "9.1": "1 2 3", "9.2": "1 2 3 4", "11.1": "1 2",
    "11.2": "1 2 3", "11.3": "1 2 3", "11.4": "1 2 3 4", "11.5": "1", "11.6": "1",
    "12.1": "1 2 3", "12.2": "1 2", "12.3": "1 2 3 4", "13.1": "1", "13.2": "1 2 3 4 5",
    "13.3": "1 2", "13.4": "1 2 3 4 5", "14.1": "1 2", "14.2": "1 2 3 4", "14.3": "1 2 3",
    "15.1": "1 2 3", "15.2": "1 2 3", "15.3": "1 2 3 4 5 6 7", "16.1": "1", "16.2": "1 2 3 4 5",
    "16.3": "1 2 3 4", "16.4": "1 2 3", "16.5": "1 2 3",
}  # fmt: skip
REQUIRED = [f"{section}.{n}" for section, which in SECTIONS.items() for n in which.split()]


def rows() -> list[tuple[str, str, str]]:
    """Numbers, state and reason of each row."""
    return ROW.findall((ROOT / "docs" / "asvs.md").read_text())


def test_every_requirement_stands_there_once() -> None:
    named = [number.strip() for numbers, _, _ in rows() for number in numbers.split(",")]
    assert sorted(named) == sorted([*REQUIRED, "10 (all)", "17 (all)"])


def test_every_row_says_how_it_stands() -> None:
    assert {state for _, state, _ in rows()} == STATES
    assert all(len(reason) > 3 for _, _, reason in rows())


def test_every_test_that_is_named_exists() -> None:
    for page in "asvs.md", "security.md":
        text = (ROOT / "docs" / page).read_text()
        for path in re.findall(r"`((?:tests|deploy|benchmarks)/[\w./]+)`", text):
            assert (ROOT / path).exists(), (page, path)
