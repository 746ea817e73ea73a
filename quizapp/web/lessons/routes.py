"""Pages of the lessons room."""

from flask import Blueprint

blueprint = Blueprint("lessons", __name__)
