"""Pages of the quizzes room. Everything works as plain forms; attempt.js makes it pleasant."""

import secrets
from datetime import timedelta
from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quizapp.models.db import db
from quizapp.queries.classes.work import tasks
from quizapp.queries.quizzes.attempts import AttemptHead, asked_items
from quizapp.services import quizzes as service
from quizapp.web.quizzes import results
from quizapp.web.quizzes.current import known_shape, own_attempt, settled_quiz, settled_quizzes
from quizapp.web.quizzes.forms import OnceForm
from quizapp.web.quizzes.refusals import translated
from quizapp.web.quizzes.sitting import Kept, flags, keep_answers, next_place
from quizapp.web.shell.identity import current_learner, learner_required, the_learner
from quizapp.web.shell.problems import Problem
from quizapp.web.shell.time import now

blueprint = Blueprint("quizzes", __name__)
results.register(blueprint)

TIME_OVER = "The time is over. What was saved in time has been handed in."
ALREADY = "This attempt was already handed in. This is its result."


@blueprint.app_template_filter("duration")
def duration(value: timedelta | None) -> str:
    """`45 s`, `6 min`, `1 h 5 min`; seconds only below ten minutes."""
    seconds = 0 if value is None else max(0, round(value.total_seconds()))
    minutes, seconds = divmod(seconds, 60)
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60} min"
    if minutes >= 10 or (minutes and not seconds):
        return f"{minutes} min"
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"


@blueprint.get("/quizzes")
def index() -> str:
    """All quizzes, with the best result of each."""
    learner = current_learner()
    return render_template(
        "quizzes/index.html",
        quizzes=settled_quizzes(learner.id if learner else None),
        tasks=tasks(db.session(), learner.id, now()) if learner else (),
    )


@blueprint.get("/quizzes/<slug>")
def quiz(slug: str) -> str:
    """The start card: what to expect, what came of earlier attempts, one button."""
    learner = current_learner()
    with translated():
        view = settled_quiz(slug, learner.id if learner else None)
    return render_template("quizzes/quiz.html", quiz=view, form=OnceForm(id=str(uuid4())))


@blueprint.post("/quizzes/<slug>/start")
@learner_required
def start(slug: str) -> Response:
    """Begin an attempt, or go on with the open one."""
    form = OnceForm()
    if not form.validate_on_submit():
        return redirect(url_for("quizzes.quiz", slug=slug), 303)
    new = service.NewAttempt(UUID(form.id.data), uuid4(), secrets.token_bytes(32))
    try:
        with translated():
            started = service.start(the_learner().id, known_shape(slug), new, now())
    except Problem as problem:
        if problem.slug == "not-found":
            raise
        flash(problem.detail, "care")
        return redirect(url_for("quizzes.quiz", slug=slug), 303)
    return redirect(url_for("quizzes.attempt", attempt=started.attempt_id), 303)


@blueprint.get("/attempts/<uuid:attempt>")
@learner_required
def attempt(attempt: UUID) -> str | Response:
    """The sitting, at the question where it was left."""
    head = own_attempt(attempt)
    if head.submitted_at is not None:
        return redirect(url_for("quizzes.result", attempt=attempt), 303)
    return _sitting(head, request.args.get("q", head.place, type=int))


@blueprint.post("/attempts/<uuid:attempt>")
@learner_required
def answer(attempt: UUID) -> str | Response | tuple[str, int]:
    """Store the answers on the page and go where the pressed button leads."""
    head = own_attempt(attempt)
    items = asked_items(db.session(), head)
    here = request.form.get("here", 1, type=int)
    try:
        with translated():
            kept = keep_answers(head, items, request.form, now())
            place = here if kept.unusable else next_place(request.form, here, len(items))
            flagged = flags(items, request.form)
            service.keep_place(head.learner_id, head.id, place, flagged, now())
    except Problem:  # handed in, by another tab or by the clock
        flash(TIME_OVER if head.time_is_over(now()) else ALREADY, "care")
        return redirect(url_for("quizzes.result", attempt=attempt), 303)
    if kept.unusable:
        return _sitting(head, here, kept), 422
    return _onward(head, place, kept)


def _onward(head: AttemptHead, place: int, kept: Kept) -> Response:
    if kept.conflicts:
        numbers = ", ".join(map(str, kept.conflicts))
        flash(
            f"A newer answer was saved in another tab (question {numbers}). It is shown here; "
            "change it if you mean something else.",
            "care",
        )
        place = kept.conflicts[0]
    elif request.form.get("go") == "check":
        return redirect(url_for("quizzes.check", attempt=head.id), 303)
    layout = request.args.get("layout")
    anchor = f"q{place}" if _layout(head) == "all" else None
    there = url_for("quizzes.attempt", attempt=head.id, q=place, layout=layout, _anchor=anchor)
    return redirect(there, 303)


@blueprint.get("/attempts/<uuid:attempt>/check")
@learner_required
def check(attempt: UUID) -> str | Response:
    """What is unanswered or flagged, before it is handed in."""
    head = own_attempt(attempt)
    if head.submitted_at is not None:
        return redirect(url_for("quizzes.result", attempt=attempt), 303)
    return render_template(
        "quizzes/check.html",
        head=head,
        items=[item for item in asked_items(db.session(), head) if item.gradable],
        form=OnceForm(id=str(uuid4())),
    )


@blueprint.post("/attempts/<uuid:attempt>/submit")
@learner_required
def submit(attempt: UUID) -> Response:
    """Hand the attempt in."""
    form = OnceForm()
    if not form.validate_on_submit():
        return redirect(url_for("quizzes.check", attempt=attempt), 303)
    with translated():
        done = service.submit(the_learner().id, attempt, UUID(form.id.data), now())
    if done.already:
        flash(ALREADY)
    elif done.head.submitted_by == "deadline":
        flash(TIME_OVER, "care")
    return redirect(url_for("quizzes.result", attempt=attempt), 303)


def _layout(head: AttemptHead) -> str:
    asked = request.args.get("layout")
    return asked if asked in ("page", "all") else head.layout


def _sitting(head: AttemptHead, place: int, kept: Kept | None = None) -> str:
    items = asked_items(db.session(), head)
    return render_template(
        "quizzes/attempt.html",
        head=head,
        items=items,
        place=min(max(place, 1), len(items)),
        layout=_layout(head),
        unusable=kept.unusable if kept else {},
        form=OnceForm(id=str(uuid4())),
    )
