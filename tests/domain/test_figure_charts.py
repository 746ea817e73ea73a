"""Charts: heights to scale, ranges as blocks, approximations said, places on a scale of time."""

import pytest

from quizapp.domain.figures.charts import HEAD, PLOT, draw_chart
from quizapp.domain.figures.models import Chart


def chart(columns: list[dict[str, object]], **changes: object) -> Chart:
    made = [{"label": "A", "text": "A column.", **column} for column in columns]
    value = {"title": "Heights", "unit": "Metres", "top": 100, "columns": made, **changes}
    return Chart.model_validate(value)


def test_heights_are_to_scale_from_the_zero_line() -> None:
    full, half = draw_chart(chart([{"value": 100}, {"value": 50}]))["bars"]
    assert (full["y"], full["height"]) == (HEAD, PLOT)
    assert half["height"] == PLOT / 2
    assert half["y"] + half["height"] == HEAD + PLOT


def test_a_range_is_a_block_that_names_both_ends() -> None:
    drawing = draw_chart(chart([{"low": 20, "value": 60}]))
    (block,) = drawing["bars"]
    assert block["height"] == PLOT * 0.4
    assert block["y"] + block["height"] < HEAD + PLOT
    assert [word["text"] for word in block["words"]] == ["20 to", "60"]
    assert drawing["rows"][0]["value"] == "20 to 60"


def test_an_approximation_is_called_one_in_the_drawing_and_in_the_table() -> None:
    drawing = draw_chart(chart([{"value": 22.5, "about": True}]))
    assert [word["text"] for word in drawing["bars"][0]["words"]] == ["about", "22.5"]
    assert drawing["rows"][0]["value"] == "about 22.5"


def test_columns_stand_at_their_dates() -> None:
    drawing = draw_chart(
        chart(
            [{"value": 1, "date": "1900"}, {"value": 1, "date": "1950"}],
            first="1900-01-01",
            last="2000-01-01",
            markers=[{"date": "1950", "text": "Here.", "label": ["here"]}],
        )
    )
    first, second = drawing["bars"]
    assert first["middle"] == 6
    assert second["middle"] == pytest.approx(50, abs=0.1) == drawing["markers"][0]["x"]


def test_columns_without_dates_share_the_width() -> None:
    bars = draw_chart(chart([{"value": 1}, {"value": 2}]))["bars"]
    assert [bar["middle"] for bar in bars] == [25, 75]


def test_the_table_ends_with_the_line_across_and_the_marks() -> None:
    drawing = draw_chart(chart([{"value": 1}], threshold={"value": 50, "label": ["the", "wall"], "text": "A wall."}))  # fmt: skip
    assert drawing["threshold"]["y"] == HEAD + PLOT / 2
    assert [(row["label"], row["value"]) for row in drawing["rows"]] == [
        ("A", "1"),
        ("the wall", "50"),
    ]
