"""Pages of the flashcards room."""

from flask import Blueprint

blueprint = Blueprint("flashcards", __name__)
