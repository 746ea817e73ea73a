"""What a class will recall, and three questions to open a lesson with."""

from datetime import date, timedelta
from uuid import UUID

from flask import abort, render_template, request

from quizapp.domain.class_memory import FEWEST_STUDENTS
from quizapp.domain.scheduling.days import study_day
from quizapp.models.db import db
from quizapp.models.replica import late
from quizapp.queries.analysis.memory import By, class_memory, starters
from quizapp.queries.classes.classes import ClassView, class_of
from quizapp.web.analysis.routes import blueprint
from quizapp.web.shell.identity import teacher_required, the_learner
from quizapp.web.shell.time import now

_YEARS_AHEAD = 3
BYS: tuple[By, ...] = ("claim", "set", "tag")


@blueprint.get("/teach/classes/<uuid:group>/memory")
@teacher_required
def memory(group: UUID) -> str:
    """By claim, set or tag (`?by=tag`): the recall tomorrow, and on `?exam=2026-06-30`."""
    found = _class(group)
    tomorrow = _tomorrow(found)
    exam = _exam(request.args.get("exam"), tomorrow)
    by = next((one for one in BYS if one == request.args.get("by")), BYS[0])
    days = [tomorrow, exam] if exam else [tomorrow]
    with late(db.session(), "memory of a class") as reading:
        recalled = class_memory(reading, found.id, the_learner(), by, days)
    return render_template(
        "analysis/memory.html",
        group=found,
        by=by,
        tomorrow=tomorrow,
        exam=exam,
        refused=bool(request.args.get("exam")) and exam is None,
        fewest=FEWEST_STUDENTS,
        memory=recalled,
    )


@blueprint.get("/teach/classes/<uuid:group>/starter")
@teacher_required
def starter(group: UUID) -> str:
    """Three questions to print, and with `?key=1` the key on a page of its own."""
    found = _class(group)
    with late(db.session(), "memory of a class") as reading:
        questions = starters(reading, found.id, the_learner(), _tomorrow(found))
    return render_template(
        "analysis/starter.html",
        group=found,
        with_key=request.args.get("key") == "1",
        fewest=FEWEST_STUDENTS,
        questions=questions,
    )


def _class(group: UUID) -> ClassView:
    found = class_of(db.session(), group, the_learner())
    return found if found is not None else abort(404)


def _tomorrow(group: ClassView) -> date:
    return study_day(now(), group.timezone) + timedelta(days=1)


def _exam(text: str | None, tomorrow: date) -> date | None:
    """The day of the exam, from tomorrow on and within three years."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if tomorrow <= day <= tomorrow + timedelta(days=366 * _YEARS_AHEAD) else None
