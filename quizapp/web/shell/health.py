"""Whether the process lives and whether it can serve."""

from flask import Blueprint, Flask, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from quizapp.models.db import db
from quizapp.queries.schema import is_current

blueprint = Blueprint("health", __name__)


def register(app: Flask) -> None:
    """Attach the two addresses."""
    app.register_blueprint(blueprint)


@blueprint.get("/healthz")
def healthz() -> Response:
    """200 while the process lives."""
    return jsonify(status="alive")


@blueprint.get("/readyz")
def readyz() -> tuple[Response, int]:
    """200 when the database answers and is migrated, else 503 with the reason."""
    try:
        ready = is_current(db.session())
    except SQLAlchemyError:
        db.session.rollback()
        return jsonify(status="no database"), 503
    if not ready:
        return jsonify(status="not migrated: run quizapp serve"), 503
    return jsonify(status="ready"), 200
