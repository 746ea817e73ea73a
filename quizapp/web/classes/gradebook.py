"""The gradebook, its files, and the page of one student for a talk with parents."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from uuid import UUID

from flask import Response as File
from flask import render_template, request, url_for
from markupsafe import Markup
from werkzeug.utils import secure_filename

from quizapp.formats.score_tables import Value, as_csv, as_xlsx
from quizapp.models.db import db
from quizapp.queries.classes.classes import ClassView
from quizapp.queries.classes.gradebook import Cell, Gradebook, Row
from quizapp.queries.classes.gradebook import gradebook as load_gradebook
from quizapp.queries.classes.records import entries
from quizapp.web.classes.access import blueprint, of_a_class, student_or_404
from quizapp.web.shell.paging import page_asked, pager
from quizapp.web.shell.time import now

PER_PAGE = 30
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Icon, word and class of a cell, by state; what is not handed in after its due date is `missing`.
LOOKS = {
    "not_started": ("○", "not started", "quiet"),
    "started": ("◷", "under way", "care"),
    "submitted": ("✓", "handed in", "ok"),
    "late": ("≈", "late", "care"),
    "excused": ("–", "excused", "quiet"),
    "missing": ("!", "not handed in", "no"),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """How the gradebook is looked at: order, filter, page (from 1)."""

    sort: str
    down: bool
    state: str
    page: int

    @classmethod
    def of_request(cls) -> "Chosen":
        """As the address says; what it says wrongly is left out."""
        state = request.args.get("state", "")
        return cls(
            sort=request.args.get("sort", "name"),
            down=request.args.get("dir") == "down",
            state=state if state in LOOKS else "",
            page=page_asked(),
        )


@blueprint.get("/teach/gradebook/<uuid:group>")
@of_a_class
def gradebook(group: ClassView) -> str:
    """Students × assignments; `?sort=`, `?dir=down`, `?state=` and `?page=`."""
    chosen, book = Chosen.of_request(), load_gradebook(db.session(), group.id, now())
    if chosen.sort not in ("name", "average", *(str(one.public_id) for one in book.assignments)):
        chosen = replace(chosen, sort="name", down=False)
    rows = _ordered(book, chosen)
    pages = max(1, -(-len(rows) // PER_PAGE))
    page = min(chosen.page, pages)
    first = (page - 1) * PER_PAGE
    base = url_for("classes.gradebook", group=group.public_id)
    return render_template(
        "classes/gradebook.html",
        group=group,
        book=book,
        rows=rows[first : first + PER_PAGE],
        total=len(rows),
        chosen=chosen,
        looks=LOOKS,
        words=_words,
        zip=zip,
        pager=_pager(group, chosen, page, len(rows)),
        base=base,
        columns=[f"{base}/{one.public_id}/" for one in book.assignments],
    )


@blueprint.get("/teach/gradebook/<uuid:group>/scores.csv")
@of_a_class
def scores_csv(group: ClassView) -> File:
    """The gradebook as CSV."""
    return _file(as_csv(_table(group)), "text/csv; charset=utf-8", f"{group.title}.csv")


@blueprint.get("/teach/gradebook/<uuid:group>/scores.xlsx")
@of_a_class
def scores_xlsx(group: ClassView) -> File:
    """The gradebook as a workbook."""
    return _file(as_xlsx(_table(group), group.title), XLSX, f"{group.title}.xlsx")


@blueprint.get("/teach/gradebook/<uuid:group>/students/<uuid:student>")
@of_a_class
def talk(group: ClassView, student: UUID) -> str:
    """One student, printable, with nobody else on the page."""
    found = student_or_404(group, student)
    book = load_gradebook(db.session(), group.id, now())
    row = next((one for one in book.rows if one.student.id == found.id), None)
    return render_template(
        "classes/talk.html", group=group, student=found, book=book, row=row, looks=LOOKS,
    )  # fmt: skip


@blueprint.get("/teach/classes/<uuid:group>/record")
@of_a_class
def record(group: ClassView) -> str:
    """What was done in the class, newest first."""
    found = entries(db.session(), group.public_id)
    return render_template("classes/record.html", group=group, entries=found)


@lru_cache(4096)
def _words(cell: Cell) -> Markup:
    """What stands in a cell: sign, percentage, state; most cells are equal to another one."""
    sign, state, _ = LOOKS[cell.look]
    before = Markup('<span aria-hidden="true">{}</span> ').format(sign)
    after = Markup(' <small class="to-grade">to grade</small>') if cell.to_grade else ""
    if cell.percent is None:
        return before + Markup("<small>{}</small>{}").format(state, after)
    hand = Markup('<span aria-hidden="true">*</span><span class="vh"> set by a teacher</span>')
    so_far = Markup(" <small>so far</small>") if cell.counts is None else ""
    return before + Markup('{:g} %{}{}<span class="vh"> {}</span>{}').format(
        cell.percent, hand if cell.overridden else "", so_far, state, after
    )


def _ordered(book: Gradebook, chosen: Chosen) -> list[Row]:
    """The rows that the filter lets through, in the chosen order; what has no score last."""
    rows = [one for one in book.rows if not chosen.state or _has(one, chosen.state)]
    if chosen.sort == "name":
        return rows[::-1] if chosen.down else rows
    place = next(
        (n for n, one in enumerate(book.assignments) if str(one.public_id) == chosen.sort), None
    )

    def score(row: Row) -> float | None:
        if place is None:
            return row.average
        cell = row.cells[place]
        return cell.counts if cell else None

    scored = [(value, row) for row in rows if (value := score(row)) is not None]
    scored.sort(key=lambda pair: -pair[0] if chosen.down else pair[0])
    return [row for _, row in scored] + [row for row in rows if score(row) is None]


def _has(row: Row, state: str) -> bool:
    return any(cell is not None and cell.look == state for cell in row.cells)


def _pager(group: ClassView, chosen: Chosen, page: int, total: int) -> dict[str, object]:
    def at(number: int) -> str:
        return url_for(
            "classes.gradebook",
            group=group.public_id,
            sort=chosen.sort,
            dir="down" if chosen.down else None,
            state=chosen.state or None,
            page=number,
        )

    return pager(page, PER_PAGE, total, at)


def _table(group: ClassView) -> Iterator[list[Value]]:
    """Names and percentages, with the words of the states where none counts."""
    book = load_gradebook(db.session(), group.id, now())
    titles = [one.title for one in book.assignments]
    yield ["Name", "Logs in as", "Average", *titles]
    for row in book.rows:
        cells = [_value(cell) for cell in row.cells]
        yield [row.student.name, row.student.account or "guest", row.average, *cells]
    yield ["Average", None, book.average, *book.averages]


def _value(cell: Cell | None) -> Value:
    if cell is None:
        return None
    if cell.counts is not None:
        return cell.counts
    if cell.percent is None:
        return f"{LOOKS[cell.look][1]}, to grade" if cell.to_grade else LOOKS[cell.look][1]
    # Words, so that no spreadsheet counts it either.
    return f"to grade ({cell.percent:g} % so far)"


def _file(content: bytes, kind: str, name: str) -> File:
    safe = secure_filename(name) or "scores"
    return File(
        content,
        content_type=kind,
        headers={
            "Content-Disposition": f'attachment; filename="{safe}"',
            "Cache-Control": "no-store",
        },
    )
