"""A figure of every kind for the course of small_course.py, and ten claims to sort."""

from pathlib import Path

from tests.support.small_course import change

HEAD = """\
title: {title}
desc: What can be seen.
note: Approximate.
as_of: "2025-12-31"
sources: [S1]
"""

SEATS = """\
kind: seats
id: FIG-2
table: A tide table
taken: at the table
empty: stayed away
seats:
  - {name: The moon, short: MOON, taken: true, text: It pulls most., fact: F1}
  - {name: The sun, short: SUN, taken: true, text: It helps., fact: F1}
  - {name: The wind, short: WIND, taken: false, text: It makes waves., fact: F1}
section:
  title: Across the beach
  unit: Metres
  mark: 0
  mark_label: High water
  stretches:
    - {start: -3, end: 0, label: [3 m, wet], text: Under water twice a day., fact: F1}
    - {start: 0, end: 1, label: [1 m, dry], text: Dry but for storms.}
"""

LANES = """\
kind: lanes
id: FIG-3
first: "1600-01-01"
last: "1800-01-01"
ticks: [1600, 1700]
lanes:
  - name: England
    events:
      - {date: "1687", text: Newton explains tides., fact: F1}
      - {date: "1690", until: "1710", text: Others check., shape: square, fact: F1}
  - name: France
    events:
      - {date: "1775", text: Laplace writes equations., shape: diamond, fact: F1}
thread:
  name: Holland
  above: nearer to England
  below: nearer to France
  until: "1790-01-01"
  turns:
    - {date: "1610", side: between, text: Nobody asks., fact: F1}
    - {date: "1700", side: above, text: Newton is read., fact: F1}
shapes: {circle: a book, square: a check, diamond: equations}
chart:
  title: Readers
  unit: Readers
  top: 40
  columns:
    - {label: "1700", low: 10, value: 20, text: A guess., fact: F1}
    - {label: "1750", value: 40, about: true, text: Another guess., fact: F1}
"""

COLUMNS = """\
kind: columns
id: FIG-4
chart:
  title: Height of the tide
  unit: Metres
  top: 10
  first: "1900-01-01"
  last: "2000-01-01"
  series: [neap, spring]
  columns:
    - {label: "1910", date: "1910", value: 4, series: 0, text: Low., fact: F1}
    - {label: "1990", date: "1990", value: 8, series: 1, text: High., fact: F1}
  threshold: {value: 5, label: [the, wall], text: The sea wall.}
  markers: [{date: "1950-06-01", text: The wall is built., label: [wall, built], fact: F1}]
"""

ROUTE = """\
kind: route
id: FIG-5
outline: island
solid: seen
hollow: expected
legs: [[[3, 3], [7, 7]]]
stops:
  - {name: Port, label: [Port], at: [3, 3], mark: hollow, date: "1687-01", text: Where the wave was expected., fact: F1}
  - {name: Cape, label: [Cape, Wrath], at: [7, 7], side: above, mark: solid, date: 1687-02, text: Where it came., fact: F1}
labels: [{rows: [ISLAND], at: [5, 4], anchor: middle}]
"""

PANELS = """\
kind: map
id: FIG-6
outline: island
north: dry
south: wet
panels:
  - title: At noon
    front: {date: "1687-01-01", text: Low., points: [[1, 4], [9, 4]]}
    others: [{date: "1687-01-02", text: The next day., points: [[1, 6], [9, 6]], style: dashed, label: {rows: [next day], at: [3, 6]}}]
  - title: At night
    front: {date: "1687-06-01", text: High., points: [[1, 7], [9, 7]]}
"""

SORTER = """\
kind: sorter
id: FIG-7
handful: 4
"""

OUTLINE = """\
kind: outline
id: island
box: [0, 0, 10, 10]
credit: Drawn for this test
land: [[[2, 2], [8, 2], [8, 8], [2, 8]]]
borders: [{points: [[5, 2], [5, 8]], style: dashed}]
"""

FIGURES = {
    "fig-2": (SEATS, "Who came?"),
    "fig-3": (LANES, "Who read whom"),
    "fig-4": (COLUMNS, "Higher and higher"),
    "fig-5": (ROUTE, "The wave"),
    "fig-6": (PANELS, "Two tides"),
    "fig-7": (SORTER, "Claim sorter"),
}
KINDS = ["fact"] * 4 + ["opinion"] * 3 + ["forecast"] * 2 + ["reported"]
VERDICTS = ["imprecise", "wrong", "accurate", "unverifiable"]


def claims() -> str:
    """claims.yaml with ten claims; the second can be defended as a report as well."""
    rows = [
        f"  - {{id: C{n}, paragraph: 1, locator: P1.s{n}, kind: {kind}, restated: Claim number {n}.,\n"
        f"     verdict: {VERDICTS[n % 4 - 1]}, correction: Why {n}., facts: [F1], sources: [S1],\n"
        f"     lessons: [L1]{', kind_alt: [reported]' if n == 2 else ''}}}\n"
        for n, kind in enumerate(KINDS, 1)
    ]
    return "claims:\n" + "".join(rows)


def add_figures(folder: Path) -> Path:
    """Write every figure into a small course and mark them all in its lesson."""
    (folder / "figures").mkdir()
    (folder / "figures/island.yaml").write_text(OUTLINE, encoding="utf-8")
    for name, (text, title) in FIGURES.items():
        path = folder / f"figures/{name}.yaml"
        path.write_text(text + HEAD.format(title=title), encoding="utf-8")
    (folder / "claims.yaml").write_text(claims(), encoding="utf-8")
    marks = "".join(f"\n\n::: figure {name.upper()}\n:::" for name in FIGURES)
    box = "::: checkpoint L1-01\n:::"
    change(folder, "lessons/01-tides.md", box, box + marks)
    return folder
