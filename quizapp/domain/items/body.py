"""What every item has, whatever its type; the field types that the bodies share.

A body is both what an author writes in a file of questions and what a revision stores as JSON.
"""

import re
from collections.abc import Sized
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    ValidationInfo,
    field_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_Entries = TypeVar("_Entries", bound=Sized)
_KINDS = ((bool, "true or false"), (int | float, "a number"), (date, "a date"))


def _in_quotes(value: object) -> object:
    """YAML reads `1948`, `yes` and `1948-09-09` as something else than text; say what to do."""
    if isinstance(value, str):
        return value
    for kind, named in _KINDS:
        if isinstance(value, kind):
            raise PydanticCustomError(
                "not_text",
                "this was read as {named}, not as text: put it in quotes",
                {"named": named},
            )
    return value


def _storable(value: str) -> str:
    if _UNSTORABLE.search(value):
        raise PydanticCustomError(
            "bad_character", "the text holds a character that cannot be stored"
        )
    return value


def _not_bool(value: object) -> object:
    if isinstance(value, bool):
        raise PydanticCustomError("not_number", "this should be a number")
    return value


NotBool = BeforeValidator(_not_bool)
_Text = (BeforeValidator(_in_quotes), AfterValidator(_storable))
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000), *_Text
]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000), *_Text]
Stem = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000), *_Text
]
CODE_MAX = 64
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$"), *_Text]
OptionId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,32}$"), *_Text]

Bloom = Literal["remember", "understand", "apply", "analyse", "evaluate", "create"]
Status = Literal["draft", "reviewed", "live", "retired"]


@dataclass(frozen=True, slots=True)
class Size:
    """How many entries a list takes. Checked only once each entry by itself is right."""

    low: int
    high: int

    def check(self, entries: _Entries) -> _Entries:
        """The entries, if there are neither too few nor too many."""
        if not self.low <= len(entries) <= self.high:
            bound = f"at least {self.low}" if len(entries) < self.low else f"at most {self.high}"
            detail = "this takes {bound}, here there are {count}"
            raise PydanticCustomError("size", detail, {"bound": bound, "count": len(entries)})
        return entries

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Check after the entries."""
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Say the bounds to editors too."""
        described = handler(schema)
        kind = "Properties" if described.get("type") == "object" else "Items"
        return {**described, f"min{kind}": self.low, f"max{kind}": self.high}


class Part(BaseModel):
    """A piece of content: cannot be changed, and refuses fields that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ItemBody(Part):
    """The fields common to all types. Points are what a full answer earns."""

    id: Code
    type: str
    stem: Prose = ""
    explanation: Prose = ""
    objective: Code | None = None
    bloom: Bloom | None = None
    claims: tuple[Code, ...] = ()
    facts: tuple[Code, ...] = ()
    sources: tuple[Code, ...] = ()
    difficulty: Annotated[int, NotBool, Field(ge=1, le=5)] | None = None
    as_of: date | None = None
    status: Status = "draft"
    enemies: tuple[Code, ...] = ()
    points: Annotated[float, NotBool, Field(ge=0, le=1_000, allow_inf_nan=False)] = 1.0
    fixed_order: Annotated[bool, Field(strict=True)] = False
    review: dict[str, str | date | bool | None] = Field(default_factory=dict)
    waivers: dict[str, Line] = Field(default_factory=dict)
    answered: dict[str, Line] = Field(default_factory=dict)
    tags: tuple[Line, ...] = ()

    @field_validator("enemies")
    @classmethod
    def _not_its_own_enemy(cls, enemies: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if info.data.get("id") in enemies:
            raise PydanticCustomError("own_enemy", "an item cannot be its own enemy")
        return enemies


class QuestionBody(ItemBody):
    """An item that is asked: it must have a stem (inline Markdown)."""

    stem: Stem
