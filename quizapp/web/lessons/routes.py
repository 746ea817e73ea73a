"""Pages of the lessons room that are read in order: the list, the reading page, its questions."""

from uuid import uuid4

from flask import (
    Blueprint,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from quizapp.domain.items.plugin import ResponseError
from quizapp.metrics import ANSWERS
from quizapp.models.db import db
from quizapp.queries.lessons import lessons
from quizapp.queries.lessons.checkpoints import find
from quizapp.queries.progress import memory_by_lesson
from quizapp.services import lessons as service
from quizapp.services.flashcards import add_cards
from quizapp.web.lessons.before import before_field, guesses_at, keep_guesses, offered
from quizapp.web.lessons.labels import machine_date, plain_date, speaker
from quizapp.web.lessons.reader import (
    code_or_404,
    masks_of,
    page_or_404,
    slug_or_404,
    uuid_of,
)
from quizapp.web.lessons.validators import Validator
from quizapp.web.shell.identity import current_learner, learner_required, the_learner
from quizapp.web.shell.problems import Problem
from quizapp.web.shell.questions import response_from
from quizapp.web.shell.time import now

blueprint = Blueprint("lessons", __name__)
blueprint.add_app_template_filter(plain_date, "plain_date")
blueprint.add_app_template_filter(machine_date, "machine_date")
blueprint.add_app_template_filter(speaker, "speaker")

# What the browser's own script says when it asks for a part of a page.
PART = "X-Part"


@blueprint.get("/lessons")
def index() -> str:
    """The table of contents, with what has been read and what is known of it today."""
    learner = current_learner()
    found = lessons(db.session(), learner.id if learner else None)
    memory = memory_by_lesson(db.session(), learner, now()) if learner else {}
    return render_template("lessons/index.html", lessons=found, memory=memory)


@blueprint.get("/lessons/<slug>")
def lesson(slug: str) -> Response:
    """The reading page; `?again=L1-02` asks a question afresh."""
    held = Validator(slug_or_404(slug))
    return held.unchanged() or held.answer(_reading_page(slug, request.args.get("again")))


def _reading_page(slug: str, again: str | None = None, problem: str = "") -> str:
    """`problem`: why the answer to the question `again` could not be taken."""
    page = page_or_404(slug, again)
    return render_template(
        "lessons/lesson.html",
        page=page,
        again=again,
        problem=problem,
        new_id=uuid4,
        offered=offered(page),
        guesses=guesses_at(page),
    )


@blueprint.post("/lessons/<slug>/before")
@learner_required
def guess(slug: str) -> Response:
    """Keep the guesses made before reading, or remember that there shall be none."""
    page = page_or_404(slug)
    keep_guesses(page, {} if request.form.get("do") == "skip" else request.form)
    return redirect(url_for("lessons.lesson", slug=page.slug, _anchor="reading"), 303)


@blueprint.get("/lessons/<slug>/checkpoints/<item>")
def checkpoint(slug: str, item: str) -> str | Response:
    """One question as part of a page, for the script; a person is sent to the page."""
    if PART not in request.headers:
        return redirect(_anchor(slug, item), 303)
    page = page_or_404(slug, request.args.get("again"))
    if item not in page.checkpoints:
        abort(404)
    return render_template(
        "lessons/_checkpoint_part.html", page=page, item=item, complaint="", new_id=uuid4
    )


@blueprint.post("/lessons/<slug>/checkpoints/<item>")
@learner_required
def answer(slug: str, item: str) -> str | Response | tuple[str, int]:
    """Take an answer from a form, and show at its place in the text what was right."""
    learner = the_learner()
    answer_id = uuid_of(request.form.get("id", ""))
    if answer_id is None:
        raise Problem("malformed", "The form could not be read. Reload the lesson and try again.")
    slug, item = slug_or_404(slug), code_or_404(item)
    given = service.Given(answer_id, item, response_from(request.form, field_prefix(item)))
    try:
        service.answer_checkpoint(learner.id, given, masks_of(learner), now())
    except ResponseError as error:
        return _reading_page(slug, item, f"{error.detail[:1].upper()}{error.detail[1:]}."), 422
    except service.UnknownError:
        abort(404)
    except (service.HeldBackError, service.ClashError):
        pass  # the page itself says that it is held back, and shows what is stored
    else:
        ANSWERS.labels("checkpoint").inc()
    return redirect(_anchor(slug, item), 303)


@blueprint.post("/lessons/<slug>/checkpoints/<item>/card")
@learner_required
def make_card(slug: str, item: str) -> Response:
    """Add the question to the learner's own cards."""
    learner = the_learner()
    found = find(db.session(), learner.id, code_or_404(item))
    if found is None:
        abort(404)
    if found.held is None and add_cards(learner, [found.item_id], now()):
        flash("Added to your cards.")
    return redirect(_anchor(slug, item), 303)


@blueprint.post("/lessons/<slug>/finish")
@learner_required
def finish(slug: str) -> Response:
    """Count a lesson as read, for a browser that cannot tell by itself."""
    try:
        service.finish(the_learner().id, slug_or_404(slug), now())
    except service.UnknownError:
        abort(404)
    return redirect(url_for("lessons.lesson", slug=slug, _anchor="next"), 303)


def field_prefix(item: str) -> str:
    """What the names of a question's controls begin with."""
    return item.replace(".", "_")


blueprint.add_app_template_filter(field_prefix, "field_prefix")
blueprint.add_app_template_filter(before_field, "before_field")


def _anchor(slug: str, item: str) -> str:
    return url_for("lessons.lesson", slug=slug_or_404(slug), _anchor=f"check-{code_or_404(item)}")
