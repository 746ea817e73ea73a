"""JSON addresses of the quizzes room."""

from flask import Blueprint

api = Blueprint("quizzes_api", __name__, url_prefix="/api/v1")
