"""Draws a table with taken and empty seats, and a cross-section: across in percent, down in px."""

from collections.abc import Iterator
from typing import Any

from quizapp.domain.figures.models import Seat, SeatFigure, Section, Stretch

# Words hang in rows of this many px.
ROW = 17
# Heights in px within the cross-section: the words over it, its upper edge, its lower edge.
WORDS, TOP, GROUND = 16, 40, 92

Location = tuple[str | int, ...]


def seats_faults(figure: SeatFigure) -> Iterator[tuple[Location, str]]:
    """Find stretches that do not follow one another, and a mark that is off the section."""
    section = figure.section
    if section is None:
        return
    before = section.stretches[0].start
    for index, stretch in enumerate(section.stretches):
        at: Location = ("section", "stretches", index)
        if stretch.start != before or stretch.end <= stretch.start:
            yield (*at, "start"), "a stretch begins where the one before it ends"
        before = stretch.end
    if not section.stretches[0].start <= section.mark <= before:
        yield ("section", "mark"), f"{section.mark:g} is outside the section"


def draw_seats(figure: SeatFigure) -> dict[str, Any]:
    """Give the drawing: where each seat is, the cross-section, and the rows of the table."""
    place = 100 / len(figure.seats)
    return {
        "kind": figure.kind,
        "credit": "",
        "table": figure.table,
        "taken": figure.taken,
        "empty": figure.empty,
        "seats": [
            _seat(figure, seat, round(place * (number + 0.5), 2), number + 1)
            for number, seat in enumerate(figure.seats)
        ],
        "section": _section(figure.section) if figure.section else None,
        "steps": True,
        "columns": [["name", "Who"], ["text", "Why"]],
        "rows": [
            {
                "number": number,
                "name": seat.name,
                "state": _state(figure, seat),
                "text": seat.text,
                "fact": seat.fact,
            }
            for number, seat in enumerate(figure.seats, 1)
        ],
    }


def _state(figure: SeatFigure, seat: Seat) -> str:
    return figure.taken if seat.taken else figure.empty


def _seat(figure: SeatFigure, seat: Seat, x: float, number: int) -> dict[str, Any]:
    state = _state(figure, seat)
    return {"number": number, "x": x, "short": seat.short, "taken": seat.taken, "state": state}


def _section(section: Section) -> dict[str, Any]:
    start, end = section.stretches[0].start, section.stretches[-1].end

    def share(value: float) -> float:
        return round(100 * (value - start) / (end - start), 2)

    return {
        "title": section.title,
        "unit": section.unit,
        "height": GROUND + 3 * ROW,
        "top": TOP,
        "ground": GROUND,
        "mark": {"x": share(section.mark), "label": section.mark_label, "y": WORDS},
        "parts": [_stretch(one, share(one.start), share(one.end)) for one in section.stretches],
        "columns": [["label", "Which"], ["value", section.unit], ["text", "What"]],
        "rows": [
            {
                "label": " ".join(one.label),
                "value": f"{one.end - one.start:g}",
                "text": one.text,
                "fact": one.fact,
            }
            for one in section.stretches
        ],
    }


def _stretch(stretch: Stretch, start: float, end: float) -> dict[str, Any]:
    rows = [
        {"y": GROUND + ROW * number, "text": row} for number, row in enumerate(stretch.label, 1)
    ]
    width = round(end - start, 2)
    return {"x": start, "width": width, "middle": round(start + width / 2, 2), "rows": rows}
