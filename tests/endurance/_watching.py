"""Which processes serve, and whether they answer."""

import http.client
import urllib.request

from tests.support.postgres import children
from tests.support.server import LiveServer

START_SECONDS = 240.0  # for a first start on a busy machine; nothing is measured until then


def web_server(server: LiveServer) -> tuple[int, list[int]]:
    """The web server's master and its workers; (0, []) while there are none."""
    for one in children(server.pid):
        workers = children(one)
        if workers:
            return one, workers
    return 0, []


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=1) as answer:
            return bool(answer.status == 200)
    except (OSError, http.client.HTTPException):
        return False
