"""The OpenAPI document, generated from what `@endpoint` has registered."""

import re
from functools import cache
from typing import Any

from flask import Blueprint, Flask, Response, json
from pydantic.json_schema import models_json_schema

from quizapp.web.shell.api import REGISTRY, Endpoint, ProblemBody
from quizapp.web.shell.problems import STATUS, TITLES

REF = "#/components/schemas/{model}"
blueprint = Blueprint("openapi", __name__, url_prefix="/api/v1")


def register(app: Flask) -> None:
    """Attach the document's address."""
    app.register_blueprint(blueprint)


@blueprint.get("/openapi.json")
def document() -> Response:
    """The OpenAPI document."""
    return Response(json.dumps(description()), mimetype="application/json")


@cache
def description() -> dict[str, Any]:
    """The whole document as a dictionary."""
    endpoints = list(REGISTRY.values())
    inputs = {m for e in endpoints for m in (e.body,) if m}
    outputs = {m for e in endpoints for m in (*e.returns.values(), *e.details.values())}
    outputs.add(ProblemBody)
    wanted = [(m, "validation") for m in inputs] + [(m, "serialization") for m in outputs]
    wanted.sort(key=lambda pair: pair[0].__name__)
    refs, schemas = models_json_schema(wanted, ref_template=REF)  # type: ignore[arg-type]  # literal modes
    paths: dict[str, dict[str, Any]] = {}
    for e in endpoints:
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", e.rule)
        paths.setdefault(path, {})[e.method.lower()] = _operation(e, refs)
    return {
        "openapi": "3.1.0",
        "info": {"title": "quizapp", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": schemas.get("$defs", {}),
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "quizapp"},
                "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
            },
        },
    }


def _operation(e: Endpoint, refs: dict[Any, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": e.name,
        "summary": e.summary,
        "parameters": _parameters(e),
        "responses": {
            str(status): _content(TITLE_OF_STATUS.get(status, "Done"), refs[model, "serialization"])
            for status, model in e.returns.items()
        },
    }
    if e.body is not None:
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": refs[e.body, "validation"]}},
        }
    for status, slugs in _problems(e).items():
        models = {e.details.get(slug, ProblemBody): None for slug in slugs}
        schemas = [refs[model, "serialization"] for model in models]
        refused = _content(
            " / ".join(TITLES[slug] for slug in slugs),
            schemas[0] if len(schemas) == 1 else {"anyOf": schemas},
            "application/problem+json",
        )
        if status in RETRY:
            refused["headers"] = {"Retry-After": {"required": True, "schema": {"type": "string"}}}
        operation["responses"][str(status)] = refused
    if e.auth:
        operation["security"] = [
            {"session": []} if e.method == "GET" else {"session": [], "csrf": []}
        ]
    return operation


TITLE_OF_STATUS = {200: "Done", 201: "Made"}
RETRY = (STATUS["throttled"], STATUS["busy"])
PATH_TYPES: dict[str, dict[str, Any]] = {
    "": {"type": "string"},
    "int:": {"type": "integer", "minimum": 0},
    "uuid:": {"type": "string", "format": "uuid"},
}


def _content(text: str, schema: Any, kind: str = "application/json") -> dict[str, Any]:
    return {"description": text, "content": {kind: {"schema": schema}}}


def _problems(e: Endpoint) -> dict[int, list[str]]:
    """What the address may refuse, by status."""
    slugs = {"busy", "too-large", *e.problems}
    if e.auth:
        slugs.add("unauthenticated")
    if e.method != "GET":
        slugs |= {"csrf", "malformed"}
    if e.body is not None:
        slugs.add("invalid")
    if e.query is not None:
        slugs.add("invalid")
    if "<" in e.rule:
        slugs.add("not-found")
    found: dict[int, list[str]] = {}
    for slug in sorted(slugs):
        found.setdefault(STATUS[slug], []).append(slug)
    return found


def _parameters(e: Endpoint) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": PATH_TYPES[kind],
        }
        for kind, name in re.findall(r"<(\w+:)?(\w+)>", e.rule)
    ]
    if e.query is not None:
        schema = e.query.model_json_schema()
        found += [
            {"name": name, "in": "query", "required": False, "schema": part}
            for name, part in schema["properties"].items()
        ]
    return found
