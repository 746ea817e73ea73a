"""Pages of the authoring room."""

from flask import Blueprint

blueprint = Blueprint("authoring", __name__)
