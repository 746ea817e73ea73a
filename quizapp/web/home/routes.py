"""Pages of the home room."""

from flask import Blueprint

blueprint = Blueprint("home", __name__)
