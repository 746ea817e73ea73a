"""The list of rooms. A new room is a line here."""

from flask import Blueprint

from quizapp.web import (
    accounts,
    analysis,
    authoring,
    classes,
    flashcards,
    home,
    lessons,
    mistakes,
    progress,
    quizzes,
    regrading,
)


def blueprints() -> list[Blueprint]:
    """Every room's blueprints: its pages and, where it has them, its JSON addresses."""
    return [
        home.blueprint,
        lessons.blueprint,
        lessons.api,
        flashcards.blueprint,
        flashcards.api,
        quizzes.blueprint,
        quizzes.api,
        progress.blueprint,
        progress.api,
        accounts.blueprint,
        accounts.api,
        authoring.blueprint,
        mistakes.blueprint,
        classes.blueprint,
        analysis.blueprint,
        regrading.blueprint,
    ]
