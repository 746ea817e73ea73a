"""The teachers' list of reports."""

from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quizapp.models.db import db
from quizapp.queries.mistakes import PER_PAGE, Waiting, is_on_the_desk_of, waiting
from quizapp.services.mistakes import settle
from quizapp.web.mistakes.forms import SettleForm
from quizapp.web.mistakes.routes import blueprint
from quizapp.web.shell.identity import teacher_required, the_learner
from quizapp.web.shell.paging import page_asked, pager
from quizapp.web.shell.time import now


@blueprint.get("/teach/mistakes")
@teacher_required
def reports() -> Response:
    """Open reports, newest first; `?state=settled` the others."""
    return _list(SettleForm(formdata=None))


@blueprint.post("/teach/mistakes/<uuid:report>")
@teacher_required
def settle_report(report: UUID) -> Response:
    """Close a report with a note of what became of it; the reporter is told."""
    if not is_on_the_desk_of(db.session(), report, the_learner()):
        flash("This report is not there.", "care")
        return redirect(url_for("mistakes.reports"), 303)
    form = SettleForm()
    if not form.validate():
        return _list(form, report)
    if settle(report, form.note.data or "", the_learner().id, now()):
        flash("Settled. It stands among the settled ones now.", "ok")
    else:
        flash("This report is settled already.", "care")
    return redirect(url_for("mistakes.reports"), 303)


def _list(form: SettleForm, at: UUID | None = None) -> Response:
    settled = request.args.get("state") == "settled"
    if at is not None:
        form.note.id = f"note-{at}"  # each report has such a field: errors lead to the right one
    found = waiting(db.session(), the_learner(), settled=settled, page=page_asked())
    page = render_template(
        "mistakes/reports.html",
        found=found,
        settled=settled,
        form=form,
        at=at,
        pager=_pager(found, settled),
    )
    return make_response(page, 422 if form.errors else 200)


def _pager(found: Waiting, settled: bool) -> dict[str, object]:
    def at(page: int) -> str:
        return url_for("mistakes.reports", state="settled" if settled else None, page=page)

    return pager(found.page, PER_PAGE, found.settled if settled else found.open, at)
