"""One cell of the gradebook: the attempts as a teacher sees them, and what she may arrange."""

from dataclasses import replace
from uuid import UUID

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from quizapp.models.db import db
from quizapp.queries.classes.assignments import AssignmentView
from quizapp.queries.classes.cells import CellView
from quizapp.queries.classes.cells import cell as load_cell
from quizapp.queries.classes.classes import ClassView
from quizapp.queries.classes.records import entries
from quizapp.queries.classes.rosters import Student
from quizapp.queries.quizzes.attempts import AttemptHead
from quizapp.queries.quizzes.results import ResultView, result
from quizapp.services.classes import arranging
from quizapp.services.quizzes import settle
from quizapp.web.classes.access import blueprint, of_a_class, show, student_or_404
from quizapp.web.classes.arrange_forms import ArrangeForm, ReopenForm, ScoreForm, TimeForm
from quizapp.web.classes.assigning import assignment_or_404
from quizapp.web.classes.assignment_form import moment
from quizapp.web.classes.fields import check_clock
from quizapp.web.classes.gradebook import LOOKS
from quizapp.web.shell.identity import the_learner
from quizapp.web.shell.time import now

CELL = "/teach/gradebook/<uuid:group>/<uuid:assignment>/<uuid:student>"


@blueprint.get(CELL)
@of_a_class
def cell(group: ClassView, assignment: UUID, student: UUID) -> Response:
    """How the student stands; `?attempt=` chooses one of her attempts."""
    return _show(group, assignment, student)


@blueprint.post(f"{CELL}/score")
@of_a_class
def set_score(group: ClassView, assignment: UUID, student: UUID) -> Response:
    """A percentage that counts instead of the score, with its reason; or the score again."""
    form = ScoreForm()
    if request.form.get("do") == "back":
        place = _place(group, assignment, student)
        arranging.override(place, None, "", now())
        flash("The score of the attempts counts again.", "ok")
    elif form.validate():
        place = _place(group, assignment, student)
        arranging.override(place, float(form.percent.data or 0), form.comment.data or "", now())
        flash("Set. It counts in place of the score.", "ok")
    else:
        return _show(group, assignment, student, form)
    return _back(group, assignment, student)


@blueprint.post(f"{CELL}/excuse")
@of_a_class
def excuse(group: ClassView, assignment: UUID, student: UUID) -> Response:
    """Excuse her from it, or ask it of her again."""
    on = request.form.get("on") == "1"
    arranging.excuse(_place(group, assignment, student), now(), on=on)
    flash("Excused: it counts nowhere." if on else "It is asked for again.", "ok")
    return _back(group, assignment, student)


@blueprint.post(f"{CELL}/reopen")
@of_a_class
def reopen(group: ClassView, assignment: UUID, student: UUID) -> Response:
    """Accept it from her until a later moment."""
    form = ReopenForm()
    place = _place(group, assignment, student)
    valid = form.validate() and check_clock(form.until, group.timezone)
    until = moment(form.until.data, group.timezone) if valid else None
    if until is not None and until <= now():
        form.until.errors = ["Choose a moment that is still to come."]
    if until is None or form.errors:
        return _show(group, assignment, student, form)
    arranging.reopen(place, until, now())
    flash("Open for this student until then, and not late.", "ok")
    return _back(group, assignment, student)


@blueprint.post(f"{CELL}/time")
@of_a_class
def add_time(group: ClassView, assignment: UUID, student: UUID) -> Response:
    """More minutes, at once where an attempt is under way."""
    form = TimeForm()
    place = _place(group, assignment, student)
    if not form.validate():
        return _show(group, assignment, student, form)
    arranging.add_time(place, form.minutes.data or 0, now())
    flash("More time is given.", "ok")
    return _back(group, assignment, student)


def _found(
    group: ClassView, assignment: UUID, student: UUID
) -> tuple[AssignmentView, Student, CellView]:
    what, who = assignment_or_404(group, assignment), student_or_404(group, student)
    view = load_cell(db.session(), who.id, what, now())
    overdue = [one for one in view.attempts if one.is_overdue(now())] if view else []
    for one in overdue:
        settle(who.id, one.id, now())
    if overdue:
        view = load_cell(db.session(), who.id, what, now())
    return (what, who, view) if view is not None else abort(404)


def _place(group: ClassView, assignment: UUID, student: UUID) -> arranging.Place:
    what, who, _ = _found(group, assignment, student)
    return arranging.Place(group.id, what.id, who.id, the_learner().id)


def _show(
    group: ClassView, assignment: UUID, student: UUID, wrong: ArrangeForm | None = None
) -> Response:
    what, who, view = _found(group, assignment, student)
    forms: dict[str, ArrangeForm] = {
        "score": ScoreForm(
            formdata=None, percent=_number(view.percent_given), comment=view.comment
        ),
        "until": ReopenForm(formdata=None),
        "time": TimeForm(formdata=None),
    }
    if wrong is not None:
        forms[wrong.name] = wrong
    attempt = _attempt(view)
    return show(
        "classes/cell.html",
        wrong or forms["score"],
        group=group,
        assignment=what,
        student=who,
        cell=view,
        forms=forms,
        attempt=attempt,
        result=_for_teachers(result(db.session(), attempt)) if attempt else None,
        entries=entries(db.session(), group.public_id, who.id, what.public_id),
        look=LOOKS["missing" if view.overdue else view.standing.state],
    )


def _number(percent: float | None) -> str | None:
    return None if percent is None else f"{percent:g}"


def _attempt(view: CellView) -> AttemptHead | None:
    """The submitted attempt that the address names, else the last one."""
    done = [one for one in view.attempts if one.submitted_at is not None]
    named = [one for one in done if str(one.id) == request.args.get("attempt")]
    return next(iter([*named, *reversed(done)]), None)


def _back(group: ClassView, assignment: UUID, student: UUID) -> Response:
    return redirect(
        url_for("classes.cell", group=group.public_id, assignment=assignment, student=student), 303
    )


def _for_teachers(found: ResultView) -> ResultView:
    """The same, spoken of to somebody else than whoever answered."""
    items = [replace(one, answered=replace(one.answered, own=False)) for one in found.items]
    return replace(found, items=items)
