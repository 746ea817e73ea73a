"""Checks on the JSON of a response. Each refuses with a pointer and a sentence, or returns it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from quizapp.domain.items.plugin import ResponseError

TEXT_LIMIT = 2_000
ESSAY_LIMIT = 20_000
_POINTER_LIMIT = 64


def child(pointer: str, key: object) -> str:
    """The pointer of a member; of its parent where the name is no fit for a message."""
    name = str(key) if isinstance(key, str | int) else ""
    if not name or len(name) > _POINTER_LIMIT or not name.isprintable():
        return pointer
    return f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"


def members(
    raw: Mapping[Any, object], required: Collection[str], optional: Collection[str] = ()
) -> Mapping[Any, object]:
    """The object, if it has all the required members and no unknown one."""
    for key in raw:
        if key not in required and key not in optional:
            raise ResponseError(child("", key), "this field is not part of the answer")
    for key in required:
        if key not in raw:
            raise ResponseError(child("", key), "this field is missing")
    return raw


def text(value: object, pointer: str, limit: int = TEXT_LIMIT) -> str:
    """A string of at most `limit` characters that can be stored."""
    if not isinstance(value, str):
        raise ResponseError(pointer, "this should be text")
    if len(value) > limit:
        raise ResponseError(pointer, f"this is longer than {limit:,} characters")
    if "\x00" in value or any("\ud800" <= c <= "\udfff" for c in value):
        raise ResponseError(pointer, "the text holds a character that cannot be stored")
    return value


def truth(value: object, pointer: str) -> bool:
    """True or false, and nothing that merely looks like it."""
    if not isinstance(value, bool):
        raise ResponseError(pointer, "this should be true or false")
    return value


def known(value: object, pointer: str, table: Mapping[str, str]) -> str:
    """The internal id behind a public one that the taker was shown (`table` is `OptionMask`'s)."""
    if not isinstance(value, str):
        raise ResponseError(pointer, "this should be the id of an option")
    if value not in table:
        raise ResponseError(pointer, "there is no option with this id")
    return table[value]


def known_list(value: object, pointer: str, table: Mapping[str, str], limit: int) -> list[str]:
    """Internal ids, each once, at most `limit` of them, in the order given."""
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        raise ResponseError(pointer, "this should be a list of option ids")
    if len(value) > limit:
        raise ResponseError(pointer, f"choose at most {limit}")
    found = [known(entry, f"{pointer}/{index}", table) for index, entry in enumerate(value)]
    if len(set(found)) < len(found):
        raise ResponseError(pointer, "an option is listed twice")
    return found


def known_pairs(
    value: object, pointer: str, keys: Mapping[str, str], values: Mapping[str, str]
) -> dict[str, str]:
    """Internal id by internal id, for an object from public id to public id."""
    pairs: dict[str, str] = {}
    for key, entry in mapping(value, pointer, len(keys)).items():
        place = child(pointer, key)
        pairs[known(key, place, keys)] = known(entry, place, values)
    return pairs


def mapping(value: object, pointer: str, limit: int) -> Mapping[Any, object]:
    """An object with at most `limit` members."""
    if not isinstance(value, Mapping):
        raise ResponseError(pointer, "this should be an object")
    if len(value) > limit:
        raise ResponseError(pointer, f"this has more than {limit} entries")
    return value
