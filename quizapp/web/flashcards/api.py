"""JSON addresses of the flashcards room."""

from flask import Blueprint

api = Blueprint("flashcards_api", __name__, url_prefix="/api/v1")
