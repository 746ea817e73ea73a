"""Structured logs with a request id that the error pages and a response header show too."""

import logging
import secrets
from time import perf_counter

import structlog
from flask import Flask, Response, g, request

from quizapp.config import Config

log = structlog.get_logger("quizapp")


def configure(config: Config) -> None:
    """Send everything to standard error: readable text, or one JSON object a line."""
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer()
        if config.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[config.log_level]
        ),
        cache_logger_on_first_use=False,
    )


def register(app: Flask, config: Config) -> None:
    """Give each request an id and log one line when it is answered."""
    configure(config)
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    g.started = perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    response.headers["X-Request-ID"] = g.get("request_id", "")
    # No address, no query, no name: the log holds nothing that leads to a person.
    log.info(
        "request",
        method=request.method,
        route=request.url_rule.rule if request.url_rule else None,
        status=response.status_code,
        ms=round((perf_counter() - g.get("started", perf_counter())) * 1000, 1),
    )
    return response
