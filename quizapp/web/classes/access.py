"""The room's blueprint, and which class a teacher may open: for all others it is not there."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, make_response, render_template

from quizapp.models.db import db
from quizapp.queries.classes.classes import ClassView, MyClass, class_of, my_class
from quizapp.queries.classes.rosters import Student, student_of
from quizapp.web.shell.filters import tell_times_in
from quizapp.web.shell.identity import learner_required, teacher_required, the_learner
from quizapp.web.shell.plain_forms import PlainForm

blueprint = Blueprint("classes", __name__)


def of_a_class(view: Callable[..., Any]) -> Callable[..., Any]:
    """Gives the view the class of its address; 404 unless the asker teaches it.

    Times are told as the class lives by them, which is how its teachers write them.
    """

    @teacher_required
    @wraps(view)
    def guarded(group: UUID, **kwargs: Any) -> Any:
        found = class_of(db.session(), group, the_learner())
        if found is None:
            abort(404)
        tell_times_in(found.timezone)
        return view(found, **kwargs)

    return guarded


def of_my_class(view: Callable[..., Any]) -> Callable[..., Any]:
    """Gives the view the class of its address; 404 unless the asker is in it as a student."""

    @learner_required
    @wraps(view)
    def guarded(group: UUID, **kwargs: Any) -> Any:
        found: MyClass | None = my_class(db.session(), the_learner().id, group)
        return view(found, **kwargs) if found is not None else abort(404)

    return guarded


def student_or_404(group: ClassView, public_id: UUID) -> Student:
    """A student of the class, one who has gone too."""
    found = student_of(db.session(), group.id, public_id)
    return found if found is not None else abort(404)


def show(template: str, form: PlainForm, **values: object) -> Response:
    """A page with a form: 422 if something in it has to be corrected."""
    return make_response(
        render_template(template, form=form, **values), 422 if form.errors else 200
    )


def kept_by_nobody(page: str) -> Response:
    """A page that shows secrets once: no cache keeps it."""
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response
