"""The JSON Schema of item files, for editors; made from the same models that check the files."""

from functools import reduce
from operator import or_
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, create_model

from quizapp.domain.items.body import Line, Part, Prose
from quizapp.domain.items.registry import ITEM_TYPES

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class SetHeader(Part):
    """The question set that the items of a file belong to."""

    slug: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=120)]
    title: Line
    description: Prose = ""


def json_schema() -> dict[str, Any]:
    """The schema of a file with `lesson`, `set` and `items` of any registered type."""
    bodies: Any = reduce(or_, (plugin.Body for plugin in ITEM_TYPES.values()))
    item: Any = Annotated[bodies, Field(discriminator="type")]
    file = create_model(
        "ItemFile",
        __base__=Part,
        lesson=(str | None, None),
        set=(SetHeader, ...),
        items=(list[item], ...),
    )
    return {"$schema": DIALECT, **TypeAdapter(file).json_schema()}
