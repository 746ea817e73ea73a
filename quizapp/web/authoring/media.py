"""Pictures and sounds of question sets, served so that they can do nothing but be shown."""

import secrets

from flask import (
    Blueprint,
    abort,
    current_app,
    jsonify,
    make_response,
    render_template,
    request,
    send_file,
)
from werkzeug.wrappers import Response

from quizapp.config import Config
from quizapp.domain.items.wording import escape_markdown
from quizapp.models.db import db
from quizapp.queries.authoring import OwnSet
from quizapp.queries.authoring.media import medium
from quizapp.services.authoring.media import UnusableFileError, Upload, add_file, place_of
from quizapp.web.authoring.forms import PictureForm
from quizapp.web.authoring.sets import the_set
from quizapp.web.shell.identity import teacher_required
from quizapp.web.shell.time import now

_YEAR = 31_536_000


def register(blueprint: Blueprint) -> None:
    """Attach the addresses."""
    blueprint.get("/media/<key>")(serve)
    blueprint.post("/teach/sets/<slug>/media")(add)


def _folder() -> Config:
    config: Config = current_app.extensions["quizapp_config"]
    return config


def serve(key: str) -> Response:
    """A file by its random key. An SVG may hold scripts: the policy lets none of them run."""
    found = medium(db.session(), key) if "\x00" not in key else None
    if found is None:
        abort(404)
    path = place_of(_folder().media_folder, found.digest)
    if not path.is_file():
        abort(404)
    response: Response = send_file(path, mimetype=found.kind, conditional=True, max_age=_YEAR)
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    )
    response.headers["Cache-Control"] = f"private, max-age={_YEAR}, immutable"
    return response


@teacher_required
def add(slug: str) -> Response:
    """Take a picture for a question in; gives the words that stand for it in a text.

    What it shows has to be told: whoever cannot see it answers the question too.
    """
    found, form = the_set(slug), PictureForm()
    if not form.validate():
        return _said(found, form, None, 422)
    file = form.file.data
    upload = Upload(file.filename or "picture", file.read(), secrets.token_hex(16))
    try:
        key = add_file(_folder().media_folder, found.id, upload, now())
    except UnusableFileError as error:
        form.file.errors = [str(error)]
        return _said(found, form, None, 422)
    words = escape_markdown(" ".join((form.alt.data or "").split()))
    return _said(found, form, f"![{words}](/media/{key})", 201)


def _said(found: OwnSet, form: PictureForm, written: str | None, status: int) -> Response:
    """For the editor's script as JSON, else as a page with the words to copy."""
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        errors = [error for field in form.errors.values() for error in field]
        return make_response(jsonify(written=written, error=" ".join(errors)), status)
    page = render_template("authoring/picture.html", set=found, form=form, written=written)
    return make_response(page, status)
