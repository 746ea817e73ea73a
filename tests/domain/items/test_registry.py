"""The registry, the common fields and the schema for editors."""

import json
from typing import Any

import jsonschema
import pytest
from pydantic import ValidationError

from quizapp.domain.items.registry import ITEM_TYPES, dump_body, load_body
from quizapp.domain.items.schema import json_schema
from tests.domain.items.cases import CONTENTS, content, load


def test_every_type_is_registered_under_its_name() -> None:
    assert list(ITEM_TYPES) == list(CONTENTS)
    for name, plugin in ITEM_TYPES.items():
        assert plugin.name == name
        assert load(name).type == name


@pytest.mark.parametrize(
    ("bad", "loc", "message"),
    [
        ({"type": "riddle"}, ("type",), "“riddle” is not a type of item; there are single, multi"),
        ({}, ("type",), "“None” is not a type"),
        ({"type": ["single"]}, ("type",), "is not a type"),
        ([], (), "an item is a mapping of fields"),
        (None, (), "an item is a mapping of fields"),
    ],
)
def test_unknown_types(bad: object, loc: tuple[str, ...], message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        load_body(bad)
    [error] = refused.value.errors()
    assert error["loc"] == loc
    assert message in error["msg"]


@pytest.mark.parametrize(
    ("changes", "loc"),
    [
        ({"id": "has space"}, ("id",)),
        ({"id": ...}, ("id",)),
        ({"stem": ""}, ("stem",)),
        ({"stem": "a\x00b"}, ("stem",)),
        ({"difficulty": 6}, ("difficulty",)),
        ({"points": -1}, ("points",)),
        ({"points": float("inf")}, ("points",)),
        ({"points": True}, ("points",)),
        ({"bloom": "guess"}, ("bloom",)),
        ({"status": "final"}, ("status",)),
        ({"as_of": "soon"}, ("as_of",)),
        ({"enemies": ["T-01"]}, ("enemies",)),
        ({"claims": "P3.1"}, ("claims",)),
        ({"colour": "red"}, ("colour",)),
    ],
)
def test_bad_common_fields(changes: dict[str, Any], loc: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError) as refused:
        load("text", **changes)
    assert [error["loc"] for error in refused.value.errors()] == [loc]


def test_a_flashcard_has_no_stem() -> None:
    with pytest.raises(ValidationError, match="a front, not a stem"):
        load("flashcard", stem="Why?")


def test_all_common_fields_are_stored() -> None:
    common: dict[str, Any] = {
        "explanation": "Because.",
        "objective": "L1.1",
        "bloom": "apply",
        "claims": ["P3.9"],
        "facts": ["F101"],
        "sources": ["S10"],
        "difficulty": 2,
        "as_of": "2025-04-01",
        "status": "live",
        "enemies": ["L1-02"],
        "points": 2.0,
        "fixed_order": True,
        "review": {"content": None, "language": "2026-01-01"},
        "waivers": {"long-stem": "a quotation"},
        "tags": ["korea"],
    }
    whole = content("text", **common)
    assert dump_body(load_body(whole)) == whole


def _file(items: list[Any]) -> dict[str, Any]:
    header = {"slug": "1945-a-line", "title": "1945: a line on a map"}
    return {"lesson": "L1", "set": header, "items": items}


def test_the_schema_accepts_what_the_models_accept() -> None:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    items = [content(name) for name in CONTENTS]
    stored = [dump_body(load_body(item)) for item in items]
    validator = jsonschema.Draft202012Validator(schema)
    assert list(validator.iter_errors(json.loads(json.dumps(_file(items))))) == []
    assert list(validator.iter_errors(_file(stored))) == []


@pytest.mark.parametrize(
    "item",
    [
        {"id": "T-01", "type": "riddle", "stem": "x"},
        content("single", colour="red"),
        content("single", options=[]),
        content("numeric", answer=...),
    ],
)
def test_the_schema_refuses_what_the_models_refuse(item: dict[str, Any]) -> None:
    assert not jsonschema.Draft202012Validator(json_schema()).is_valid(_file([item]))
