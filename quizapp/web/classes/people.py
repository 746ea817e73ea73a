"""Who is in a class: lists of names with slips, one student, removing and putting back."""

import secrets
from uuid import UUID, uuid4

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quizapp.domain.names import recovery_code
from quizapp.domain.rosters import Roster, read_roster
from quizapp.formats.entries import RefusedError
from quizapp.formats.source import decode
from quizapp.queries.classes.classes import ClassView
from quizapp.services.classes import enrolling, joining
from quizapp.web.classes.access import (
    blueprint,
    kept_by_nobody,
    of_a_class,
    show,
    student_or_404,
)
from quizapp.web.classes.desk import home_of
from quizapp.web.classes.forms import RosterForm, StudentForm
from quizapp.web.shell.identity import the_learner
from quizapp.web.shell.time import now

LIST_MAX = 200_000


@blueprint.get("/teach/classes/<uuid:group>/list")
@of_a_class
def list_form(group: ClassView) -> Response:
    """Ask for a list of names."""
    return show("classes/list.html", RosterForm(formdata=None), group=group)


@blueprint.post("/teach/classes/<uuid:group>/list")
@of_a_class
def enrol_list(group: ClassView) -> Response:
    """Make an account for each new name; the slips are shown once."""
    form = RosterForm()
    found = _roster(form)
    if found is None:
        return show("classes/list.html", form, group=group)
    students = [
        enrolling.NewStudent(name, uuid4(), _code(), secrets.token_bytes(4), family)
        for name, family in zip(found.names, found.families, strict=True)
    ]
    done = enrolling.enrol_list(group.id, students, the_learner().id, now())
    page = render_template(
        "classes/slips.html",
        group=group,
        slips=done.slips,
        known=done.known,
        skipped=found.skipped,
        days=enrolling.SLIP_DAYS,
    )
    return kept_by_nobody(page)


@blueprint.get("/teach/classes/<uuid:group>/students/<uuid:student>")
@of_a_class
def student(group: ClassView, student: UUID) -> Response:
    """One student: her name here, and what is arranged for her."""
    found = student_or_404(group, student)
    form = StudentForm(formdata=None, obj=found)
    return show("classes/student.html", form, group=group, student=found)


@blueprint.post("/teach/classes/<uuid:group>/students/<uuid:student>")
@of_a_class
def change_student(group: ClassView, student: UUID) -> Response:
    """Store how the student is called here, and how much more time she has."""
    found, form = student_or_404(group, student), StudentForm()
    if not form.validate():
        return show("classes/student.html", form, group=group, student=found)
    wanted = joining.Arrangement(form.name.data or "", form.extra_percent.data or 0)
    joining.change_student(group.id, found.id, wanted, the_learner().id, now())
    flash("Changed.", "ok")
    return home_of(group, "students")


@blueprint.post("/teach/classes/<uuid:group>/students/<uuid:student>/remove")
@of_a_class
def remove(group: ClassView, student: UUID) -> Response:
    """Take a student from the class; the list of those who are gone puts her back."""
    found = student_or_404(group, student)
    joining.remove(group.id, found.id, the_learner().id, now())
    flash(f"{found.name} is no longer in the class. “Put back” below undoes it.", "ok")
    return home_of(group, "gone")


@blueprint.post("/teach/classes/<uuid:group>/students/<uuid:student>/back")
@of_a_class
def put_back(group: ClassView, student: UUID) -> Response:
    """Undo a removal."""
    found = student_or_404(group, student)
    joining.put_back(group.id, found.id, the_learner().id, now())
    flash(f"{found.name} is in the class again.", "ok")
    return home_of(group, "students")


@blueprint.post("/teach/classes/<uuid:group>/students/<uuid:student>/slip")
@of_a_class
def slip(group: ClassView, student: UUID) -> Response:
    """A new code for a student of the class who has an account; it is shown once."""
    found = student_or_404(group, student)
    if found.account is None or found.left_at is not None:
        flash("Only somebody in the class who has an account can get a code.", "care")
        return redirect(url_for("classes.student", group=group.public_id, student=student), 303)
    made = enrolling.Slip(found.name, found.account, _code())
    enrolling.new_slip(group.id, found.id, made.code, the_learner().id, now())
    page = render_template(
        "classes/slips.html",
        group=group,
        slips=[made],
        known=(),
        skipped=(),
        days=enrolling.SLIP_DAYS,
    )
    return kept_by_nobody(page)


def _code() -> str:
    return recovery_code(secrets.token_bytes(20))


def _roster(form: RosterForm) -> Roster | None:
    """The names of the form, or None with the reason among its errors."""
    upload = request.files.get("file")
    raw = upload.stream.read(LIST_MAX + 1) if upload else b""
    if len(raw) > LIST_MAX or len(form.names.data or "") > LIST_MAX:
        form.form_errors.append("This is too long for a list of names. Split it into several.")
        return None
    try:
        text = decode(raw).text if raw else form.names.data or ""
    except RefusedError as error:
        form.file.errors = [str(error)]
        return None
    found = read_roster(text)
    if not found.names:
        reasons = {one.reason for one in found.skipped}
        form.names.errors = [f"There is no name in it. {' '.join(sorted(reasons))}".strip()]
        return None
    return found
