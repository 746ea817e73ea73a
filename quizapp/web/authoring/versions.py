"""The history of a question: every revision with what it changed, and a way back to each."""

import difflib
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quizapp.models.db import db
from quizapp.queries.authoring.items import RevisionView, history
from quizapp.services.authoring import items
from quizapp.web.authoring.item_forms.plainly import plain_lines
from quizapp.web.authoring.sent import the_item
from quizapp.web.authoring.sets import the_set
from quizapp.web.shell.identity import teacher_required, the_learner
from quizapp.web.shell.time import now


def register(blueprint: Blueprint) -> None:
    """Attach the pages."""
    blueprint.get("/teach/sets/<slug>/items/<code>/history")(item_history)
    blueprint.post("/teach/sets/<slug>/items/<code>/restore")(restore)


@dataclass(frozen=True)
class Change:
    """One revision, and the lines in which it differs from the one before it."""

    revision: RevisionView
    lines: list[tuple[str, str]]


@teacher_required
def item_history(slug: str, code: str) -> str:
    """Every revision with what it changed, and a way back to each."""
    found = the_set(slug)
    edited = the_item(found, code)
    all_of_it = history(db.session(), edited.id)
    older = [*all_of_it[1:], None]
    changes = [Change(new, _diff(old, new)) for new, old in zip(all_of_it, older, strict=True)]
    return render_template("authoring/history.html", set=found, item=edited, changes=changes)


def _diff(old: RevisionView | None, new: RevisionView) -> list[tuple[str, str]]:
    """(mark, line): + added, - gone, a space for what stays around it."""
    if old is None:
        return []
    before, after = plain_lines(old.content), plain_lines(new.content)
    marked = list(difflib.unified_diff(before, after, lineterm="", n=2))[2:]
    return [(line[:1], line[1:]) for line in marked if not line.startswith("@@")]


@teacher_required
def restore(slug: str, code: str) -> Response:
    """Put an old revision on top, as a new one."""
    found = the_set(slug)
    edited = the_item(found, code)
    number = request.form.get("number", "")
    if not number.isdigit() or len(number) > 9:
        abort(404)
    if items.restore_revision(edited.id, int(number), the_learner().id, now()) is None:
        abort(404)
    flash(f"Version {number} is the newest again.")
    return redirect(url_for("authoring.item_history", slug=slug, code=code), 303)
