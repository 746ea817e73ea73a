"""Drilling cards: the writes.

``recording`` answers · ``undoing`` them · ``missing`` what a quiz does to cards · ``marking``
suspend, bury, flag, add · ``fitting`` a learner's own parameters · ``shelf`` how it is stored.
"""

from quizapp.services.flashcards.fitting import refit
from quizapp.services.flashcards.marking import Marks, add_cards, mark
from quizapp.services.flashcards.missing import lapse_missed
from quizapp.services.flashcards.recording import Given, Recorded, Result, record_reviews
from quizapp.services.flashcards.undoing import Undone, undo_review

__all__ = [
    "Given",
    "Marks",
    "Recorded",
    "Result",
    "Undone",
    "add_cards",
    "lapse_missed",
    "mark",
    "record_reviews",
    "refit",
    "undo_review",
]
