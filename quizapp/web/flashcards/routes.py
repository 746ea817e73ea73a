"""Pages of the flashcards room: one card a page, which study.js turns into a session."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quizapp.domain.items.typed import compared, is_right
from quizapp.domain.memory import minutes
from quizapp.domain.plan import CatchUp
from quizapp.domain.scheduling.days import study_day, wall_time
from quizapp.metrics import ANSWERS
from quizapp.models.db import db
from quizapp.queries import flashcards as reading
from quizapp.queries.accounts import LearnerView
from quizapp.services import flashcards as services
from quizapp.services.flashcards.marking import Mark
from quizapp.web.flashcards.api import as_card_id, no_card
from quizapp.web.flashcards.forms import GradeForm, MarkForm, UndoForm
from quizapp.web.shell.identity import learner_required, session_floor, session_token, the_learner
from quizapp.web.shell.problems import Problem
from quizapp.web.shell.time import now

blueprint = Blueprint("flashcards", __name__)

PAGE_CARDS = 20
MOST_EXTRA = 200
MARKS: dict[str, Mark] = {"suspend": "suspend", "bury": "bury", "flag": "flag"}


@dataclass(frozen=True)
class Wish:
    """What a page is asked for: a set or all, cramming, new cards beyond the limit, no limit.

    `ahead`: cards in steps a few minutes early.
    """

    study_set: reading.StudySet | None
    cram: bool
    extra: int
    unlimited: bool
    ahead: bool

    @property
    def asked(self) -> reading.Asked:
        """The same for the query."""
        return reading.Asked(
            set_id=self.study_set.id if self.study_set else None,
            mode="cram" if self.cram else None,
            limit=PAGE_CARDS,
            extra=self.extra,
            unlimited=self.unlimited,
            ahead=self.ahead,
        )

    def url(self, **more: Any) -> str:
        """The address of a page with the same wishes."""
        wishes = {
            "mode": "cram" if self.cram else None,
            "extra": self.extra or None,
            "all": 1 if self.unlimited else None,
            "ahead": 1 if self.ahead else None,
        }
        if self.study_set:
            wishes["slug"] = self.study_set.slug
        room = "flashcards.study_set" if self.study_set else "flashcards.study"
        return url_for(room, **{**wishes, **more})


@blueprint.get("/study")
@learner_required
def study() -> str:
    """All that is due, mixed, then new cards."""
    return _page(_wish(None))


@blueprint.get("/study/sets/<slug>")
@learner_required
def study_set(slug: str) -> str:
    """The cards of one set."""
    return _page(_wish(slug))


@blueprint.post("/study/answer")
@learner_required
def answer() -> Response:
    """Record one answer (without JavaScript) and show the next card."""
    form = GradeForm()
    wish = _wish(form.set.data or None)
    if not form.validate():
        flash("Choose one of the answers below the card.", "care")
        return redirect(wish.url(), 303)
    given = services.Given(
        id=UUID(form.review.data),
        card=form.card.data or "",
        rating=form.rating.data or 1,
        # No device has told its time: what the clock on her wall shows now.
        reviewed_at=wall_time(now(), the_learner().timezone),
        duration_ms=0,
        answer=(form.answer.data or "").replace("\x00", "") or None,
    )
    done = services.record_reviews(
        session_token() or "", session_floor(), [given], now(), now(), cram=wish.cram
    )
    if done is not None and done.results[0].status == "recorded":
        ANSWERS.labels("review").inc()
    if done is not None and done.results[0].status == "rejected":
        flash(done.results[0].reason or "This answer could not be recorded.", "care")
    return redirect(wish.url(), 303)


@blueprint.post("/study/undo")
@learner_required
def undo() -> Response:
    """Take an answer back and show its card again."""
    form = UndoForm()
    done = None
    if form.validate():
        done = services.undo_review(the_learner(), UUID(form.review.data), now())
    if done is None:
        raise Problem("not-found", "There is no such answer, or it is not yours.")
    flash("Taken back. Here is the card again.")
    return redirect(_wish(form.set.data or None).url(card=done.card_id, front=1), 303)


@blueprint.post("/study/mark")
@learner_required
def mark() -> Response:
    """Suspend, bury or flag a card, or take that back."""
    form = MarkForm()
    if not form.validate():
        raise Problem("not-found", "There is no such card, or it is not yours.")
    kind: Mark = MARKS[form.kind.data or ""]
    on = form.on.data == "1"
    card_id = as_card_id(form.card.data or "")
    done = services.mark(the_learner(), card_id, kind, on, now())
    if done is None:
        raise no_card(card_id)
    flash(_said(kind, on))
    if form.back.data:
        page = form.page.data if form.page.data not in ("", "1") else None
        return redirect(url_for("flashcards.aside", kind=kind, page=page), 303)
    keep = {"card": done.card_id} if kind == "flag" else {}
    return redirect(_wish(form.set.data or None).url(**keep), 303)


def _said(kind: Mark, on: bool) -> str:
    words: dict[tuple[Mark, bool], str] = {
        ("suspend", True): "This card stays away until you bring it back under “Set aside”.",
        ("suspend", False): "This card comes back when it is due.",
        ("bury", True): "This card waits until tomorrow.",
        ("bury", False): "This card is back today.",
        ("flag", True): "Flagged.",
        ("flag", False): "No longer flagged.",
    }
    return words[kind, on]


def _wish(slug: str | None) -> Wish:
    found = None
    if slug is not None:
        found = reading.study_set(db.session(), the_learner().id, slug, now())
        if found is None:
            raise Problem("not-found", "There is no such set of cards.")
    extra = request.values.get("extra", 0, type=int)
    return Wish(
        study_set=found,
        cram=request.values.get("mode") == "cram",
        extra=max(0, min(extra, MOST_EXTRA)),
        unlimited=request.values.get("all") == "1",
        ahead=request.values.get("ahead") == "1",
    )


def _page(wish: Wish) -> str:
    learner, session = the_learner(), db.session()
    found = reading.queue(session, learner, wish.asked, now())
    plan = _plan(wish, learner, found)
    wanted = request.args.get("card", type=as_card_id)
    detail = reading.card_detail(session, learner, wanted, now()) if wanted else None
    enough = plan is not None and found.budget.reviewed >= plan.per_day
    if detail is None and found.cards and not enough:
        detail = reading.card_detail(session, learner, found.cards[0].id, now())
    done = reading.today(session, learner, now())
    shared = {
        "wish": wish,
        "done": done,
        "plan": plan,
        "last": reading.last_answer(session, learner.id, study_day(now(), learner.timezone)),
    }
    if detail is None:
        return _end(wish, learner, found, shared)
    counts = found.counts
    left = len(found.cards) if wish.cram else counts.new + counts.learning + counts.review
    return render_template(
        "flashcards/study.html",
        card=detail,
        left=max(left, 1),
        unmet=0 if wish.cram else counts.new,
        minutes_left=minutes(max(left, 1), done.seconds_each),
        review=uuid4(),
        goal=max(1, plan.per_day - found.budget.reviewed) if plan else None,
        typed=_typed(detail),
        revealed=detail.card.id == wanted and "front" not in request.args,
        **shared,
    )


def _plan(wish: Wish, learner: LearnerView, found: reading.Queue) -> CatchUp | None:
    """A steady way back through a backlog, unless all of it is wanted."""
    if wish.cram or wish.unlimited:
        return None
    due = found.counts.learning + found.counts.review
    return reading.plan(db.session(), learner, due, found.budget.reviewed, now())


def _typed(detail: reading.CardDetail) -> dict[str, Any] | None:
    """How a typed answer compares with the expected one; None where nothing was typed."""
    given = request.args.get("answer", "")[:2000]
    if not detail.card.typed or not given.strip() or not detail.accept:
        return None
    right = is_right(detail.accept, detail.reject, given)
    typed, wanted = compared(detail.accept[0], given)
    return {"given": given, "right": right, "lines": {"You typed": typed, "Expected": wanted}}


def _end(wish: Wish, learner: LearnerView, found: reading.Queue, shared: dict[str, Any]) -> str:
    session = db.session()
    set_id = wish.study_set.id if wish.study_set else None
    more = reading.Asked(set_id=set_id, limit=10, extra=10)
    coming = reading.coming(session, learner, now(), set_id)
    soonest = coming.next_due if coming.later_today else None
    return render_template(
        "flashcards/end.html",
        coming=coming,
        soon=soonest is not None and soonest <= now() + reading.AHEAD,
        more_new=len(reading.queue(session, learner, more, now()).cards),
        more_due=found.budget.reviews_left <= 0,
        next_set=reading.next_set(session, learner.id, now()) if wish.study_set is None else None,
        **shared,
    )
