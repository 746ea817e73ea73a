"""The item types by name, and the way in for content of any type."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.categorise import Categorise
from quizapp.domain.items.cloze import Cloze
from quizapp.domain.items.essay import Essay
from quizapp.domain.items.flashcard import Flashcard
from quizapp.domain.items.matching import Matching
from quizapp.domain.items.multi import Multi
from quizapp.domain.items.numeric import Numeric
from quizapp.domain.items.ordering import Ordering
from quizapp.domain.items.plugin import ItemType
from quizapp.domain.items.short import Short
from quizapp.domain.items.single import Single
from quizapp.domain.items.text import Text
from quizapp.domain.items.true_false import TrueFalse

ITEM_TYPES: dict[str, ItemType[Any]] = {
    plugin.name: plugin
    for plugin in (
        Single(),
        Multi(),
        TrueFalse(),
        Short(),
        Numeric(),
        Matching(),
        Ordering(),
        Cloze(),
        Categorise(),
        Essay(),
        Text(),
        Flashcard(),
    )
}
MANUAL_TYPES = tuple(sorted(name for name, plugin in ITEM_TYPES.items() if plugin.manual))


def type_of(body: ItemBody) -> ItemType[Any]:
    """The plug-in of an item."""
    return ITEM_TYPES[body.type]


def load_body(content: object) -> ItemBody:
    """The item in `content` (parsed YAML, or the JSON of a revision).

    Raises pydantic's `ValidationError`; the `loc` of each error is the path within `content`.
    """
    name = content.get("type") if isinstance(content, Mapping) else None
    plugin = ITEM_TYPES.get(name) if isinstance(name, str) else None
    if plugin is None:
        raise _unknown_type(content, name)
    body: ItemBody = plugin.Body.model_validate(content)
    return body


def dump_body(body: ItemBody) -> dict[str, Any]:
    """The JSON that a revision stores; `load_body` reads it back. Defaults are left out."""
    return {"type": body.type, **body.model_dump(mode="json", exclude_defaults=True)}


def _unknown_type(content: object, name: object) -> ValidationError:
    if isinstance(content, Mapping):
        known = ", ".join(ITEM_TYPES)
        detail = "“{name}” is not a type of item; there are {known}"
        error = PydanticCustomError("item_type", detail, {"name": str(name), "known": known})
        line = InitErrorDetails(type=error, loc=("type",), input=name)
    else:
        error = PydanticCustomError("item_object", "an item is a mapping of fields")
        line = InitErrorDetails(type=error, loc=(), input=content)
    return ValidationError.from_exception_data("item", [line])
