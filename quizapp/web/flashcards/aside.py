"""The page of what a learner has set aside, with the way back for each card."""

from flask import render_template, request, url_for

from quizapp.models.db import db
from quizapp.queries.flashcards.aside import ASIDES, PER_PAGE, Aside, SetAside, set_aside
from quizapp.web.flashcards.routes import blueprint
from quizapp.web.shell.identity import learner_required, the_learner
from quizapp.web.shell.paging import page_asked, pager
from quizapp.web.shell.time import now

KINDS: dict[str, Aside] = {kind: kind for kind in ASIDES}


@blueprint.get("/study/aside")
@learner_required
def aside() -> str:
    """Cards with one of the marks; `?kind=flag&page=2` names the mark and the page."""
    kind = KINDS.get(request.args.get("kind", ""))
    found = set_aside(db.session(), the_learner(), kind, page_asked(), now())
    return render_template("flashcards/aside.html", found=found, pager=_pager(found))


def _pager(found: SetAside) -> dict[str, object]:
    def at(page: int) -> str:
        return url_for("flashcards.aside", kind=found.kind, page=page)

    return pager(found.page, PER_PAGE, found.totals[found.kind], at)
