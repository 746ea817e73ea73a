"""One decorator for every JSON address: parse, authorise, answer, document.

The pydantic models given to `@endpoint` are what is parsed, what is answered, and what
`/api/v1/openapi.json` is generated from.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from types import MappingProxyType
from typing import Annotated, Any

from flask import Blueprint, Response, request
from pydantic import BaseModel, ConfigDict, PlainSerializer, ValidationError, WithJsonSchema

from quizapp.web.shell.identity import current_learner, stranger
from quizapp.web.shell.problems import Problem

# ISO 8601 with its offset, which OpenAPI calls date-time.
Stamp = Annotated[
    datetime,
    PlainSerializer(lambda moment: moment.isoformat(), return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
]


class Body(BaseModel):
    """Base of what a browser sends: unknown fields are refused, "5" is not 5."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Query(BaseModel):
    """Base of query strings: unknown names are refused, numbers come as text."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(BaseModel):
    """Base of what the server sends."""

    model_config = ConfigDict(extra="forbid")


class ProblemError(Answer):
    """One bad value."""

    pointer: str
    detail: str


class ProblemBody(BaseModel):
    """An error (RFC 9457); some types carry more members, declared by models that extend this."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ProblemError]


@dataclass(frozen=True)
class Endpoint:
    """What the OpenAPI document needs to know of one address.

    `details` are the models of those of its problems that carry more, by slug.
    """

    method: str
    rule: str
    summary: str
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    returns: dict[int, type[BaseModel]]
    problems: tuple[str, ...]
    auth: bool
    name: str
    details: Mapping[str, type[ProblemBody]]


REGISTRY: dict[str, Endpoint] = {}
NO_DETAILS: Mapping[str, type[ProblemBody]] = MappingProxyType({})
View = Callable[..., Any]


def endpoint(  # noqa: PLR0913 (all but the first three are keywords with a default)
    blueprint: Blueprint,
    method: str,
    rule: str,
    *,
    returns: dict[int, type[BaseModel]],
    body: type[BaseModel] | None = None,
    query: type[BaseModel] | None = None,
    problems: tuple[str, ...] = (),
    details: Mapping[str, type[ProblemBody]] = NO_DETAILS,
    auth: bool = True,
    check_learner: bool = True,
) -> Callable[[View], View]:
    """Register a view as a JSON address of `blueprint` (its prefix is /api/v1).

    The view gets `body=` and `query=` (parsed models) beside its path arguments and returns a
    model, or (model, status). `check_learner=False` leaves the look-up of the learner to the
    view's service (one statement fewer on the hot path); it must answer 401 itself. A wrong body is
    refused before it, and the session does not count as seen: opening any page does that.
    """

    def register(view: View) -> View:
        name = f"{blueprint.name}.{view.__name__}"
        summary = (view.__doc__ or "").strip().partition("\n")[0]
        REGISTRY[name] = Endpoint(
            method, f"/api/v1{rule}", summary, body, query, returns, problems, auth, name, details
        )

        @wraps(view)
        def answered(**arguments: Any) -> Response:
            if auth and check_learner and current_learner() is None:
                raise stranger()
            if query is not None:
                arguments["query"] = parse_query(query)
            if body is not None:
                arguments["body"] = parse_body(body)
            return as_response(view(**arguments))

        blueprint.add_url_rule(rule, view.__name__, answered, methods=[method])
        return view

    return register


def as_response(result: Any) -> Response:
    """A model, or (model, status), as JSON."""
    model, status = result if isinstance(result, tuple) else (result, 200)
    return Response(model.model_dump_json(), status, mimetype="application/json")


def parse_body(model: type[BaseModel]) -> BaseModel:
    """The body as a model; raises `malformed` for what is not JSON and `invalid` for the rest."""
    if not request.is_json:
        raise Problem("malformed", "Send JSON with the content type application/json.")
    try:
        return model.model_validate_json(request.get_data())
    except ValidationError as error:
        if any(e["type"] == "json_invalid" for e in error.errors()):
            raise Problem("malformed", "The body is not valid JSON.") from None
        raise invalid(error) from None


def parse_query(model: type[BaseModel]) -> BaseModel:
    """The query string as a model; raises `invalid` with a pointer for each bad value."""
    values: dict[str, Any] = {}
    for name, given in request.args.lists():
        values[name] = given[0] if len(given) == 1 else given
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise invalid(error) from None


def invalid(error: ValidationError) -> Problem:
    """The problem that lists every bad value by JSON pointer."""
    errors = [
        {
            "pointer": "".join(
                f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in e["loc"]
            ),
            "detail": e["msg"],
        }
        for e in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    first = errors[0]
    return Problem("invalid", f"{first['pointer'] or 'The body'}: {first['detail']}", errors[:50])
