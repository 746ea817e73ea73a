"""Public sets, and the teacher's desk."""

import secrets

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from quizapp.domain.names import recovery_code
from quizapp.models.db import db
from quizapp.queries.accounts import LearnerView, account_by_name
from quizapp.queries.authoring import own_sets, public_sets
from quizapp.queries.classes.classes import is_in_a_class_of
from quizapp.queries.classes.essays import waiting_for
from quizapp.services.recovery import RESET_DAYS, make_reset_code
from quizapp.web.authoring.forms import ResetForm
from quizapp.web.shell.identity import teacher_required, the_learner
from quizapp.web.shell.time import now

blueprint = Blueprint("authoring", __name__)

UNKNOWN = (
    "There is no student with this name in your classes. It is the name to log in with that "
    "counts; capitals do not matter."
)


@blueprint.get("/sets")
def sets() -> str:
    """Every public set, with what is in it."""
    return render_template("authoring/sets.html", sets=public_sets(db.session()))


@blueprint.get("/teach")
@teacher_required
def teach() -> Response:
    """What a teacher can see and do."""
    return _desk(ResetForm(formdata=None))


@blueprint.post("/teach/reset")
@teacher_required
def reset() -> Response:
    """Make a code with which a student chooses a new password; show it once."""
    form = ResetForm()
    if not form.validate():
        return _desk(form)
    student = _student(form.name.data or "", the_learner())
    if student is None:
        form.name.errors = [UNKNOWN]
        return _desk(form)
    code = recovery_code(secrets.token_bytes(20))
    make_reset_code(student.id, code, the_learner().id, now())
    page = render_template(
        "authoring/reset_code.html", student=student.name, code=code, days=RESET_DAYS
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def _student(name: str, teacher: LearnerView) -> LearnerView | None:
    """The student with this name: of one of the teacher's classes, for an admin any."""
    found = account_by_name(db.session(), name)
    if found is None or found.role != "student":
        return None
    hers = teacher.role == "admin" or is_in_a_class_of(db.session(), found.id, teacher.id)
    return found if hers else None


def _desk(form: ResetForm) -> Response:
    session = db.session()
    page = render_template(
        "authoring/teach.html",
        form=form,
        own=own_sets(session, the_learner().id),
        sets=[one for one in public_sets(session) if one.lesson is not None],
        to_grade=waiting_for(session, the_learner().id),
        removed=request.args.get("removed", ""),
    )
    return make_response(page, 422 if form.errors else 200)
