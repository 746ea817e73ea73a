"""The built-in figures: readable without sight, script and colour, and true to the register."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from quizapp.content.course import load_course
from quizapp.content.positioned_yaml import read_yaml
from quizapp.domain.course import Course
from quizapp.domain.figures.geometry import Projection
from quizapp.domain.figures.land import Outline
from quizapp.domain.figures.models import MapFigure, load_figure
from quizapp.queries.lessons.text import Part
from quizapp.web.lessons.labels import speaker

ROOT = Path(__file__).parents[2]
FIGURES = ROOT / "questions/russia-north-korea/figures"
NAMES = [f"FIG-{number}" for number in range(1, 11)]
LESSON = "lessons/03-1950-the-decision.md"


def built_in(name: str) -> Any:
    return load_figure(read_yaml(FIGURES / f"{name}.yaml", name).plain())


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The course with a lesson that shows every figure, whatever lessons are written."""
    folder = tmp_path_factory.mktemp("figures") / FIGURES.parent.name
    shutil.copytree(FIGURES.parent, folder)
    with (folder / LESSON).open("a", encoding="utf-8") as lesson:
        lesson.writelines(f"\n\n::: figure {name}\n:::\n" for name in NAMES)
    course = load_course(folder).course
    assert course is not None
    return course


@pytest.fixture(scope="module")
def parts(course: Course) -> dict[str, Part]:
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
    jinja.filters |= {"plain_date": str, "speaker": speaker}
    macro: Any = jinja.get_template("figures/figure.html").module
    return {name: str(macro.figure(part)) for name, part in parts.items()}


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


def test_what_is_numbered_in_a_drawing_stands_in_its_table(pages: dict[str, str]) -> None:
    for name in ("FIG-4", "FIG-5", "FIG-6", "FIG-8", "FIG-9"):
        marks = re.findall(r'data-mark="(\d+)"', pages[name])
        rows = re.findall(r'data-row="(\d+)"', pages[name])
        assert sorted(marks, key=int) == rows == [str(n) for n in range(1, len(rows) + 1)]
        assert "open data-fold" in pages[name]


def test_every_row_of_a_time_line_leads_to_its_sources(parts: dict[str, Part]) -> None:
    for name in ("FIG-4", "FIG-5", "FIG-6", "FIG-9"):
        drawing = parts[name].drawing
        assert drawing is not None
        without = [row["text"] for row in drawing["rows"] if not row["sources"]]
        # What is common knowledge has no source, and the caption says so.
        assert without == (
            ["Gorbachev visits Beijing: relations between the two powers are normal again."]
            if name == "FIG-5"
            else []
        )


def test_state_media_are_labelled(pages: dict[str, str]) -> None:
    assert "talks begin at Vostochny</a> (Russian state media)" in pages["FIG-8"]


def test_seats_are_those_of_the_register(course: Course, parts: dict[str, Part]) -> None:
    drawing = parts["FIG-7"].drawing
    assert drawing is not None
    seats = {row["label"]: row["value"] for row in drawing["rows"]}
    facts = {fact.id: fact.text for fact in course.facts}
    for year in ("1995", "1999"):
        assert f"{year} ({seats[year]}" in facts["F611"]
    for year in ("2011", "2016", "2021"):
        assert f"{seats[year]} in {year}" in facts["F703"]
    assert f"{seats['2007']} of 450 seats in 2007" in facts["F703"]
    assert seats["2003"] == "about 223"


def test_estimates_are_ranges(parts: dict[str, Part]) -> None:
    drawing = parts["FIG-9"].drawing
    assert drawing is not None
    assert [row["value"] for row in drawing["chart"]["rows"]] == [
        "10,000 to 12,000",
        "about 14,000 to 15,000",
    ]


def test_three_signed_and_two_did_not(parts: dict[str, Part]) -> None:
    drawing = parts["FIG-4"].drawing
    assert drawing is not None
    assert {seat["short"]: seat["taken"] for seat in drawing["seats"]} == {
        "UNC": True, "KPA": True, "CPV": True, "ROK": False, "USSR": False,
    }  # fmt: skip


def test_the_sorter_holds_every_claim_and_counts_the_verdicts(
    course: Course, parts: dict[str, Part]
) -> None:
    drawing = parts["FIG-10"].drawing
    assert drawing is not None
    tiles = {tile["claim"]: tile for tile in drawing["tiles"]}
    assert tiles.keys() == {claim.id for claim in course.claims}
    for claim in course.claims:
        assert tiles[claim.id]["kinds"] == [claim.kind, *claim.kind_alt]
        assert (tiles[claim.id]["verdict"], tiles[claim.id]["text"]) == (
            claim.verdict,
            claim.restated,
        )
    counts = {row["label"]: row["value"] for row in drawing["chart"]["rows"]}
    assert counts == {"accurate": "17", "imprecise": "24", "wrong": "4", "unverifiable": "10"}


def test_what_is_no_agreed_border_is_dashed_and_said(parts: dict[str, Part]) -> None:
    drawing = parts["FIG-8"].drawing
    assert drawing is not None
    assert [border["style"] for border in drawing["borders"]].count("dashed") == 1
    assert "demarcation line of 1953" in drawing["note"]
    assert "Natural Earth" in drawing["credit"]
