"""JSON addresses of the lessons room."""

from flask import Blueprint

api = Blueprint("lessons_api", __name__, url_prefix="/api/v1")
