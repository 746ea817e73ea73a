"""After the attempt: the result, and what it did to the learner's cards."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quizapp.models.db import db
from quizapp.queries.flashcards.detail import with_cards
from quizapp.queries.lessons import next_lesson
from quizapp.queries.quizzes.attempts import asked_items
from quizapp.queries.quizzes.lapses import lapses
from quizapp.queries.quizzes.results import result as load_result
from quizapp.queries.quizzes.summary import summary
from quizapp.services.flashcards import add_cards, undo_review
from quizapp.services.flashcards.missing import lapse_id
from quizapp.services.quizzes import release
from quizapp.services.quizzes.grades import see_grades
from quizapp.web.quizzes.current import own_attempt, quiz_of
from quizapp.web.shell.identity import learner_required, the_learner
from quizapp.web.shell.time import now

ELSEWHERE = (
    "This quiz was handed in from another tab or device. This is its result; what you changed "
    "here after that is not part of it."
)


def register(blueprint: Blueprint) -> None:
    """Attach the pages to the room's blueprint."""
    blueprint.get("/attempts/<uuid:attempt>/result")(result)
    blueprint.post("/attempts/<uuid:attempt>/cards")(make_cards)
    blueprint.post("/attempts/<uuid:attempt>/cards/undo")(leave_cards)


@learner_required
def result(attempt: UUID) -> str | Response:
    """The score, and for every question what was right and why."""
    head = own_attempt(attempt)
    if head.submitted_at is None:
        return redirect(url_for("quizzes.attempt", attempt=attempt), 303)
    view = quiz_of(head)
    if head.withheld_until(now()) is not None:
        return render_template("quizzes/withheld.html", head=head, quiz=view)
    release(head.learner_id, head.id, now())  # if the job has not been here since
    found = load_result(db.session(), head)
    if found.unseen:
        see_grades(head.learner_id, head.id, now())
    if request.args.get("handed_in") == "elsewhere":  # where a tab that was left open leads
        flash(ELSEWHERE, "care")
    return render_template(
        "quizzes/result.html",
        result=found,
        summary=summary(db.session(), head, found.items),
        head=head,
        quiz=view,
        next_lesson=next_lesson(db.session(), head.learner_id),
        forward=[one for one in lapses(db.session(), head, lapse_id) if not one.undone],
    )


@learner_required
def make_cards(attempt: UUID) -> Response:
    """Make cards of the questions that were missed."""
    head = own_attempt(attempt)
    if head.submitted_at is not None and head.withheld_until(now()) is None:
        items = asked_items(db.session(), head)
        missed = [
            one.item_id for one in items if (one.score or 0) < one.max_score and not one.waits
        ]
        made = add_cards(the_learner(), missed, now())
        known = with_cards(db.session(), head.learner_id, missed)
        flash(_made(made, known >= set(missed), bool(known)), "ok")
    return redirect(url_for("quizzes.result", attempt=attempt), 303)


def _made(count: int, all_known: bool, some_known: bool) -> str:
    if count == 0 and all_known:
        return "What you missed is among your cards already."
    if count == 0 and some_known:
        return "Of what you missed, all that can be a card is among your cards already."
    if count == 0:
        return (
            "No cards were made: this kind of question has none, or its set is not open to you "
            "for practice of your own."
        )
    if count == 1:
        return "One card made. It is due now."
    return f"{count} cards made. They are due now."


@learner_required
def leave_cards(attempt: UUID) -> Response:
    """Leave the cards as they were before the attempt brought them forward."""
    head = own_attempt(attempt)
    undone = [one for one in lapses(db.session(), head, lapse_id) if not one.undone]
    for one in undone:
        undo_review(the_learner(), one.id, now())
    if undone:
        flash("Your cards are due when they were before.", "ok")
    return redirect(url_for("quizzes.result", attempt=attempt), 303)
