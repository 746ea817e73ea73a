"""Students: joining a class, seeing what its teachers see, and leaving it."""

import secrets

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quizapp.domain.classes import bare_join_code
from quizapp.models.db import db
from quizapp.queries.classes.classes import ClassView, MyClass, class_with_code, my_class
from quizapp.queries.classes.work import tasks
from quizapp.services.classes import joining
from quizapp.web.classes.access import blueprint, of_my_class, show
from quizapp.web.classes.forms import CodeForm, StudentNameForm
from quizapp.web.shell.guests import learner_or_guest
from quizapp.web.shell.identity import current_learner, the_learner
from quizapp.web.shell.problems import Problem
from quizapp.web.shell.time import now

NO_CLASS = (
    "No class can be joined with this code. Check the letters with your teacher: the code may "
    "have been changed, or joining may be closed."
)


@blueprint.get("/join")
def join_form() -> Response:
    """Ask for the code; `?code=` is what was typed."""
    typed = request.args.get("code", "")
    form = CodeForm(formdata=None, code=typed[:40])
    code = bare_join_code(typed)
    if code is not None and class_with_code(db.session(), code) is not None:
        return redirect(url_for("classes.join", code=code), 303)
    if typed:
        form.code.errors = [NO_CLASS]
    return show("classes/code.html", form)


@blueprint.get("/join/<code>")
def join(code: str) -> str | Response:
    """What class it is, who teaches it, and what the teacher will see."""
    group = _class_or_404(code)
    learner = current_learner()
    if learner is not None:
        if my_class(db.session(), learner.id, group.public_id) is not None:
            return redirect(url_for("classes.mine", group=group.public_id), 303)
        if group.is_taught_by(learner.id):
            return redirect(url_for("classes.one", group=group.public_id), 303)
    form = StudentNameForm(formdata=None, name=learner.name if learner else None)
    return show("classes/join.html", form, group=group)


@blueprint.post("/join/<code>")
def come_in(code: str) -> Response:
    """Join the class; a stranger becomes a guest first."""
    group, form = _class_or_404(code), StudentNameForm()
    if not form.validate():
        return show("classes/join.html", form, group=group)
    learner = learner_or_guest()
    who = joining.Joining(learner.id, form.name.data or "", secrets.token_bytes(4))
    try:
        joining.join(group.join_code or "", who, now())
    except joining.ClosedError:
        raise Problem("not-found", NO_CLASS) from None
    except joining.TeachesItError:
        return redirect(url_for("classes.one", group=group.public_id), 303)
    except joining.RemovedError:
        flash("You were in this class before. Ask your teacher to put you back.", "care")
        return redirect(url_for("home.index"), 303)
    flash(f"You are in {group.title}.", "ok")
    return redirect(url_for("classes.mine", group=group.public_id), 303)


@blueprint.get("/classes/<uuid:group>")
@of_my_class
def mine(group: MyClass) -> str:
    """A class that one is in."""
    given = [
        one
        for one in tasks(db.session(), the_learner().id, now())
        if one.class_id == group.public_id
    ]
    return render_template("classes/mine.html", group=group, tasks=given)


@blueprint.get("/classes/<uuid:group>/leave")
@of_my_class
def leave(group: MyClass) -> str:
    """Ask once more."""
    return render_template("classes/leave.html", group=group)


@blueprint.post("/classes/<uuid:group>/leave")
@of_my_class
def go(group: MyClass) -> Response:
    """Leave the class."""
    joining.leave(group.id, the_learner().id, now())
    flash(f"You have left {group.title}. What you have learnt stays yours.", "ok")
    return redirect(url_for("home.index"), 303)


def _class_or_404(code: str) -> ClassView:
    bare = bare_join_code(code)
    found = class_with_code(db.session(), bare) if bare else None
    if found is None:
        raise Problem("not-found", NO_CLASS)
    return found
