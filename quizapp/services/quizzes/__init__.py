"""Attempts: begin, keep answers, hand in."""

from quizapp.services.quizzes.releasing import release, release_due
from quizapp.services.quizzes.saving import Answer, Saved, keep_place, save, save_in_session
from quizapp.services.quizzes.starting import NewAttempt, Started, start
from quizapp.services.quizzes.submitting import Submitted, settle, submit, submit_expired

__all__ = [
    "Answer",
    "NewAttempt",
    "Saved",
    "Started",
    "Submitted",
    "keep_place",
    "release",
    "release_due",
    "save",
    "save_in_session",
    "settle",
    "start",
    "submit",
    "submit_expired",
]
