"""Lists on several pages: which one an address asks for, and the way to those beside it."""

from collections.abc import Callable

from flask import request


def page_asked() -> int:
    """The number behind `?page=`, from 1; 1 where there is none."""
    text = request.args.get("page", "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 8 else 1


def pager(page: int, per_page: int, total: int, at: Callable[[int], str]) -> dict[str, object]:
    """What the macro `pager` shows: this page of a list, numbered from 1; `at` gives addresses."""
    before = (page - 1) * per_page
    return {
        "has_prev": page > 1,
        "prev_url": at(page - 1),
        "has_next": before + per_page < total,
        "next_url": at(page + 1),
        "label": f"{before + 1} to {min(before + per_page, total)} of {total}",
    }
