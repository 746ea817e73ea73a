"""Giving a class something to do, and changing or withdrawing it."""

from uuid import UUID, uuid4

from flask import abort, flash, request
from werkzeug.wrappers import Response

from quizapp.models.db import db
from quizapp.queries.classes.assignments import AssignmentView, assignment_of, chosen_students
from quizapp.queries.classes.classes import ClassView
from quizapp.queries.classes.rosters import Student, roster
from quizapp.queries.classes.sources import sources
from quizapp.services.classes import assigning
from quizapp.web.classes.access import blueprint, of_a_class, show
from quizapp.web.classes.assignment_form import AssignmentForm, TermsForm, as_written, written
from quizapp.web.classes.desk import home_of
from quizapp.web.shell.identity import the_learner
from quizapp.web.shell.time import now

NOTHING_TO_HAND_IN = (
    "What you came from has no questions that can be handed in. For cards to drill, choose "
    "“Everybody” in the settings of the set: students then find it under “Sets”."
)


@blueprint.get("/teach/classes/<uuid:group>/assignments/new")
@of_a_class
def new_assignment(group: ClassView) -> Response:
    """Ask what the class is to do; `?source=` chooses it already."""
    found, wanted = sources(db.session(), the_learner(), group.id), request.args.get("source")
    form = AssignmentForm(
        formdata=None,
        sources=found,
        people=_people(group),
        zone=group.timezone,
        id=str(uuid4()),
        source=wanted,
        who="everyone",
        opens=written(now(), group.timezone),
        late="accept",
        feedback="at_once",
        attempts=1,
    )
    if wanted and wanted not in {one.key for one in found}:
        flash(NOTHING_TO_HAND_IN, "care")
    return show("classes/assignment.html", form, group=group, assignment=None)


@blueprint.post("/teach/classes/<uuid:group>/assignments/new")
@of_a_class
def assign(group: ClassView) -> Response:
    """Give it."""
    found = sources(db.session(), the_learner(), group.id)
    form = AssignmentForm(sources=found, people=_people(group), zone=group.timezone)
    if not form.validate():
        return show("classes/assignment.html", form, group=group, assignment=None)
    source = next(one for one in found if one.key == form.source.data)
    terms = form.terms(source.title, now())
    assigning.assign(group.id, UUID(form.id.data), source, terms, the_learner().id, now())
    flash("Given to the class.", "ok")
    return home_of(group, "assignments")


@blueprint.get("/teach/classes/<uuid:group>/assignments/<uuid:assignment>")
@of_a_class
def assignment(group: ClassView, assignment: UUID) -> Response:
    """The terms of one assignment."""
    found, people = assignment_or_404(group, assignment), _people(group)
    chosen = set(chosen_students(db.session(), found.id))
    values = as_written(
        found, group.timezone, [str(one.public_id) for one in people if one.id in chosen]
    )
    form = TermsForm(formdata=None, people=people, zone=group.timezone, **values)
    return show("classes/assignment.html", form, group=group, assignment=found)


@blueprint.post("/teach/classes/<uuid:group>/assignments/<uuid:assignment>")
@of_a_class
def change_assignment(group: ClassView, assignment: UUID) -> Response:
    """Change the terms; open attempts get the deadline that follows."""
    found = assignment_or_404(group, assignment)
    form = TermsForm(people=_people(group), zone=group.timezone)
    if not form.validate():
        return show("classes/assignment.html", form, group=group, assignment=found)
    terms = form.terms(found.title, found.window.opens_at)
    assigning.change_assignment(found.id, terms, the_learner().id, now())
    flash("Changed.", "ok")
    return home_of(group, "assignments")


@blueprint.post("/teach/classes/<uuid:group>/assignments/<uuid:assignment>/withdraw")
@of_a_class
def withdraw(group: ClassView, assignment: UUID) -> Response:
    """Take it back, or give it again."""
    found, away = assignment_or_404(group, assignment), request.form.get("away") == "1"
    assigning.withdraw(found.id, the_learner().id, now(), away=away)
    flash(
        "Nobody in the class sees it now. What was done stays; “Give it again” below undoes this."
        if away
        else "The class has it again.",
        "ok",
    )
    return home_of(group, "assignments")


def assignment_or_404(group: ClassView, public_id: UUID) -> AssignmentView:
    """An assignment of the class."""
    found = assignment_of(db.session(), group.id, public_id)
    return found if found is not None else abort(404)


def _people(group: ClassView) -> list[Student]:
    return roster(db.session(), group.id)
