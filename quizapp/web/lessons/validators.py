"""Whether a lesson that a browser holds is still as it would be sent (RFC 9110, section 8.8).

A lesson is the longest page and is come back to: whoever has it is told so, and where this process
has sent that very page before, without making it again. The tag is made of what the page shows and
of nothing else, so that it tells no more than the page does.
"""

import hmac
import re
from functools import cache
from hashlib import sha256
from threading import Lock

from flask import current_app, make_response, request, session
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from quizapp.config import Config
from quizapp.models.db import db
from quizapp.paths import PACKAGE, shipped
from quizapp.queries.lessons import lesson_version
from quizapp.web.lessons.before import kept_for
from quizapp.web.shell.identity import cards_due, current_learner
from quizapp.web.shell.time import now

_MOST = 4096
# The ids of answers to come are new whenever the page is made.
_NEW_IDS = re.compile(r'name="id" value="[^"]*"')

# What was sent, by all that it was made of: the digest of its words.
_sent: dict[bytes, str] = {}
_turn = Lock()


class Validator:
    """The tag of the lesson as the browser of this request would get it now."""

    def __init__(self, slug: str) -> None:
        learner = current_learner()
        version = lesson_version(db.session(), slug, learner.id if learner else None)
        # An unknown slug; or a message waits, which belongs to no second showing.
        self._none = version is None or "_flashes" in session
        if self._none:
            return
        # Keeps the seed of the page's form tokens in the cookie, where it is new.
        self._token = generate_csrf()
        # A page that is kept must not outlive its tokens, which hold for one browser and some hours.
        self._tokens = _digest(session["csrf_token"], _token_period())[:16]
        shown = (_release(), request.url, version, learner, cards_due(), kept_for(slug))
        self._made_of = sha256(repr((self._tokens, shown)).encode()).digest()

    def answer(self, page: str) -> Response:
        """The page with its tag, or 304 if that is what the browser holds."""
        if self._none:
            return make_response(page)
        words = _digest(_NEW_IDS.sub("", page.replace(self._token, "")))
        with _turn:
            if len(_sent) >= _MOST:
                _sent.clear()
            _sent[self._made_of] = words
        return self.unchanged() or self._tagged(make_response(page), words)

    def unchanged(self) -> Response | None:
        """304 if the browser is known to hold the page."""
        words = None if self._none else _sent.get(self._made_of)
        if words is None or not request.if_none_match.contains_weak(self._tag(words)):
            return None
        return self._tagged(Response(status=304), words)

    def _tag(self, words: str) -> str:
        return f"{words}-{self._tokens}"

    def _tagged(self, response: Response, words: str) -> Response:
        # Weak, since a proxy may compress what it passes on.
        response.set_etag(self._tag(words), weak=True)
        return response


def _digest(*parts: object) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(key, repr(parts).encode(), "sha256").hex()[:32]


def _token_period() -> int:
    """Which half of a form token's life it is."""
    config: Config = current_app.extensions["quizapp_config"]
    return int(now().timestamp() // (config.form_hours * 1800))


@cache
def _release() -> str:
    """The code and the templates that this process has been started with."""
    found = sha256()
    for folder in (PACKAGE, shipped("templates")):
        for path in sorted(folder.rglob("*.*")):
            if path.parent.name != "__pycache__":
                state = path.stat()
                found.update(f"{path}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return found.hexdigest()
