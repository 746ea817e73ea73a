"""Draws columns over a zero line: across in percent and up in px, ranges as blocks, never points."""

from collections.abc import Iterator
from typing import Any

from quizapp.domain.figures.models import Chart, Column, ColumnFigure, Step
from quizapp.domain.figures.scale import TimeScale, day_of

# Heights in px: the words over the columns, the columns, the labels under them.
HEAD, PLOT, ROW = 44, 200, 17
# How wide a column is, in percent: of the whole on a scale of time, of its place otherwise.
ON_TIME, OF_PLACE = 8.0, 46.0
MARGIN = 6.0

Location = tuple[str | int, ...]


def chart_faults(chart: Chart) -> Iterator[tuple[Location, str]]:
    """Find values over the top, ranges upside down, series without a name, dates off the scale."""
    scale = _scale(chart)
    for index, column in enumerate(chart.columns):
        at: Location = ("columns", index)
        if column.value > chart.top:
            yield (*at, "value"), f"{column.value:g} is over the top of the chart, {chart.top:g}"
        if column.low is not None and column.low >= column.value:
            yield (*at, "low"), "a range runs from its lower to its higher end"
        if chart.series and column.series >= len(chart.series):
            yield (*at, "series"), "there is no such series"
        if scale and (column.date is None or not scale.holds(day_of(column.date))):
            yield at, "a column on a scale of time needs a date on it"
    for index, marker in enumerate(chart.markers):
        if scale is None or not scale.holds(day_of(marker.date)):
            yield ("markers", index, "date"), f"{marker.date} is outside the scale"


def _scale(chart: Chart) -> TimeScale | None:
    if chart.first is None or chart.last is None:
        return None
    return TimeScale(day_of(chart.first), day_of(chart.last), MARGIN)


def draw_columns(figure: ColumnFigure) -> dict[str, Any]:
    """Give the drawing of a figure that is a chart alone; its table is the chart's."""
    chart = draw_chart(figure.chart)
    return {
        "kind": figure.kind,
        "credit": "",
        "chart": chart,
        "columns": chart["head"],
        "rows": chart["rows"],
    }


def draw_chart(chart: Chart) -> dict[str, Any]:
    """Give sizes and positions of columns, lines and words, and the rows of the chart's table."""
    scale = _scale(chart)
    count = len(chart.columns)
    base = HEAD + PLOT
    return {
        "title": chart.title,
        "unit": chart.unit,
        "height": base + 2 * ROW,
        "base": base,
        "top": HEAD,
        "series": list(chart.series),
        "bars": [_bar(chart, column, _place(scale, column, n, count)) for n, column in enumerate(chart.columns)],
        "threshold": _threshold(chart),
        "markers": [_marker(scale, one) for one in chart.markers] if scale else [],
        "head": [["label", "Which"], ["value", chart.unit], ["text", "What"]],
        "rows": [*_rows(chart)],
    }  # fmt: skip


def _place(scale: TimeScale | None, column: Column, number: int, count: int) -> tuple[float, float]:
    """Middle and width of a column, in percent."""
    if scale and column.date:
        return scale(day_of(column.date)), ON_TIME
    place = 100 / count
    return round(place * (number + 0.5), 2), round(min(24.0, place * OF_PLACE / 100), 2)


def _height(chart: Chart, value: float) -> float:
    return round(HEAD + PLOT * (1 - value / chart.top), 1)


def _bar(chart: Chart, column: Column, place: tuple[float, float]) -> dict[str, Any]:
    middle, width = place
    top = _height(chart, column.value)
    foot = _height(chart, column.low or 0)
    words = [_number(column.value)]
    if column.low is not None:
        words = [f"{_number(column.low)} to", *words]
    elif column.about:
        words = ["about", *words]
    over = [
        {"y": round(top - 7 - ROW * (len(words) - 1 - row), 1), "text": text}
        for row, text in enumerate(words)
    ]
    return {
        "x": round(middle - width / 2, 2), "middle": middle, "width": width, "y": top,
        "height": round(foot - top, 1), "series": column.series, "about": column.about,
        "words": over, "label": column.label,
    }  # fmt: skip


def _threshold(chart: Chart) -> dict[str, Any] | None:
    if chart.threshold is None:
        return None
    y, label = _height(chart, chart.threshold.value), chart.threshold.label
    rows = [
        {"y": round(y - 7 - ROW * (len(label) - row), 1), "text": text}
        for row, text in enumerate(label, 1)
    ]
    return {"y": y, "rows": rows}


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:g}"


def _marker(scale: TimeScale, marker: Step) -> dict[str, Any]:
    rows = [{"y": 12 + ROW * number, "text": row} for number, row in enumerate(marker.label)]
    return {"x": scale(day_of(marker.date)), "rows": rows}


def _rows(chart: Chart) -> Iterator[dict[str, Any]]:
    for column in chart.columns:
        value = _number(column.value)
        if column.low is not None:
            value = f"{_number(column.low)} to {value}"
        value = f"about {value}" if column.about else value
        yield {"label": column.label, "value": value, "text": column.text, "fact": column.fact}
    if chart.threshold:
        yield {"label": " ".join(chart.threshold.label), "value": _number(chart.threshold.value), "text": chart.threshold.text, "fact": None}  # fmt: skip
    for marker in chart.markers:
        yield {"label": marker.date, "value": "", "text": marker.text, "fact": marker.fact}
