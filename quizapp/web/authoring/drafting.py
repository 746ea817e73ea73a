"""What was typed and not saved: kept as it comes, thrown away when it is not wanted."""

from uuid import UUID

from flask import Blueprint, abort, jsonify, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from quizapp.services.authoring import drafts
from quizapp.web.authoring.item_forms.registry import ITEM_FORMS
from quizapp.web.authoring.sent import is_uuid, sent_fields, the_item
from quizapp.web.authoring.sets import the_set
from quizapp.web.shell.identity import teacher_required, the_learner
from quizapp.web.shell.time import now


def register(blueprint: Blueprint) -> None:
    """Attach the pages."""
    blueprint.post("/teach/sets/<slug>/draft")(keep)
    blueprint.post("/teach/sets/<slug>/drafts/<uuid:key>/drop")(drop)


@teacher_required
def keep(slug: str) -> Response:
    """Keep what stands in the form, half-written as it may be."""
    found = the_set(slug)
    code, kind = request.args.get("code"), request.args.get("type", "")
    edited = the_item(found, code) if code else None
    key, seq = request.form.get("key", ""), request.args.get("seq", "")
    if not is_uuid(key) or not seq.isdigit() or kind not in ITEM_FORMS:
        abort(404)
    fields = {
        name: value for name, value in sent_fields().items() if name not in ("csrf_token", "go")
    }
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
