"""Reports on question sets and on single items."""

from flask import Blueprint, abort, render_template

from quizapp.domain.statistics import formulas
from quizapp.domain.statistics.flags import ENOUGH_ANSWERS
from quizapp.models.db import db
from quizapp.queries.analysis.access import AnalysedItem, analysed_item, analysed_set
from quizapp.queries.analysis.reports import item_report, set_report
from quizapp.web.shell.identity import teacher_required, the_learner

blueprint = Blueprint("analysis", __name__)


@blueprint.get("/teach/sets/<slug>/report")
@teacher_required
def of_set(slug: str) -> str:
    """The questions of a set, the most suspicious first, and how far its quizzes can be trusted."""
    found = analysed_set(db.session(), the_learner(), slug)
    if found is None:
        abort(404)
    return render_template(
        "analysis/set.html",
        set=found,
        report=set_report(db.session(), found, the_learner()),
        enough=ENOUGH_ANSWERS,
        formulas=(*formulas.OF_ITEMS, *formulas.OF_QUIZZES),
    )


@blueprint.get("/teach/items/<int:item>/report")
@teacher_required
def of_item(item: int) -> str:
    """One question: its figures, who chose what, and what looks wrong."""
    found = item_or_404(item)
    return render_template(
        "analysis/item.html",
        item=found,
        report=item_report(db.session(), found, the_learner()),
        enough=ENOUGH_ANSWERS,
        formulas=formulas.OF_ITEMS,
    )


def item_or_404(item: int) -> AnalysedItem:
    """The item if this teacher may see its report."""
    found = analysed_item(db.session(), the_learner(), item) if item < 2**63 else None
    return found if found is not None else abort(404)
