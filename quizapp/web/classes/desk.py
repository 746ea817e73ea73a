"""A teacher's classes: the list, setting one up, its page, its code and its teachers."""

import secrets
from io import BytesIO
from uuid import UUID, uuid4

import segno
from flask import Response as File
from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quizapp.domain.classes import join_code
from quizapp.models.db import db
from quizapp.queries.classes.assignments import assignments
from quizapp.queries.classes.classes import ClassView, classes_of
from quizapp.queries.classes.essays import waiting
from quizapp.queries.classes.rosters import roster
from quizapp.services.classes import founding
from quizapp.web.classes.access import blueprint, of_a_class, show
from quizapp.web.classes.forms import ClassForm, NewClassForm, TeacherForm
from quizapp.web.shell.identity import teacher_required, the_learner
from quizapp.web.shell.time import now


def fresh_join_code() -> str:
    """A code that nobody has seen."""
    return join_code(secrets.token_bytes(8))


def home_of(group: ClassView, anchor: str | None = None) -> Response:
    """Back to the page of the class."""
    return redirect(url_for("classes.one", group=group.public_id, _anchor=anchor), 303)


@blueprint.get("/teach/classes")
@teacher_required
def classes() -> str:
    """The classes that one teaches; archived ones apart."""
    found = classes_of(db.session(), the_learner())
    archived = request.args.get("state") == "archived"
    return render_template(
        "classes/index.html",
        classes=[one for one in found if (one.archived_at is not None) == archived],
        archived=archived,
        to_grade={
            group_id: sum(papers.values())
            for group_id, papers in waiting(db.session(), [one.id for one in found]).items()
        },
        counts=(
            sum(one.archived_at is None for one in found),
            sum(one.archived_at is not None for one in found),
        ),
    )


@blueprint.get("/teach/classes/new")
@teacher_required
def new_class() -> Response:
    """Ask for the name of a new class."""
    form = NewClassForm(formdata=None, id=str(uuid4()), timezone=the_learner().timezone)
    return show("classes/new.html", form)


@blueprint.post("/teach/classes/new")
@teacher_required
def make_class() -> Response:
    """Set up a class and show how students come in."""
    form = NewClassForm()
    if not form.validate():
        return show("classes/new.html", form)
    new = founding.NewClass(
        UUID(form.id.data), form.title.data or "", form.timezone.data, fresh_join_code()
    )
    founding.found_class(the_learner().id, new, now())
    flash("The class is there. Students come in by the code, or from a list.", "ok")
    return redirect(url_for("classes.one", group=new.public_id), 303)


@blueprint.get("/teach/classes/<uuid:group>")
@of_a_class
def one(group: ClassView) -> str:
    """The class: how to join it, and who is in it."""
    students = roster(db.session(), group.id)
    return render_template(
        "classes/class.html",
        group=group,
        students=[one for one in students if one.left_at is None],
        gone=[one for one in students if one.left_at is not None],
        assignments=assignments(db.session(), group.id),
        to_grade=waiting(db.session(), [group.id]).get(group.id, {}),
        address=join_address(group),
    )


@blueprint.get("/teach/classes/<uuid:group>/settings")
@of_a_class
def settings(group: ClassView) -> Response:
    """Name, zone, teachers, archive."""
    return _settings(group, ClassForm(formdata=None, obj=group), TeacherForm(formdata=None))


@blueprint.post("/teach/classes/<uuid:group>/settings")
@of_a_class
def change(group: ClassView) -> Response:
    """Store name and zone."""
    form = ClassForm()
    if not form.validate():
        return _settings(group, form, TeacherForm(formdata=None))
    founding.change_class(
        group.id, form.title.data or "", form.timezone.data, the_learner().id, now()
    )
    flash("Changed.", "ok")
    return home_of(group)


@blueprint.post("/teach/classes/<uuid:group>/teachers")
@of_a_class
def add_teacher(group: ClassView) -> Response:
    """Another teacher of this site teaches the class too."""
    form = TeacherForm()
    if form.validate():
        try:
            name = founding.add_teacher(group.id, form.teacher.data or "", the_learner().id, now())
        except founding.NoTeacherError:
            form.teacher.errors = ["There is no teacher with this name on this site."]
        else:
            own = name == the_learner().name
            flash("You teach this class." if own else f"{name} teaches this class too.", "ok")
            return redirect(url_for("classes.settings", group=group.public_id), 303)
    return _settings(group, ClassForm(formdata=None, obj=group), form)


@blueprint.post("/teach/classes/<uuid:group>/teachers/<uuid:teacher>/remove")
@of_a_class
def remove_teacher(group: ClassView, teacher: UUID) -> Response:
    """Somebody teaches the class no longer."""
    found = next((one for one in group.teachers if one.public_id == teacher), None)
    if found is None:
        abort(404)
    me = the_learner()
    try:
        founding.remove_teacher(group.id, found.id, me.id, now())
    except founding.OnlyTeacherError:
        flash("A class needs a teacher. Add another one first.", "care")
    else:
        flash(f"{found.name} teaches this class no longer.", "ok")
        if found.id == me.id and me.role != "admin":
            return redirect(url_for("classes.classes"), 303)
    return redirect(url_for("classes.settings", group=group.public_id), 303)


@blueprint.post("/teach/classes/<uuid:group>/archive")
@of_a_class
def archive(group: ClassView) -> Response:
    """Put the class away, or take it out again."""
    away = request.form.get("away") == "1"
    founding.archive(group.id, the_learner().id, now(), away=away)
    flash(
        "The class is in the archive. Nothing of it is lost, and it can be taken out again."
        if away
        else "The class is out of the archive.",
        "ok",
    )
    return home_of(group)


@blueprint.post("/teach/classes/<uuid:group>/code")
@of_a_class
def code(group: ClassView) -> Response:
    """A new code, or none: whoever has the old one cannot come in with it any more."""
    closed = request.form.get("do") == "close"
    founding.set_join_code(group.id, None if closed else fresh_join_code(), the_learner().id, now())
    flash("Nobody can join now." if closed else "There is a new code. The old one is gone.", "ok")
    return home_of(group, "join")


@blueprint.get("/teach/classes/<uuid:group>/qr.svg")
@of_a_class
def qr(group: ClassView) -> File:
    """The link to join as a QR code, dark on white in any colour scheme."""
    if group.join_code is None:
        abort(404)
    drawn = BytesIO()
    segno.make(join_address(group), error="m", micro=False).save(
        drawn, kind="svg", scale=6, border=4, dark="#000", light="#fff", title="QR code"
    )
    return File(drawn.getvalue(), mimetype="image/svg+xml", headers={"Cache-Control": "no-store"})


def join_address(group: ClassView) -> str:
    """The link to join the class, empty while joining is closed."""
    if group.join_code is None:
        return ""
    return url_for("classes.join", code=group.join_code, _external=True)


def _settings(group: ClassView, form: ClassForm, teacher: TeacherForm) -> Response:
    page = show("classes/settings.html", form, group=group, teacher=teacher)
    if teacher.errors:
        page.status_code = 422
    return page
