"""What the form of a question sent, and what its address leads to; nothing else is let through."""

from uuid import UUID

from flask import abort, request
from werkzeug.datastructures import MultiDict

from quizapp.models.db import db
from quizapp.queries.authoring import OwnSet
from quizapp.queries.authoring.items import EditedItem, edited_item
from quizapp.web.authoring.item_forms.base import ItemForm
from quizapp.web.authoring.item_forms.registry import ITEM_FORMS

_MOST_FIELDS = 400


def the_item(found: OwnSet, code: str) -> EditedItem:
    """A question of a set; 404 if it has no such one."""
    edited = edited_item(db.session(), found.id, code)
    return edited if edited is not None else abort(404)


def form_class(kind: str | None) -> type[ItemForm]:
    """The form of a type; 404 if there is no such one."""
    return ITEM_FORMS.get(kind or "") or abort(404)


def sent_fields() -> MultiDict[str, str]:
    """What was sent, unless it is more than any form has."""
    return request.form if len(request.form) <= _MOST_FIELDS else abort(413)


def is_uuid(text: str | None) -> bool:
    """Whether it can be the key of a form."""
    try:
        UUID(text or "")
    except ValueError:
        return False
    return True
