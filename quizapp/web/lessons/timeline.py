"""The timeline page: how far it is zoomed in, and whom it follows, is all in its address."""

import re
from typing import Any

from flask import render_template, request, url_for

from quizapp.domain.actors import ACTORS, NAMES
from quizapp.models.db import db
from quizapp.queries.lessons.timeline import Period, Timeline, timeline
from quizapp.web.lessons.routes import blueprint
from quizapp.web.shell.choices import Filter, one_of, several_of

_PERIOD = re.compile(r"([12]\d{2})0s|([12]\d{3})", re.ASCII)


@blueprint.get("/timeline", endpoint="timeline")
def page() -> str:
    """`?period=1950s` or `1950`, `?actor=china` (more than once: all of them), `?show=key`."""
    wanted = [actor for actor in ACTORS if actor in request.args.getlist("actor")]
    only_key = request.args.get("show") == "key"
    found = timeline(db.session(), _period(request.args.get("period", "")), wanted, only_key)
    before, after = found.neighbours()
    return render_template(
        "lessons/timeline.html",
        found=found,
        names=NAMES,
        filters=_filters(found),
        narrowed=bool(found.actors or found.only_key or found.period),
        to=lambda period: _address(found, period=period),
        before=before,
        after=after,
        tallest=max((count for _, count in found.years or found.decades), default=0),
    )


def _period(text: str) -> Period | None:
    match = _PERIOD.fullmatch(text)
    if match is None:
        return None
    return Period(int(match[1]) * 10, 10) if match[1] else Period(int(match[2]), 1)


def _address(found: Timeline, **changed: Any) -> str:
    """The page's address with some of its choices changed."""
    state: dict[str, Any] = {
        "period": found.period.name if found.period else None,
        "actor": list(found.actors),
        "show": "key" if found.only_key else None,
    }
    return url_for("lessons.timeline", **{**state, **changed})


def _filters(found: Timeline) -> list[Filter]:
    actors = [(actor, NAMES[actor], found.with_actor(actor)) for actor in ACTORS]
    everything = found.of_kind(only_key=False)
    show = one_of(
        "show",
        "Show",
        [("key", "Key dates of the lessons", found.of_kind(only_key=True))],
        "key" if found.only_key else None,
        lambda value: _address(found, show=value),
        everything,
    )
    who = several_of(
        "actor",
        "Who acts",
        actors,
        found.actors,
        found.without_actors(),
        lambda values: _address(found, actor=values),
    )
    return [who, show]
