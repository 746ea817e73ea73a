"""The front page (first visit: what this is; later: today's plan) and the standing pages."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quizapp.config import Config
from quizapp.domain.memory import minutes
from quizapp.models.db import db
from quizapp.queries.classes.work import tasks
from quizapp.queries.flashcards import ready
from quizapp.queries.lessons import first_lesson_slug, lesson_minutes, next_lesson
from quizapp.queries.mistakes import unseen_answers
from quizapp.queries.progress import progress
from quizapp.queries.quizzes.grades import unseen_grades
from quizapp.queries.quizzes.under_way import under_way
from quizapp.queries.teachers import approach, checked_in_all
from quizapp.services.keeping.retention import RULES
from quizapp.web.shell.charts import load_points
from quizapp.web.shell.filters import zone
from quizapp.web.shell.guests import learner_or_guest
from quizapp.web.shell.identity import current_learner, know_cards_due
from quizapp.web.shell.keeping import retention_terms
from quizapp.web.shell.links import local_path
from quizapp.web.shell.problems import Problem
from quizapp.web.shell.time import now

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def index() -> str:
    """What this is for strangers; today's plan for learners."""
    learner = current_learner()
    if learner is None:
        return render_template("home/landing.html", minutes=lesson_minutes(db.session()))
    found = progress(db.session(), learner, now())
    cards = ready(db.session(), learner, now())
    know_cards_due(cards.due)
    return render_template(
        "home/today.html",
        progress=found,
        cards=cards,
        minutes=minutes(cards.due, found.seconds_each),
        quiz=under_way(db.session(), learner.id, now()),
        begun=any(one.memory.known or one.memory.slipping for one in found.sets),
        loads=load_points(found.forecast[:7], found.today),
        next_lesson=next_lesson(db.session(), learner.id),
        tasks=[one for one in tasks(db.session(), learner.id, now()) if one.is_current(now())],
        greeting=greeting(),
        graded=unseen_grades(db.session(), learner.id, now()),
        answers=unseen_answers(db.session(), learner.id),
    )


@blueprint.post("/start")
def start() -> Response:
    """Make a guest (a learner stays who she is) and open the first lesson.

    A button that stands further in names its page as `next`: she goes on where she was.
    """
    slug = first_lesson_slug(db.session())
    if slug is None:
        raise Problem("busy", "The course is still being loaded. Please try again in a moment.")
    learner_or_guest()
    first = url_for("lessons.lesson", slug=slug)
    return redirect(local_path(request.form.get("next"), first), 303)


@blueprint.get("/about")
def about() -> str:
    """What this is and who is behind it."""
    return render_template("home/about.html")


@blueprint.get("/privacy")
def privacy() -> str:
    """What is stored, for how long, and how to have it removed."""
    config: Config = current_app.extensions["quizapp_config"]
    terms = retention_terms(config)
    kept = [(rule.what, rule.how_long(terms), rule.why) for rule in RULES]
    return render_template("home/privacy.html", kept=kept)


@blueprint.get("/teachers")
def teachers() -> str:
    """The course's approach, for teachers: how it is made, what is contested, what may change."""
    found = approach(db.session(), now().date())
    checked, total = checked_in_all(found.reviews)
    return render_template(
        "home/teachers.html",
        found=found,
        checked=checked,
        total=total,
        minutes=lesson_minutes(db.session()),
    )


def greeting() -> str:
    """By the reader's clock."""
    hour = now().astimezone(zone()).hour
    if 4 <= hour < 12:
        return "Good morning"
    return "Good afternoon" if 12 <= hour < 18 else "Good evening"
