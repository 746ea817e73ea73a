"""Pages of the progress room."""

from flask import Blueprint

blueprint = Blueprint("progress", __name__)
