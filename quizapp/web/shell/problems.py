"""What goes wrong on purpose: a Problem becomes problem+json under /api and a page elsewhere."""

from dataclasses import dataclass, field
from typing import Any

from flask import Response, json, request

STATUS = {
    "csrf": 400,
    "malformed": 400,
    "unauthenticated": 401,
    "forbidden": 403,
    "not-found": 404,
    "method-not-allowed": 405,
    "conflict": 409,
    "deadline-passed": 409,
    "no-attempts-left": 409,
    "not-submitted": 409,
    "too-large": 413,
    "unsupported-media-type": 415,
    "invalid": 422,
    "throttled": 429,
    "internal": 500,
    "busy": 503,
}

TITLES = {
    "csrf": "This page has been open for too long",
    "malformed": "The request could not be read",
    "unauthenticated": "Please start or log in first",
    "forbidden": "This is not for your account",
    "not-found": "Not found",
    "method-not-allowed": "This address does not take that kind of request",
    "conflict": "Something newer is stored",
    "deadline-passed": "The time for this is over",
    "no-attempts-left": "No attempts left",
    "not-submitted": "Not submitted yet",
    "too-large": "Too large",
    "unsupported-media-type": "This kind of content is not understood",
    "invalid": "Some of this cannot be used",
    "throttled": "Too many tries",
    "internal": "Something broke on our side",
    "busy": "Busy for a moment",
}


@dataclass
class Problem(Exception):  # noqa: N818 (the standard's word, RFC 9457)
    """An expected failure with a type of the contract and words for the reader.

    `errors` lists {"pointer", "detail"}; `extra` is merged into the JSON body (a conflict shows
    what is stored); `retry_after` is in seconds; `heading` is said instead of the type's own.
    """

    slug: str
    detail: str = ""
    errors: list[dict[str, str]] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
    retry_after: int | None = None
    heading: str = ""

    @property
    def status(self) -> int:
        """The HTTP status of this problem's type."""
        return STATUS[self.slug]

    @property
    def title(self) -> str:
        """A short heading for people."""
        return self.heading or TITLES[self.slug]

    def as_json(self) -> Response:
        """The problem+json answer."""
        body = {
            **self.extra,
            "type": f"urn:quizapp:{self.slug}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail or self.title,
            "errors": self.errors,
        }
        return Response(json.dumps(body), self.status, mimetype="application/problem+json")


def wants_json() -> bool:
    """Whether this request came to the JSON addresses."""
    return request.path.startswith("/api/")
