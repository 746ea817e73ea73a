"""The page of what a learner has set aside, with the way back for each card."""

from typing import Any, get_args

from flask import render_template, request, url_for

from quizapp.models.db import db
from quizapp.queries.flashcards.aside import PER_PAGE, Aside, SetAside, set_aside
from quizapp.web.flashcards.routes import blueprint
from quizapp.web.shell.identity import learner_required, the_learner
from quizapp.web.shell.time import now

KINDS: dict[str, Aside] = {kind: kind for kind in get_args(Aside)}


@blueprint.get("/study/aside")
@learner_required
def aside() -> str:
    """Cards with one of the marks; `?kind=flag&page=2` names the mark and the page."""
    kind = KINDS.get(request.args.get("kind", ""))
    found = set_aside(db.session(), the_learner(), kind, _page_asked(), now())
    return render_template("flashcards/aside.html", found=found, pager=_pager(found))


def _page_asked() -> int:
    text = request.args.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 1


def _pager(found: SetAside) -> dict[str, Any]:
    total, before = found.totals[found.kind], (found.page - 1) * PER_PAGE

    def at(page: int) -> str:
        return url_for("flashcards.aside", kind=found.kind, page=page)

    return {
        "has_prev": found.page > 1,
        "prev_url": at(found.page - 1),
        "has_next": found.page < found.pages,
        "next_url": at(found.page + 1),
        "label": f"{before + 1} to {min(before + PER_PAGE, total)} of {total}",
    }
