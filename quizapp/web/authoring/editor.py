"""The editor: one question in a form, with a preview, advice, drafts and its history."""

import difflib
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import yaml
from flask import (
    Blueprint,
    abort,
    flash,
    jsonify,
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
    RevisionView,
    draft_by_key,
    draft_of,
    edited_item,
    history,
)
from quizapp.queries.authoring.looks import advise, card_looks, question_look
from quizapp.services.authoring import drafts, items
from quizapp.web.authoring.item_forms.base import ItemForm
from quizapp.web.authoring.item_forms.registry import ITEM_FORMS
from quizapp.web.authoring.item_forms.remarks import field_ids, remarks
from quizapp.web.authoring.item_forms.words import KINDS
from quizapp.web.authoring.sets import the_set
from quizapp.web.shell.identity import teacher_required, the_learner
from quizapp.web.shell.time import now

_PREVIEW = bytes(32)
_MOST_FIELDS = 400
_MEANWHILE = (
    "Somebody has saved a newer version of this question since you opened it. What you typed is "
    "still here. Look at the history, then save again to put yours on top."
)


def register(blueprint: Blueprint) -> None:
    """Attach the pages."""
    blueprint.get("/teach/sets/<slug>/items/new")(new_item)
    blueprint.post("/teach/sets/<slug>/items/new")(add_item)
    blueprint.get("/teach/sets/<slug>/items/<code>")(item)
    blueprint.post("/teach/sets/<slug>/items/<code>")(change)
    blueprint.get("/teach/sets/<slug>/items/<code>/history")(item_history)
    blueprint.post("/teach/sets/<slug>/items/<code>/restore")(restore)
    blueprint.post("/teach/sets/<slug>/items/<code>/move")(move)
    blueprint.post("/teach/sets/<slug>/items/<code>/copy")(copy)
    blueprint.post("/teach/sets/<slug>/items/<code>/remove")(remove_item)
    blueprint.post("/teach/sets/<slug>/items/<code>/bring-back")(bring_back_item)
    blueprint.post("/teach/sets/<slug>/preview")(preview)
    blueprint.post("/teach/sets/<slug>/draft")(keep)
    blueprint.post("/teach/sets/<slug>/drafts/<uuid:key>/drop")(drop)


@dataclass
class Look:
    """What is shown beside the form: the question as students see it, or nothing yet."""

    body: ItemBody | None = None
    question: dict[str, Any] | None = None
    cards: list[Any] = field(default_factory=list)


def _item(found: OwnSet, code: str) -> EditedItem:
    edited = edited_item(db.session(), found.id, code)
    return edited if edited is not None else abort(404)


def _form_class(kind: str | None) -> type[ItemForm]:
    return ITEM_FORMS.get(kind or "") or abort(404)


@teacher_required
def new_item(slug: str) -> Response:
    """An empty form of the wanted type, or what was begun and not saved."""
    found = the_set(slug)
    session, learner = db.session(), the_learner()
    key = request.args.get("draft", "")
    begun = draft_by_key(session, learner.id, UUID(key)) if _is_uuid(key) else None
    kind = begun.type if begun else request.args.get("type", "single")
    form = _opened(_form_class(kind), {}, begun, key=str(uuid4()), seen=0)
    return _show(found, None, form, begun=begun)


@teacher_required
def add_item(slug: str) -> Response:
    """Save a new question; the same form sent twice makes one."""
    found = the_set(slug)
    form = _form_class(request.args.get("type"))(_tamed())
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
    edited = _item(found, code)
    begun = draft_of(db.session(), the_learner().id, edited.id)
    form = _opened(
        _form_class(edited.type), edited.content, begun, key=str(uuid4()), seen=edited.revision
    )
    return _show(found, edited, form, begun=begun)


@teacher_required
def change(slug: str, code: str) -> Response:
    """Make a new revision."""
    found = the_set(slug)
    edited = _item(found, code)
    form = _form_class(edited.type)(_tamed())
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


def _tamed() -> MultiDict[str, str]:
    """What was sent, unless it is more than any form has."""
    return request.form if len(request.form) <= _MOST_FIELDS else abort(413)


def _checked(form: ItemForm, old: dict[str, Any]) -> ItemBody | None:
    """The item of a form that is sent to be saved, or None with errors in the form."""
    name = request.form.get("more", "")
    if name and form.add_row(name):
        return None
    valid = form.validate() and _is_uuid(form.key.data)
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


def _is_uuid(text: str | None) -> bool:
    try:
        UUID(text or "")
    except ValueError:
        return False
    return True


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
    old = _item(found, code).content if code else {}
    form = _form_class(request.args.get("type"))(_tamed())
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


@teacher_required
def keep(slug: str) -> Response:
    """Keep what stands in the form, half-written as it may be."""
    found = the_set(slug)
    code, kind = request.args.get("code"), request.args.get("type", "")
    edited = _item(found, code) if code else None
    key, seq = request.form.get("key", ""), request.args.get("seq", "")
    if not _is_uuid(key) or not seq.isdigit() or kind not in ITEM_FORMS:
        abort(404)
    fields = {name: value for name, value in _tamed().items() if name not in ("csrf_token", "go")}
    place = (found.id, edited.id if edited else None, kind)
    drafts.keep_draft(the_learner().id, UUID(key), place, min(int(seq), 2**52), fields, now())
    return make_response(jsonify(saved_at=now().isoformat()))


@teacher_required
def drop(slug: str, key: UUID) -> Response:
    """Throw away what was typed and not saved."""
    found = the_set(slug)
    drafts.drop_draft(the_learner().id, key)
    code = request.form.get("code")
    if code:
        return redirect(url_for("authoring.item", slug=found.slug, code=code), 303)
    return redirect(url_for("authoring.set_page", slug=slug), 303)


@dataclass(frozen=True)
class Change:
    """One revision, and the lines in which it differs from the one before it."""

    revision: RevisionView
    lines: list[tuple[str, str]]


@teacher_required
def item_history(slug: str, code: str) -> str:
    """Every revision with what it changed, and a way back to each."""
    found = the_set(slug)
    edited = _item(found, code)
    all_of_it = history(db.session(), edited.id)
    older = [*all_of_it[1:], None]
    changes = [Change(new, _diff(old, new)) for new, old in zip(all_of_it, older, strict=True)]
    return render_template("authoring/history.html", set=found, item=edited, changes=changes)


def _diff(old: RevisionView | None, new: RevisionView) -> list[tuple[str, str]]:
    """(mark, line): + added, - gone, a space for what stays around it."""
    if old is None:
        return []
    before, after = _as_lines(old.content), _as_lines(new.content)
    marked = list(difflib.unified_diff(before, after, lineterm="", n=2))[2:]
    return [(line[:1], line[1:]) for line in marked if not line.startswith("@@")]


def _as_lines(content: dict[str, Any]) -> list[str]:
    shown = {key: value for key, value in content.items() if key != "id"}
    return yaml.safe_dump(shown, allow_unicode=True, sort_keys=False, width=88).splitlines()


@teacher_required
def restore(slug: str, code: str) -> Response:
    """Put an old revision on top, as a new one."""
    found = the_set(slug)
    edited = _item(found, code)
    number = request.form.get("number", "")
    if not number.isdigit() or len(number) > 9:
        abort(404)
    if items.restore_revision(edited.id, int(number), the_learner().id, now()) is None:
        abort(404)
    flash(f"Version {number} is the newest again.")
    return redirect(url_for("authoring.item_history", slug=slug, code=code), 303)


@teacher_required
def move(slug: str, code: str) -> Response:
    """One place up or down."""
    found = the_set(slug)
    by = {"up": -1, "down": 1}.get(request.form.get("by", ""))
    items.move_item(_item(found, code).id, by if by is not None else abort(404))
    return redirect(url_for("authoring.set_page", slug=slug, at=code) + f"#{code}", 303)


@teacher_required
def copy(slug: str, code: str) -> Response:
    """A copy right behind the question, opened."""
    found = the_set(slug)
    key = request.form.get("key", "")
    if not _is_uuid(key):
        abort(404)
    made = items.copy_item(_item(found, code).id, f"form:{key}", the_learner().id, now())
    flash("This is the copy.")
    return redirect(url_for("authoring.item", slug=slug, code=made.code), 303)


@teacher_required
def remove_item(slug: str, code: str) -> Response:
    """Take the question away; it can be brought back."""
    found = the_set(slug)
    items.remove_item(_item(found, code).id, now())
    return redirect(url_for("authoring.set_page", slug=slug, removed=code), 303)


@teacher_required
def bring_back_item(slug: str, code: str) -> Response:
    """Undo that."""
    found = the_set(slug)
    items.bring_back_item(_item(found, code).id, now())
    return redirect(url_for("authoring.set_page", slug=slug, at=code) + f"#{code}", 303)
