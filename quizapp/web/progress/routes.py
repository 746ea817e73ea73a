"""Pages of the progress room."""

from flask import Blueprint, render_template

from quizapp.domain.memory import minutes
from quizapp.models.db import db
from quizapp.queries import progress as queries
from quizapp.web.shell.charts import attempt_points, heat_map, load_points
from quizapp.web.shell.identity import cards_due, learner_required, the_learner
from quizapp.web.shell.time import now

blueprint = Blueprint("progress", __name__)


@blueprint.get("/progress")
@learner_required
def index() -> str:
    """What is known, what is slipping, what comes when."""
    found = queries.progress(db.session(), the_learner(), now())
    due = cards_due() or 0
    return render_template(
        "progress/index.html",
        progress=found,
        minutes=minutes(due, found.seconds_each),
        loads=load_points(found.forecast, found.today),
        heat=heat_map(found.days),
        scores=attempt_points(found.attempts),
        answered=sum(day.count for day in found.days),
    )
