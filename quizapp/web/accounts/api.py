"""JSON addresses of the accounts room."""

from flask import Blueprint

api = Blueprint("accounts_api", __name__, url_prefix="/api/v1")
