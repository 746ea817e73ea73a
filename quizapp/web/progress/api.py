"""JSON addresses of the progress room."""

from flask import Blueprint

api = Blueprint("progress_api", __name__, url_prefix="/api/v1")
