"""A course of one lesson and four items, written to a folder that a test can then spoil."""

from collections.abc import Iterable
from pathlib import Path

COURSE = """\
slug: tides
title: Tides
description: A short course on tides.
language: en
lessons: [01-tides.md]
"""

LESSON = """\
---
id: L1
slug: why-tides
title: Why tides
summary: Two bulges.
span: any day
as_of: "2025-12-31"
objectives:
  - {id: L1.1, text: Say what makes tides, bloom: remember}
terms:
  - {id: spring-tide, term: spring tide, definition: The highest high tide., native: {lang: ko, text: 사리}}
dates:
  - {date: "1687", text: Newton explains tides, fact: F1}
sources: [S1]
---
The moon pulls the sea.[^S1] Twice a month comes a [spring tide](term:spring-tide) ([사리]{lang=ko}).

::: checkpoint L1-01
:::

## What the article says

::: claim C1
It names the moon only.[^S2]
:::
"""

ITEMS = """\
lesson: L1
set: {slug: tides-set, title: Tides, description: All of it.}
items:
  - id: L1-01
    type: single
    stem: What makes most of the tide?
    options:
      - {text: The moon, key: true}
      - {text: The sun, misconception: M1, feedback: It adds less than half.}
      - {text: The wind, feedback: It makes waves., misconception: M1}
    explanation: The moon is much nearer than the sun, so the difference of its pull across the earth is larger, and that difference makes tides.
    objective: L1.1
    claims: [C1]
    facts: [F1]
    sources: [S1]
  - id: L1-02
    type: short
    stem: What is the highest high tide called?
    answers: [spring tide]
    explanation: When sun and moon pull in one line their tides add up, twice a month, and that high water is called the spring tide.
    facts: [F1]
    sources: [S1]
    enemies: [L1-F01]
  - id: L1-03
    type: text
    stem: A passage to read.
  - id: L1-F01
    type: flashcard
    front: What makes most of the tide?
    back: The moon
    reversed: true
    facts: [F1]
"""

CLAIMS = """\
claims:
  - {id: C1, paragraph: 1, locator: P1.s1, kind: fact, verdict: imprecise, restated: The moon makes tides.,
     correction: The sun helps., facts: [F1], sources: [S1], lessons: [L1], items: [L1-01]}
"""

FACTS = """\
facts:
  - {id: F1, lesson: L1, date: "1687", text: The moon makes most of the tide., verification: V, sources: [S1]}
"""

SOURCES = """\
sources:
  - {id: S1, title: Principia, kind: book, url: "https://example.org/principia"}
  - {id: S2, title: A tide table, kind: archive}
"""

MISCONCEPTIONS = """\
misconceptions:
  - {id: M1, name: The sun does it, why: It is bigger, fix: Distance counts more than size.}
"""

QUIZZES = """\
quizzes:
  - {slug: tides-quiz, title: Tides, lesson: L1, sets: [tides-set], draw: 2}
"""

FILES = {
    "course.yaml": COURSE,
    "lessons/01-tides.md": LESSON,
    "items/l1.yaml": ITEMS,
    "claims.yaml": CLAIMS,
    "facts.yaml": FACTS,
    "sources.yaml": SOURCES,
    "misconceptions.yaml": MISCONCEPTIONS,
    "quizzes.yaml": QUIZZES,
}


def write_course(root: Path, slug: str = "tides") -> Path:
    """Write the course into `root`/`slug` and give that folder."""
    folder = root / slug
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Replace one passage of a file; the passage must be there exactly once."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} is in {name} {text.count(old)} times"
    path.write_text(text.replace(old, new), encoding="utf-8")


def assert_shown(found: Iterable[str], folder: Path, name: str, needle: str, message: str) -> None:
    """One of the problems found names the place of the passage and begins with the message."""
    line, column = place_of(folder, name, needle)
    start = f"tides/{name}:{line}:{column}: {message}"
    assert any(one.startswith(start) for one in found), (start, found)


def place_of(folder: Path, name: str, needle: str) -> tuple[int, int]:
    """Line and column, from 1, of the first occurrence of a passage."""
    text = (folder / name).read_text(encoding="utf-8")
    before = text[: text.index(needle)]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
