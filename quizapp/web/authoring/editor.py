"""The editor: one question in a form, with a preview and what is said about its fields."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from flask import (
    Blueprint,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.registry import load_body
from quizapp.models.db import db
from quizapp.queries.authoring import OwnSet
from quizapp.queries.authoring.items import (
    DraftView,
    EditedItem,
    draft_by_key,
    draft_of,
)
from quizapp.queries.authoring.looks import advise, card_looks, question_look
from quizapp.services.authoring import drafts, items
from quizapp.web.authoring.item_forms.base import ItemForm
from quizapp.web.authoring.item_forms.missing import missing_files
from quizapp.web.authoring.item_forms.remarks import field_ids, remarks
from quizapp.web.authoring.item_forms.words import KINDS
from quizapp.web.authoring.sent import form_class, is_uuid, sent_fields, the_item
from quizapp.web.authoring.sets import the_set
from quizapp.web.shell.identity import teacher_required, the_learner
from quizapp.web.shell.time import now

_PREVIEW = bytes(32)
_MEANWHILE = (
    "Somebody has saved a newer version of this question since you opened it. What you typed is "
    "still here. Look at what has changed, then save again to put yours on top."
)


def register(blueprint: Blueprint) -> None:
    """Attach the pages."""
    blueprint.get("/teach/sets/<slug>/items/new")(new_item)
    blueprint.post("/teach/sets/<slug>/items/new")(add_item)
    blueprint.get("/teach/sets/<slug>/items/<code>")(item)
    blueprint.post("/teach/sets/<slug>/items/<code>")(change)
    blueprint.post("/teach/sets/<slug>/preview")(preview)


@dataclass
class Look:
    """What is shown beside the form: the question as students see it, or nothing yet."""

    body: ItemBody | None = None
    question: dict[str, Any] | None = None
    cards: list[Any] = field(default_factory=list)


@teacher_required
def new_item(slug: str) -> Response:
    """An empty form of the wanted type, or what was begun and not saved."""
    found = the_set(slug)
    session, learner = db.session(), the_learner()
    key = request.args.get("draft", "")
    begun = draft_by_key(session, learner.id, UUID(key)) if is_uuid(key) else None
    kind = begun.type if begun else request.args.get("type", "single")
    form = _opened(form_class(kind), {}, begun, key=str(uuid4()), seen=0)
    return _show(found, None, form, begun=begun)


@teacher_required
def add_item(slug: str) -> Response:
    """Save a new question; the same form sent twice makes one."""
    found = the_set(slug)
    form = form_class(request.args.get("type"))(sent_fields())
    body = _checked(form, {})
    if body is None:
        return _show(found, None, form)
    saved = items.save_item(
        found.id, f"form:{form.key.data}", form.content({}), the_learner().id, now(),
        after=request.args.get("after"),
    )  # fmt: skip
    drafts.drop_draft(the_learner().id, UUID(form.key.data))
    return _saved(found, saved.code, form.type_name)


@teacher_required
def item(slug: str, code: str) -> Response:
    """A question in its form, with what was typed and not saved."""
    found = the_set(slug)
    edited = the_item(found, code)
    begun = draft_of(db.session(), the_learner().id, edited.id)
    form = _opened(
        form_class(edited.type), edited.content, begun, key=str(uuid4()), seen=edited.revision
    )
    return _show(found, edited, form, begun=begun)


@teacher_required
def change(slug: str, code: str) -> Response:
    """Make a new revision."""
    found = the_set(slug)
    edited = the_item(found, code)
    form = form_class(edited.type)(sent_fields())
    body = _checked(form, edited.content)
    if body is None:
        return _show(found, edited, form)
    seen = form.seen.data or ""
    try:
        items.change_item(
            edited.id,
            int(seen) if seen.isdigit() else 0,
            form.content(edited.content),
            the_learner().id,
            now(),
        )
    except items.EditedMeanwhileError:
        form.form_errors.append(_MEANWHILE)
        form.seen.data = str(edited.revision)
        return _show(found, edited, form, status=409)
    drafts.drop_draft(the_learner().id, UUID(form.key.data))
    return _saved(found, code, form.type_name, edited.next)


def _saved(found: OwnSet, code: str, kind: str, following: str | None = None) -> Response:
    """On to the next question, to another new one, or back to the set, as the button says."""
    flash("Saved.")
    go = request.form.get("go")
    if go == "next" and following:
        return redirect(url_for("authoring.item", slug=found.slug, code=following), 303)
    if go in ("next", "another"):
        target = url_for("authoring.new_item", slug=found.slug, type=kind, after=code)
        return redirect(target, 303)
    return redirect(url_for("authoring.set_page", slug=found.slug, at=code) + f"#{code}", 303)


def _opened(
    kind: type[ItemForm], content: dict[str, Any], begun: DraftView | None, *, key: str, seen: int
) -> ItemForm:
    if begun is not None:
        form = kind(MultiDict({str(k): str(v) for k, v in begun.fields.items()}))
        form.key.data = str(begun.key)
        return form
    form = kind(formdata=None)
    form.fill(content)
    form.key.data, form.seen.data = key, str(seen)
    return form


def _checked(form: ItemForm, old: dict[str, Any]) -> ItemBody | None:
    """The item of a form that is sent to be saved, or None with errors in the form."""
    name = request.form.get("more", "")
    if name and form.add_row(name):
        return None
    valid = form.validate() and is_uuid(form.key.data)
    made = _made(form, old)
    if isinstance(made, ValidationError):
        form.take_errors(made)
        return None
    return made if valid else None


def _made(form: ItemForm, old: dict[str, Any]) -> ItemBody | ValidationError:
    try:
        return load_body({**form.content(old), "id": "preview"})
    except ValidationError as error:
        return error


def _look(body: ItemBody | None) -> Look:
    if body is None:
        return Look()
    if body.type == "flashcard":
        return Look(body, cards=card_looks(body))
    return Look(body, question_look(body, _PREVIEW, 1))


def _show(
    found: OwnSet,
    edited: EditedItem | None,
    form: ItemForm,
    *,
    begun: DraftView | None = None,
    status: int | None = None,
) -> Response:
    made = _made(form, edited.content if edited else {})
    body = None if isinstance(made, ValidationError) else made
    said = remarks(form, advise(body) if body else ())
    page = render_template(
        "authoring/editor.html",
        set=found,
        item=edited,
        form=form,
        kind=form.type_name,
        kinds=KINDS,
        begun=begun,
        look=_look(body),
        remarks=said,
        missing=missing_files(form.data),
        meanwhile=status == 409,
        after=request.args.get("after"),
    )
    return make_response(page, status or (422 if said.errors else 200))


@teacher_required
def preview(slug: str) -> Response:
    """What stands beside the form and its fields, made anew while it is typed.

    A new question is told what is missing only after somebody tried to save it (`strict`).
    """
    found = the_set(slug)
    code = request.args.get("code")
    old = the_item(found, code).content if code else {}
    form = form_class(request.args.get("type"))(sent_fields())
    shown = field_ids(form)
    strict = "strict" in request.args
    if strict:
        form.validate()
    made = _made(form, old)
    body = None if isinstance(made, ValidationError) else made
    if isinstance(made, ValidationError) and strict:
        form.take_errors(made)
    said = remarks(form, advise(body) if body else (), shown)
    page = render_template("authoring/_preview.html", look=_look(body), remarks=said)
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response
