"""Figures in a course: where they stand, and mistakes in their files at their places."""

from pathlib import Path

import pytest

from quizapp.content.course import load_course
from quizapp.content.loaded import LoadedCourse
from tests.support.small_course import assert_shown, change, write_course
from tests.support.small_figures import add_figures

OUTLINE = """\
kind: outline
id: island
box: [0, 0, 10, 10]
credit: Drawn for this test
land: [[[2, 2], [8, 2], [8, 8], [2, 8]]]
"""
MAP = """\
kind: map
id: FIG-1
title: High water
desc: An island cut in two.
note: Approximate.
as_of: "2025-12-31"
sources: [S1]
outline: island
north: dry
south: wet
places:
  - {name: Port, at: [5, 5]}
panels:
  - front: {date: "1687", text: The line of high water., points: [[1, 4], [9, 4.5]], fact: F1}
    places: [Port]
"""
CHECKPOINT = "::: checkpoint L1-01\n:::"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = write_course(tmp_path)
    (made / "figures").mkdir()
    (made / "figures/island.yaml").write_text(OUTLINE, encoding="utf-8")
    (made / "figures/fig-1.yaml").write_text(MAP, encoding="utf-8")
    change(made, "lessons/01-tides.md", CHECKPOINT, CHECKPOINT + "\n\n::: figure FIG-1\n:::")
    return made


def kinds(loaded: LoadedCourse) -> list[str]:
    assert [str(problem) for problem in loaded.problems] == []
    assert loaded.course is not None
    return [segment["kind"] for segment in loaded.course.lessons[0].text.segments]


def test_a_figure_stands_where_it_is_marked(folder: Path) -> None:
    assert kinds(load_course(folder)) == ["html", "checkpoint", "figure", "html", "claim"]


def test_the_figure_of_the_front_matter_needs_no_mark(folder: Path) -> None:
    change(folder, "lessons/01-tides.md", "\n\n::: figure FIG-1\n:::", "")
    change(
        folder,
        "lessons/01-tides.md",
        "sources: [S1]\n---",
        "sources: [S1]\nfigure: {id: FIG-1, title: x}\n---",
    )
    assert kinds(load_course(folder)) == ["html", "figure", "checkpoint", "html", "claim"]


def test_a_changed_figure_changes_the_lesson(folder: Path) -> None:
    before = load_course(folder).course
    change(folder, "figures/fig-1.yaml", "[9, 4.5]", "[9, 4.6]")
    after = load_course(folder).course
    assert before is not None
    assert after is not None
    assert before.lessons[0].digest != after.lessons[0].digest


@pytest.mark.parametrize(
    ("file", "old", "new", "needle", "message"),
    [
        ("figures/fig-1.yaml", "[9, 4.5]", "[9, 94]", "94",
         "panels[0].front.points[1][1]: Input should be less than or equal to 90"),
        ("figures/fig-1.yaml", "[9, 4.5]", "[11, 4.5]", "[11", "[11, 4.5] is outside the map 'island'"),
        ("figures/fig-1.yaml", "places: [Port]", "places: [Prt]", "Prt", "there is no place 'Prt'"),
        ("figures/fig-1.yaml", 'date: "1687", ', "", "{text: The line",
         "panels[0].front: the field 'date' is missing"),
        ("figures/fig-1.yaml", "sources: [S1]", "sources: [S9]", "S9", "there is no source 'S9'"),
        ("figures/fig-1.yaml", "fact: F1", "fact: F9", "F9", "there is no fact 'F9'"),
        ("figures/fig-1.yaml", "outline: island", "outline: iland", "iland",
         "there is no outline 'iland' (did you mean 'island'?)"),
        ("figures/fig-1.yaml", "north: dry", "noth: dry", "noth", "the field 'noth' is unknown"),
        ("figures/island.yaml", "[8, 2], [8, 8], [2, 8]]]", "[8, 2]]]", "[[2, 2]",
         "land[0]: Tuple should have at least 3 items"),
        ("lessons/01-tides.md", "figure FIG-1", "figure FIG-2", "FIG-2",
         "there is no figure 'FIG-2' (did you mean 'FIG-1'?)"),
        ("lessons/01-tides.md", "figure FIG-1\n", "figure FIG-1\nWords.\n", "figure",
         "a figure box is empty: the figure is in its own file"),
    ],
)  # fmt: skip
def test_mistakes_are_shown_at_their_place(
    folder: Path, file: str, old: str, new: str, needle: str, message: str
) -> None:
    change(folder, file, old, new)
    found = [str(problem) for problem in load_course(folder, "tides").problems]
    assert_shown(found, folder, file, needle, message)


@pytest.mark.parametrize(
    ("file", "old", "new", "needle", "message"),
    [
        ("fig-2", "taken: false", "taken: perhaps", "perhaps",
         "seats[2].taken: Input should be a valid boolean, unable to interpret input"),
        ("fig-2", "{start: 0, end: 1", "{start: 1, end: 2", "1, end",
         "a stretch begins where the one before it ends"),
        ("fig-2", "mark: 0", "mark: 7", "7", "7 is outside the section"),
        ("fig-3", '{date: "1687"', '{date: "1587"', '"1587"', "1587 is outside the scale"),
        ("fig-3", 'until: "1710"', 'until: "1690"', '"1690", text: O',
         "1690 is not after the beginning"),
        ("fig-3", '{date: "1700"', '{date: "1900"', '"1900"', "1900 is outside the scale"),
        ("fig-3", "low: 10", "low: 30", "30", "a range runs from its lower to its higher end"),
        ("fig-3", "value: 40", "value: 41", "41", "41 is over the top of the chart, 40"),
        ("fig-4", "[neap, spring]", "[neap]", "1, text", "there is no such series"),
        ("fig-4", ', date: "1910"', "", '{label: "1910"',
         "a column on a scale of time needs a date on it"),
        ("fig-4", "1950-06-01", "2050-06-01", '"2050', "2050-06-01 is outside the scale"),
        ("fig-5", "at: [7, 7]", "at: [70, 7]", "[70", "[70, 7] is outside the map 'island'"),
        ("fig-5", "outline: island", "outline: iland", "iland",
         "there is no outline 'iland' (did you mean 'island'?)"),
        ("fig-7", "handful: 4", "handful: 400", "400",
         "handful: Input should be less than or equal to 12"),
    ],
)  # fmt: skip
def test_mistakes_in_every_kind_are_shown_at_their_place(
    tmp_path: Path, file: str, old: str, new: str, needle: str, message: str
) -> None:
    folder = add_figures(write_course(tmp_path))
    name = f"figures/{file}.yaml"
    change(folder, name, old, new)
    found = [str(problem) for problem in load_course(folder, "tides").problems]
    assert_shown(found, folder, name, needle, message)


def test_every_kind_stands_in_a_lesson_with_its_sources(tmp_path: Path) -> None:
    loaded = load_course(add_figures(write_course(tmp_path)))
    assert kinds(loaded) == ["html", "checkpoint", *["figure"] * 6, "html", "claim"]
    assert loaded.course is not None
    drawings = {
        one["figure"]: one["drawing"]
        for one in loaded.course.lessons[0].text.segments
        if one["kind"] == "figure"
    }
    cited = [{"title": "Principia", "url": "https://example.org/principia", "kind": "book"}]
    for name, part in (("FIG-2", "rows"), ("FIG-3", "rows"), ("FIG-5", "rows"), ("FIG-7", "tiles")):
        assert [row["sources"] for row in drawings[name][part]] == [cited] * len(
            drawings[name][part]
        )


def test_a_changed_claim_changes_the_lesson_that_sorts_it(tmp_path: Path) -> None:
    folder = add_figures(write_course(tmp_path))
    before = load_course(folder).course
    change(folder, "claims.yaml", "Why 3.", "Why three.")
    after = load_course(folder).course
    assert before is not None
    assert after is not None
    assert before.lessons[0].digest != after.lessons[0].digest
