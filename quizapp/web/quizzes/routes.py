"""Pages of the quizzes room."""

from flask import Blueprint

blueprint = Blueprint("quizzes", __name__)
