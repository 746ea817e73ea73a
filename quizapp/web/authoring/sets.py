"""A teacher's sets: making them, what is in them, who may change them, taking them away."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from flask import (
    Blueprint,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from quizapp.models.db import db
from quizapp.queries.accounts import account_by_name
from quizapp.queries.authoring import OwnSet, own_set, set_lines
from quizapp.queries.authoring.items import new_drafts
from quizapp.queries.authoring.sets import editors, new_address, place_of, removed_count
from quizapp.queries.classes.classes import classes_of
from quizapp.services.authoring import sets as services
from quizapp.web.authoring.forms import EditorForm, SetForm, holding
from quizapp.web.authoring.item_forms.base import split_list
from quizapp.web.authoring.item_forms.words import KINDS
from quizapp.web.shell.identity import teacher_required, the_learner
from quizapp.web.shell.time import now

# A set may have thousands of questions, and a page that shows them all would be megabytes.
PER_PAGE = 100
# The newest classes stand under a set, to give it to; the page of classes has them all.
CLASSES_SHOWN = 8


def register(blueprint: Blueprint) -> None:
    """Attach the pages, and what they say of a set."""
    blueprint.add_app_template_filter(holding, "holding")
    blueprint.get("/teach/sets/new")(new_set)
    blueprint.post("/teach/sets/new")(make_set)
    blueprint.get("/teach/sets/<slug>")(set_page)
    blueprint.get("/teach/sets/<slug>/settings")(set_settings)
    blueprint.post("/teach/sets/<slug>/settings")(change_settings)
    blueprint.post("/teach/sets/<slug>/remove")(remove)
    blueprint.post("/teach/sets/<slug>/bring-back")(bring_back)
    blueprint.post("/teach/sets/<slug>/editors")(add_editor)
    blueprint.post("/teach/sets/<slug>/editors/<int:learner>/remove")(remove_editor)


def the_set(slug: str) -> OwnSet:
    """A set that the teacher may change; for others it does not exist."""
    found = own_set(db.session(), the_learner().id, slug)
    return found if found is not None else abort(404)


def my_set(slug: str) -> OwnSet:
    """A set that is the teacher's own; a co-editor is told who can do this."""
    found = the_set(slug)
    return found if found.mine else abort(404)


@teacher_required
def new_set() -> str:
    """Ask for the title and who may use the set."""
    form = SetForm(formdata=None, key=str(uuid4()), language="en", visibility="private")
    return render_template("authoring/set_form.html", form=form, set=None)


@teacher_required
def make_set() -> Response:
    """Make it once, however often the form is sent."""
    form = SetForm()
    if not form.validate():
        return make_response(render_template("authoring/set_form.html", form=form, set=None), 422)
    slug = services.create_set(the_learner().id, _details(form), UUID(form.key.data), now())
    return redirect(url_for("authoring.set_page", slug=slug), 303)


@teacher_required
def set_page(slug: str) -> str | Response:
    """The items of a set, and what can be done with it; `?number=` or `?at=` says from where on."""
    moved = new_address(db.session(), the_learner().id, slug)
    if moved is not None:
        flash("A course has a set of this name now. Yours stays as it was, at this address.")
        return redirect(url_for("authoring.set_page", slug=moved), 302)
    return _show(the_set(slug), EditorForm(formdata=None))


def _show(found: OwnSet, form: EditorForm) -> str:
    session = db.session()
    gone = removed_count(session, found.id)
    shown, taken = _part("number", found.items, _named(found)), _part("taken", gone)
    return render_template(
        "authoring/set.html",
        set=found,
        items=set_lines(session, found.id, after=shown.first - 1, most=PER_PAGE),
        removed=set_lines(session, found.id, removed=True, after=taken.first - 1, most=PER_PAGE)
        if gone
        else [],
        shown=shown,
        taken=taken,
        pagers=[_pager(found, one) for one in (shown, taken)],
        drafts=new_drafts(session, the_learner().id, found.id),
        editors=editors(session, found.id),
        classes=[one for one in classes_of(session, the_learner()) if one.archived_at is None],
        classes_shown=CLASSES_SHOWN,
        kinds=KINDS,
        form=form,
        undo=request.args.get("removed", ""),
        fresh_id=lambda: str(uuid4()),
    )


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a long list that is shown: from `first` (counted from 1), of so many.

    `asked`: whether the address says which, in `name`.
    """

    name: str
    first: int
    of: int
    asked: bool

    @property
    def last(self) -> int:
        """The number of the last one that is shown."""
        return min(self.of, self.first + PER_PAGE - 1)


def _part(name: str, of: int, named: int | None = None) -> Part:
    """The page on which the one with the number in the address is, else the `named` one."""
    text = request.args.get(name, "")
    asked = text.isascii() and text.isdigit() and len(text) < 10
    number = int(text) if asked else named or 1
    page = (max(1, min(number, of)) - 1) // PER_PAGE
    return Part(name, page * PER_PAGE + 1, of, asked)


def _named(found: OwnSet) -> int | None:
    code = request.args.get("at", "")
    return place_of(db.session(), found.id, code) if code else None


def _pager(found: OwnSet, part: Part) -> dict[str, object]:
    def at(number: int) -> str:
        values: dict[str, Any] = {part.name: number}
        return url_for("authoring.set_page", slug=found.slug, **values)

    return {
        "has_prev": part.first > 1,
        "prev_url": at(part.first - PER_PAGE),
        "has_next": part.last < part.of,
        "next_url": at(part.last + 1),
        "label": f"{part.first} to {part.last} of {part.of}",
    }


@teacher_required
def set_settings(slug: str) -> str:
    """Change what is said about the set."""
    found = the_set(slug)
    values: dict[str, Any] = {
        "key": str(uuid4()),
        "title": found.title,
        "description": found.description,
        "language": found.language,
        "tags": ", ".join(found.tags),
        "visibility": found.visibility,
    }
    form = SetForm(formdata=None, **values)
    return render_template("authoring/set_form.html", form=form, set=found)


@teacher_required
def change_settings(slug: str) -> Response:
    """Store it."""
    found, form = the_set(slug), SetForm()
    if not form.validate():
        page = render_template("authoring/set_form.html", form=form, set=found)
        return make_response(page, 422)
    services.change_set(found.id, _details(form))
    flash("Saved.")
    return redirect(url_for("authoring.set_page", slug=slug), 303)


@teacher_required
def remove(slug: str) -> Response:
    """Take the set out of use; what students have done with it stays."""
    services.remove_set(my_set(slug).id, now())
    return redirect(url_for("authoring.teach", removed=slug), 303)


@teacher_required
def bring_back(slug: str) -> Response:
    """Undo that."""
    services.bring_back_set(my_set(slug).id)
    return redirect(url_for("authoring.set_page", slug=slug), 303)


@teacher_required
def add_editor(slug: str) -> Response:
    """Let another teacher change the set."""
    found, form = my_set(slug), EditorForm()
    if not form.validate():
        return make_response(_show(found, form), 422)
    other = account_by_name(db.session(), form.name.data or "")
    if other is None or not other.is_teacher or other.id == the_learner().id:
        form.name.errors = [
            "There is no other teacher with this name. Names are compared without regard to capitals."
        ]
        return make_response(_show(found, form), 422)
    services.add_editor(found.id, other.id, now())
    flash(f"{other.name} can change this set now.")
    return redirect(url_for("authoring.set_page", slug=slug), 303)


@teacher_required
def remove_editor(slug: str, learner: int) -> Response:
    """Take that back; a co-editor may leave by herself."""
    found = the_set(slug)
    if not found.mine and learner != the_learner().id:
        abort(404)
    services.remove_editor(found.id, learner)
    if not found.mine:
        return redirect(url_for("authoring.teach"), 303)
    return redirect(url_for("authoring.set_page", slug=slug), 303)


def _details(form: SetForm) -> services.SetDetails:
    return services.SetDetails(
        title=form.title.data or "",
        description=form.description.data or "",
        language=form.language.data or "en",
        tags=tuple(split_list(form.tags.data)),
        visibility=form.visibility.data,
    )
