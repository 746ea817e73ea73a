"""Pictures and sounds of question sets, served so that they can do nothing but be shown."""

import secrets

from flask import Blueprint, abort, current_app, jsonify, make_response, request, send_file
from werkzeug.wrappers import Response

from quizapp.config import Config
from quizapp.models.db import db
from quizapp.queries.authoring.media import medium
from quizapp.services.authoring.media import UnusableFileError, Upload, add_file, place_of
from quizapp.web.authoring.sets import the_set
from quizapp.web.shell.identity import teacher_required
from quizapp.web.shell.problems import Problem
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
    """Take a picture for a question in; answers with its address."""
    found = the_set(slug)
    file = request.files.get("file")
    if file is None:
        raise Problem("invalid", "Choose a picture first.")
    upload = Upload(file.filename or "picture", file.read(), secrets.token_hex(16))
    try:
        key = add_file(_folder().media_folder, found.id, upload, now())
    except UnusableFileError as error:
        raise Problem("invalid", str(error)) from None
    return make_response(jsonify(address=f"/media/{key}"), 201)
