"""A question among the others of its set: moved, copied, taken away, brought back."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from quizapp.services.authoring import items
from quizapp.web.authoring.sent import is_uuid, the_item
from quizapp.web.authoring.sets import the_set
from quizapp.web.shell.identity import teacher_required, the_learner
from quizapp.web.shell.time import now


def register(blueprint: Blueprint) -> None:
    """Attach the addresses."""
    blueprint.post("/teach/sets/<slug>/items/<code>/move")(move)
    blueprint.post("/teach/sets/<slug>/items/<code>/copy")(copy)
    blueprint.post("/teach/sets/<slug>/items/<code>/remove")(remove_item)
    blueprint.post("/teach/sets/<slug>/items/<code>/bring-back")(bring_back_item)


@teacher_required
def move(slug: str, code: str) -> Response:
    """One place up or down."""
    found = the_set(slug)
    by = {"up": -1, "down": 1}.get(request.form.get("by", ""))
    items.move_item(the_item(found, code).id, by if by is not None else abort(404))
    return redirect(url_for("authoring.set_page", slug=slug, at=code) + f"#{code}", 303)


@teacher_required
def copy(slug: str, code: str) -> Response:
    """A copy right behind the question, opened."""
    found = the_set(slug)
    key = request.form.get("key", "")
    if not is_uuid(key):
        abort(404)
    made = items.copy_item(the_item(found, code).id, f"form:{key}", the_learner().id, now())
    flash("This is the copy.")
    return redirect(url_for("authoring.item", slug=slug, code=made.code), 303)


@teacher_required
def remove_item(slug: str, code: str) -> Response:
    """Take the question away; it can be brought back."""
    found = the_set(slug)
    items.remove_item(the_item(found, code).id, now())
    return redirect(url_for("authoring.set_page", slug=slug, removed=code), 303)


@teacher_required
def bring_back_item(slug: str, code: str) -> Response:
    """Undo that."""
    found = the_set(slug)
    items.bring_back_item(the_item(found, code).id, now())
    return redirect(url_for("authoring.set_page", slug=slug, at=code) + f"#{code}", 303)
