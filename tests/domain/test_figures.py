"""The geometry of figures: where places fall, which part is north, how labels hang."""

import pytest

from quizapp.domain.figures.geometry import Projection, northern_part, within
from quizapp.domain.figures.ladder import draw_ladder, ladder_faults
from quizapp.domain.figures.models import LadderFigure
from quizapp.domain.figures.scale import day_of

BOX = (120.0, 30.0, 130.0, 40.0)


def test_the_corners_of_the_box_are_the_corners_of_the_drawing() -> None:
    project = Projection(BOX, 200)
    assert project((120, 40)) == (0, 0)
    assert project((130, 30)) == (200, project.height)
    # At 35 degrees a degree of longitude is 0.819 of one of latitude.
    assert project.height == pytest.approx(200 / 0.819, rel=0.001)


def test_a_path_runs_through_its_points() -> None:
    project = Projection(BOX, 200)
    assert project.path([(120, 40), (130, 40)]) == "M0,0 200,0"
    assert project.shapes([[(120, 40), (130, 40), (130, 30)]]).endswith("Z")


@pytest.mark.parametrize(
    ("divide", "expected"),
    [
        # Straight across: the corners in the north belong to the northern part.
        ([(121, 35), (129, 35)],
         [(120, 35), (121, 35), (129, 35), (130, 35), (130, 40), (120, 40)]),
        # Up from the southern edge: the south-west is north of the line as well.
        ([(127, 31), (127, 33), (129, 34)],
         [(127, 30), (127, 31), (127, 33), (129, 34), (130, 34), (130, 40), (120, 40), (120, 30)]),
        # Out through the northern edge: the north-east is not.
        ([(121, 35), (126, 39)], [(120, 35), (121, 35), (126, 39), (126, 40), (120, 40)]),
    ],
)  # fmt: skip
def test_a_line_cuts_the_box(
    divide: list[tuple[float, float]], expected: list[tuple[float, float]]
) -> None:
    assert northern_part(BOX, divide) == expected


def test_the_edge_of_the_box_is_inside() -> None:
    assert within(BOX, (120, 30))
    assert not within(BOX, (119.99, 30))


def ladder(**changes: object) -> LadderFigure:
    value: dict[str, object] = {
        "kind": "ladder", "id": "FIG-9", "title": "Offices", "desc": "Two bars.", "note": "",
        "as_of": "2000-12-31", "sources": ["S1"], "first": "1900-01-01", "last": "2000-01-01",
        "ticks": [1900, 1950],
        "holders": [
            {"name": "A", "until": "1950-01-01", "steps": [
                {"date": "1900", "text": "King of the hill", "label": ["King"]}]},
            {"name": "B", "steps": [
                {"date": "1950", "text": "Heir"},
                {"date": "1990", "text": "Keeper", "label": ["Keeper of the seal"]},
                {"date": "1995-06", "text": "Warden", "label": ["Warden of", "the marches"]}]},
        ],
    }  # fmt: skip
    return LadderFigure.model_validate({**value, **changes})


def test_bars_are_to_scale() -> None:
    first, second = draw_ladder(ladder())["holders"]
    assert [(bar["x"], bar["width"]) for bar in first["bars"]] == [(0, 50)]
    assert second["bars"][0]["width"] == pytest.approx(40, abs=0.05)
    assert second["bars"][-1]["x"] + second["bars"][-1]["width"] == 100
    assert (first["name"], second["name"]) == ("A, 1900 to 1950", "B, 1950 to now")


def test_a_label_stands_in_its_bar_or_hangs_below_it() -> None:
    first, second = draw_ladder(ladder())["holders"]
    assert first["bars"][0]["label"] == "King"
    assert first["labels"] == []
    assert [bar["label"] for bar in second["bars"]] == [None, None, None]
    assert [label["rows"][0]["text"] for label in second["labels"]] == [
        "Keeper of the seal", "Warden of",
    ]  # fmt: skip
    # Words end at their leader, so the leader further right must reach further down.
    keeper, warden = second["labels"]
    assert keeper["anchor"] == "end"
    assert keeper["to"] < warden["rows"][0]["y"] < warden["to"] <= second["bottom"]


def test_the_table_says_everything_in_order() -> None:
    rows = draw_ladder(ladder(markers=[{"date": "1975", "text": "A law", "label": ["law"]}]))[
        "rows"
    ]
    assert [row["date"] for row in rows] == [
        "1900",
        "1950-01-01",
        "1950",
        "1990",
        "1995-06",
        "1975",
    ]


def test_dates_off_the_scale_and_out_of_order_are_found() -> None:
    late = {"name": "C", "steps": [{"date": "1990", "text": "x"}, {"date": "1980", "text": "y"}]}
    figure = ladder(holders=[late], markers=[{"date": "2011", "text": "z"}])
    assert list(ladder_faults(figure)) == [
        (("markers", 0, "date"), "2011 is outside the scale"),
        (("holders", 0, "steps", 1, "date"), "1980 is earlier than the step before"),
    ]


def test_a_date_is_read_as_far_as_it_is_known() -> None:
    assert [day_of(text).isoformat() for text in ("1945", "1945-08", "1945-08-10/11")] == [
        "1945-01-01", "1945-08-01", "1945-08-10",
    ]  # fmt: skip
