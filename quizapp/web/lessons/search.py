"""The search page."""

from flask import render_template, request, url_for

from quizapp.domain.searching import is_too_short
from quizapp.models.db import db
from quizapp.queries.lessons.search import FEW, KINDS, Hit, Searcher, search
from quizapp.web.lessons.routes import blueprint
from quizapp.web.shell.identity import current_learner
from quizapp.web.shell.time import now

LONGEST = 200
_NAMES = {
    "lesson": "In the lessons",
    "claim": "Claims of the article",
    "term": "Glossary",
    "person": "People",
    "item": "Questions",
    "set": "Teachers’ sets",
}


@blueprint.get("/search")
def search_page() -> str:
    """What is found for `?q=`, by kind; with `?kind=` more of one kind."""
    query = " ".join(request.args.get("q", "")[:LONGEST].split())
    kind = request.args.get("kind")
    learner = current_learner()
    by = Searcher(learner.id if learner else None, now())
    short = bool(query) and is_too_short(query)
    asked = "" if short else query
    found = search(db.session(), asked, by, kind if kind in KINDS else None)
    return render_template(
        "lessons/search.html",
        query=query,
        short=short,
        kind=kind if kind in KINDS else None,
        found=found,
        kinds=[(one, _NAMES[one]) for one in KINDS],
        few=FEW,
        address=_address,
    )


def _address(hit: Hit) -> str:
    """Where a hit stands."""
    if hit.kind == "claim":
        return url_for("lessons.claim", code=hit.code)
    if hit.kind == "term":
        return url_for("lessons.glossary", _anchor=hit.code)
    if hit.kind == "person":
        return url_for("lessons.people", _anchor=hit.code)
    if hit.quiz_slug:
        return url_for("quizzes.quiz", slug=hit.quiz_slug)
    if hit.set_slug:
        return url_for("flashcards.study_set", slug=hit.set_slug)
    if hit.lesson_slug is None:
        return url_for("quizzes.index")
    return url_for("lessons.lesson", slug=hit.lesson_slug, _anchor=hit.anchor or None)
