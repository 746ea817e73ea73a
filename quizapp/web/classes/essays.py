"""Grading what only a person can grade: question by question, answer by answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from flask import abort, flash, redirect, request, url_for
from flask import render_template as render
from werkzeug.wrappers import Response

from quizapp.models.db import db
from quizapp.queries.classes.answers import WrittenAnswer, written_answer
from quizapp.queries.classes.assignments import AssignmentView
from quizapp.queries.classes.classes import ClassView
from quizapp.queries.classes.essays import Paper, Pile, piles
from quizapp.services.classes import grading as service
from quizapp.web.classes.access import blueprint, of_a_class, show
from quizapp.web.classes.assigning import assignment_or_404
from quizapp.web.classes.grade_form import GradeForm
from quizapp.web.shell.identity import the_learner
from quizapp.web.shell.time import now

ESSAYS = "/teach/classes/<uuid:group>/assignments/<uuid:assignment>/essays"
CHANGED = (
    "Somebody else has graded this answer in the meantime. Their grade is shown beside yours; "
    "nothing of it was overwritten. Save again if yours is to count."
)
DROPPED = "This question does not count any more: everybody has its points. Nothing was changed."


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies on the desk: all answers of an assignment, by name or `nameless`."""

    group: ClassView
    assignment: AssignmentView
    piles: Sequence[Pile]
    nameless: bool

    @property
    def names(self) -> str | None:
        """What an address says about names."""
        return "hidden" if self.nameless else None

    def at(self, attempt: UUID, position: int) -> tuple[Pile, int]:
        """The pile that holds an answer, and its place there."""
        found = next(
            (
                (pile, place)
                for pile in self.piles
                for place, one in enumerate(pile.papers)
                if (one.attempt_id, one.position) == (attempt, position)
            ),
            None,
        )
        return found if found is not None else abort(404)

    def address(self, paper: Paper | None) -> str | None:
        """Where an answer is graded."""
        if paper is None:
            return None
        return url_for(
            "classes.essay",
            group=self.group.public_id,
            assignment=self.assignment.public_id,
            attempt=paper.attempt_id,
            position=paper.position,
            names=self.names,
        )

    def next_waiting(self, pile: Pile, place: int) -> Paper | None:
        """The next answer without a grade: of this question first, then of the others."""
        here = [*pile.papers[place + 1 :], *pile.papers[:place]]
        others = [one for other in self.piles if other is not pile for one in other.papers]
        return next((one for one in [*here, *others] if one.waits), None)


@blueprint.get(ESSAYS)
@of_a_class
def essays(group: ClassView, assignment: UUID) -> str:
    """The questions that are graded by hand, with how many answers still wait."""
    desk = _desk(group, assignment)
    return render("classes/essays.html", desk=desk, group=group, assignment=desk.assignment)


@blueprint.get(f"{ESSAYS}/<uuid:attempt>/<int:position>")
@of_a_class
def essay(group: ClassView, assignment: UUID, attempt: UUID, position: int) -> Response:
    """One answer beside its rubric; `?names=hidden` shows pseudonyms."""
    desk = _desk(group, assignment)
    pile, place = desk.at(attempt, position)
    written = written_answer(db.session(), pile.papers[place])
    form = GradeForm.of(written, pile.papers[place].most)
    return _show(desk, pile, place, written, form)


@blueprint.post(f"{ESSAYS}/<uuid:attempt>/<int:position>")
@of_a_class
def grade(group: ClassView, assignment: UUID, attempt: UUID, position: int) -> Response:
    """Store the grade and go on to the next answer that waits."""
    desk = _desk(group, assignment)
    pile, place = desk.at(attempt, position)
    paper = pile.papers[place]
    written = written_answer(db.session(), paper)
    form = GradeForm(rubric=written.rubric, most=paper.most)
    if not form.validate():
        return _show(desk, pile, place, written, form)
    try:
        service.grade(_service_desk(desk), paper, form.marks(), now())
    except service.ChangedMeanwhileError:
        theirs = written_answer(db.session(), paper)
        form.renew(str(uuid4()), theirs.version, CHANGED)
        return _show(desk, pile, place, theirs, form, conflict=True)
    except service.DroppedError:
        form.form_errors.append(DROPPED)
        return _show(desk, pile, place, written, form)
    return _onward(desk, pile, place)


def _onward(desk: Desk, pile: Pile, place: int) -> Response:
    following = desk.next_waiting(pile, place)
    if request.form.get("go") == "stay":
        flash("Saved.", "ok")
        return redirect(desk.address(pile.papers[place]) or "", 303)
    if following is not None:
        return redirect(desk.address(following) or "", 303)
    flash("Everything here is graded.", "ok")
    return redirect(
        url_for(
            "classes.essays",
            group=desk.group.public_id,
            assignment=desk.assignment.public_id,
            names=desk.names,
        ),
        303,
    )


def _desk(group: ClassView, assignment: UUID) -> Desk:
    found = assignment_or_404(group, assignment)
    nameless = request.args.get("names") == "hidden"
    return Desk(group, found, piles(db.session(), group.id, found, nameless=nameless), nameless)


def _service_desk(desk: Desk) -> service.Desk:
    what = desk.assignment
    return service.Desk(desk.group.id, what.public_id, what.title, the_learner().id)


def _show(
    desk: Desk,
    pile: Pile,
    place: int,
    written: WrittenAnswer,
    form: GradeForm,
    *,
    conflict: bool = False,
) -> Response:
    papers = pile.papers
    return show(
        "classes/essay.html",
        form,
        desk=desk,
        group=desk.group,
        assignment=desk.assignment,
        pile=pile,
        place=place,
        paper=papers[place],
        written=written,
        before=papers[place - 1] if place else None,
        after=papers[place + 1] if place + 1 < len(papers) else None,
        conflict=conflict,
    )
