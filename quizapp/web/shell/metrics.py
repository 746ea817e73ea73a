"""/metrics: figures for Prometheus, for this machine or whoever holds the token.

For everybody else the address does not exist. Without a token only this machine may ask, directly:
a request that a proxy has passed on comes from somewhere else, whatever address it arrives from.
"""

from hmac import compare_digest
from ipaddress import ip_address
from time import perf_counter
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, abort, current_app, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from quizapp import metrics
from quizapp.config import Config
from quizapp.metrics.processes import folder
from quizapp.metrics.standing import Standing
from quizapp.models.db import db

blueprint = Blueprint("metrics", __name__)
# Anybody can make up a method; a label cannot be made up.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")


def register(app: Flask) -> None:
    """Count every request, and attach the address."""
    app.after_request(_count)
    app.register_blueprint(blueprint)


def _count(response: Response) -> Response:
    method = request.method if request.method in METHODS else "other"
    route = request.url_rule.rule if request.url_rule else "none"
    metrics.REQUESTS.labels(method, route, f"{response.status_code // 100}xx").inc()
    started = g.get("started")
    if started is not None:
        metrics.SECONDS.labels(method, route).observe(perf_counter() - started)
    return response


@blueprint.get("/metrics")
def figures() -> Response:
    """All figures, of every process of this server."""
    config: Config = current_app.extensions["quizapp_config"]
    if not _may_ask(config.metrics_token):
        abort(404)
    registry = CollectorRegistry()
    if folder() is None:
        registry.register(metrics.registry)
    else:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library has no types here
    registry.register(Standing(config.home, config.queue_file, config.backups_folder, db.session))
    response = Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
    response.headers["Cache-Control"] = "no-store"
    return response


def _may_ask(token: str) -> bool:
    if token:
        given = request.headers.get("Authorization", "").encode()
        return compare_digest(given, f"Bearer {token}".encode())
    if any(name in request.headers for name in PASSED_ON):
        return False
    # Neither a proxy that adds nothing nor a name that was made to lead here asks by this host.
    if urlsplit(f"//{request.host}").hostname not in ("127.0.0.1", "::1", "localhost"):
        return False
    return ip_address(request.remote_addr or "0.0.0.0").is_loopback  # noqa: S104 (nobody's address)
