"""Figures: mistakes in their files at their places, and what the built-in ones show."""

import re
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from quizapp.content.course import LoadedCourse, load_course
from quizapp.content.positioned_yaml import read_yaml
from quizapp.domain.figures.geometry import Projection
from quizapp.domain.figures.models import MapFigure, Outline, load_figure
from quizapp.queries.lessons.text import Part
from tests.support.small_course import change, place_of, write_course

ROOT = Path(__file__).parents[2]
FIGURES = ROOT / "questions/russia-north-korea/figures"

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
    line, column = place_of(folder, file, needle)
    assert any(one.startswith(f"tides/{file}:{line}:{column}: {message}") for one in found), found


# The built-in figures.


def built_in(name: str) -> Any:
    return load_figure(read_yaml(FIGURES / f"{name}.yaml", name).plain())


@pytest.fixture(scope="module")
def parts() -> dict[str, Part]:
    course = load_course(FIGURES.parent).course
    assert course is not None
    return {
        one["figure"]: Part("figure", one["figure"], one["title"], drawing=one["drawing"])
        for lesson in course.lessons
        for one in lesson.text.segments
        if one["kind"] == "figure"
    }


@pytest.fixture(scope="module")
def pages(parts: dict[str, Part]) -> dict[str, str]:
    jinja = Environment(
        loader=FileSystemLoader(ROOT / "templates"), undefined=StrictUndefined, autoescape=True
    )
    jinja.filters["plain_date"] = str
    macro: Any = jinja.get_template("figures/figure.html").module
    return {name: str(macro.figure(part)) for name, part in parts.items()}


NAMES = ["FIG-1", "FIG-2", "FIG-3"]


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_can_be_read_without_seeing_it(pages: dict[str, str], name: str) -> None:
    html = pages[name]
    images = re.findall(r'<svg[^>]*role="img"[^>]*>\s*<title id="([^"]+)">[^<]+</title>\s*'
                        r'<desc id="([^"]+)">[^<]+</desc>', html)  # fmt: skip
    assert len(images) == html.count('role="img"') > 0
    for title, desc in images:
        assert f'aria-labelledby="{title}"' in html
        assert f'aria-describedby="{desc}"' in html
    assert "<details" in html
    assert "<table" in html
    assert "As of 2025-12-31" in html


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_needs_no_inline_style_and_no_script(pages: dict[str, str], name: str) -> None:
    assert re.search(r"\sstyle=|<style|<script|\son[a-z]+=", pages[name]) is None


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_unique_and_references_are_met(pages: dict[str, str], name: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', pages[name])
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", pages[name])) <= set(ids)


@pytest.mark.parametrize("name", ["FIG-1", "FIG-3"])
def test_everything_named_is_inside_the_view_box(parts: dict[str, Part], name: str) -> None:
    drawing = parts[name].drawing
    assert drawing is not None
    for panel in drawing["panels"]:
        assert panel["date"]
        spots = [(place["x"], place["y"]) for place in panel["places"]]
        spots += [(place["text_x"], place["text_y"]) for place in panel["places"]]
        for path in [*panel["lines"], *panel["arrows"]]:
            spots += _polygon(path["d"])
        for label in panel["labels"]:
            spots += [(label["x"], row["y"]) for row in label["rows"]]
        for x, y in spots:
            assert 0 <= x <= drawing["width"]
            assert 0 <= y <= drawing["height"]


def test_every_line_of_a_map_stands_in_its_table_with_its_date(parts: dict[str, Part]) -> None:
    for name in ("FIG-1", "FIG-3"):
        figure, drawing = built_in(name.lower()), parts[name].drawing
        assert isinstance(figure, MapFigure)
        assert drawing is not None
        fronts = {(one.front.date, one.front.text) for one in figure.panels}
        others = {(line.date, line.text) for one in figure.panels for line in one.others}
        arrows = {(line.date, line.text) for one in figure.panels for line in one.arrows}
        rows = {(row["date"], row["text"]) for row in drawing["rows"]}
        assert rows == fronts | others | arrows


def _inside(point: tuple[float, float], polygon: list[tuple[float, float]]) -> bool:
    x, y = point
    found = False
    for (x1, y1), (x2, y2) in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            found = not found
    return found


def _polygon(path: str) -> list[tuple[float, float]]:
    steps = (step.split(",") for step in path.strip("MZ").split())
    return [(float(x), float(y)) for x, y in steps]


SEOUL, PYONGYANG, BUSAN, JEJU = (126.98, 37.57), (125.75, 39.03), (129.08, 35.18), (126.55, 33.38)
KAESONG, DAEJEON, WONSAN = (126.55, 37.97), (127.38, 36.35), (127.44, 39.15)


def test_towns_stand_on_the_outline() -> None:
    outline = built_in("korea")
    assert isinstance(outline, Outline)
    project = Projection(outline.box, 1000)
    shapes = [[project(point) for point in land] for land in outline.land]
    for town in (SEOUL, PYONGYANG, BUSAN, JEJU, KAESONG, DAEJEON, WONSAN):
        assert any(_inside(project(town), shape) for shape in shapes), town


@pytest.mark.parametrize(
    ("figure", "date", "north", "south"),
    [
        ("FIG-1", "1945-08", [PYONGYANG, WONSAN], [SEOUL, KAESONG, BUSAN, JEJU]),
        ("FIG-3", "1950-06-25", [PYONGYANG], [SEOUL, KAESONG, BUSAN, JEJU]),
        ("FIG-3", "1950-09-15", [PYONGYANG, SEOUL, DAEJEON], [BUSAN, JEJU]),
        ("FIG-3", "1950-10-26", [], [PYONGYANG, SEOUL, WONSAN, BUSAN, JEJU]),
        ("FIG-3", "1951-01-25", [PYONGYANG, SEOUL], [DAEJEON, BUSAN, JEJU]),
        ("FIG-3", "1953-07-27", [PYONGYANG, KAESONG, WONSAN], [SEOUL, DAEJEON, BUSAN, JEJU]),
    ],
)
def test_the_front_leaves_each_town_on_its_side(
    parts: dict[str, Part],
    figure: str,
    date: str,
    north: list[tuple[float, float]],
    south: list[tuple[float, float]],
) -> None:
    outline, drawing = built_in("korea"), parts[figure].drawing
    assert drawing is not None
    project = Projection(outline.box, drawing["width"])
    panel = next(one for one in drawing["panels"] if one["date"] == date)
    area = _polygon(panel["north"])
    assert [town for town in north if not _inside(project(town), area)] == []
    assert [town for town in south if _inside(project(town), area)] == []
