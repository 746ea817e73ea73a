"""The yardstick: Flask endpoints that write the same rows with raw SQL and do nothing else.

Same server, same durability (WAL, synchronous FULL), same tables with their indexes; no session,
no CSRF token, no checks, no scheduler. Loaded by gunicorn as `_bare:app`.
"""

import json
import os
import threading
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from _measure import sqlite
from flask import Flask, Response, jsonify, request

app = Flask(__name__)
local = threading.local()
turn = threading.Lock()
LEARNER = int(os.environ.get("BARE_LEARNER", "1"))
REVISION = int(os.environ.get("BARE_REVISION", "1"))

STATE = """
    INSERT INTO card_states (learner_id, card_id, set_id, item_id, state, due, stability,
      difficulty, reps, lapses, last_review, last_day, introduced_day, suspended, flagged, version)
    SELECT ?, id, set_id, item_id, 'review', ?, 3.2, 5.0, 1, 0, ?, ?, ?, 0, 0, 1
    FROM cards WHERE id = ?
    ON CONFLICT (learner_id, card_id) DO UPDATE SET due = excluded.due, reps = reps + 1,
      last_review = excluded.last_review, version = version + 1
"""
LOG = """
    INSERT INTO reviews (learner_id, id, card_id, item_revision_id, kind, rating, duration_ms,
      reviewed_at, offset_minutes, timezone, received_at, effective_at, study_day, state_before,
      state_after, stability_before, stability_after, difficulty_before, difficulty_after,
      retrievability, interval_unfuzzed, interval, algorithm, desired_retention)
    VALUES (?, ?, ?, ?, 'review', ?, ?, ?, 0, 'UTC', ?, ?, ?, 'review', 'review', 3.1, 3.2, 5.0,
      5.0, 0.9, 3.0, 3.0, 'fsrs-6', 0.9)
"""
ANSWER = """
    INSERT INTO responses (learner_id, attempt_id, position, seq, response, saved_at)
    SELECT learner_id, id, ?, ?, ?, ? FROM attempts WHERE id = ?
    ON CONFLICT (learner_id, attempt_id, position) DO UPDATE SET seq = excluded.seq,
      response = excluded.response, saved_at = excluded.saved_at
"""


def connection() -> Any:
    """This thread's connection."""
    if not hasattr(local, "connection"):
        opened = sqlite().connect(os.environ["BARE_DATABASE"], timeout=5, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            opened.execute(f"PRAGMA {pragma}")
        local.connection = opened
    return local.connection


@app.get("/readyz")
def ready() -> str:
    return "ready"


@app.post("/review")
def review() -> Response:
    """Write what comes."""
    results = []
    moment = datetime.now(UTC).replace(tzinfo=None)
    now, day = moment.isoformat(" "), moment.date().isoformat()
    database = connection()
    with turn:
        database.execute("BEGIN IMMEDIATE")
        for one in request.get_json()["reviews"]:
            card, key = int(one["card"]), UUID(one["id"]).hex
            database.execute(STATE, (LEARNER, now, now, day, day, card))
            log = (one["rating"], one["duration_ms"], now, now, now, day)
            database.execute(LOG, (LEARNER, key, card, REVISION, *log))
            results.append({"id": one["id"], "status": "recorded", "due": now, "reason": None})
        database.execute("COMMIT")
    return jsonify({"results": results})


@app.put("/attempts/<uuid:attempt>/responses/<int:position>")
def answer(attempt: UUID, position: int) -> Response:
    """Write what comes."""
    given = request.get_json()
    now = datetime.now(UTC).replace(tzinfo=None).isoformat(" ")
    values = (position, given["seq"], json.dumps(given["response"]), now, attempt.hex)
    database = connection()
    with turn:
        database.execute("BEGIN IMMEDIATE")
        database.execute(ANSWER, values)
        database.execute("COMMIT")
    return jsonify({"seq": given["seq"], "saved_at": now})
