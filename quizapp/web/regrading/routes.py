"""Accept an answer later, move the key, drop a question; then grade again what was handed in."""

from typing import Any
from uuid import UUID, uuid4

from flask import (
    Blueprint,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from quizapp.domain.rulings import KINDS, Kind
from quizapp.models.db import db
from quizapp.queries.analysis.access import AnalysedItem, analysed_item
from quizapp.queries.regrading.differences import differences
from quizapp.queries.regrading.rulings import (
    Choices,
    RulingView,
    choices,
    ruling,
    rulings_on,
)
from quizapp.services import regrading as service
from quizapp.web.regrading.forms import RegradeForm, RulingForm, form_for
from quizapp.web.shell.identity import teacher_required, the_learner
from quizapp.web.shell.time import now

blueprint = Blueprint("regrading", __name__)

UNFIT = "This changes nothing: it is so already, or the question would have no wrong answer left."
NO_CLASS = (
    "A decision about the course’s questions is for the students of your classes, and you teach no "
    "class yet."
)


@blueprint.get("/teach/items/<int:item>/ruling")
@teacher_required
def decide(item: int) -> Response:
    """Ask what is decided and why; `?kind=`, and `?part=` and `?answer=` of a typed answer."""
    found, offered = _item(item)
    kind = _kind(request.args.get("kind"), offered)
    given = MultiDict({name: request.args.get(name, "") for name in ("part", "answer")})
    form = form_for(kind, offered)(formdata=None, data={"id": str(uuid4()), **given})
    form.offer(offered)
    return _show(found, offered, kind, form)


@blueprint.post("/teach/items/<int:item>/ruling")
@teacher_required
def store(item: int) -> Response:
    """Store the decision, then show what it changes."""
    found, offered = _item(item)
    kind = _kind(request.form.get("kind"), offered)
    form = form_for(kind, offered)()
    form.offer(offered)
    if not form.validate():
        return _show(found, offered, kind, form)
    made = service.Decision(
        id=UUID(form.id.data or ""),
        kind=kind,
        part=form.part_data,
        answer=form.answer_data,
        reason=form.reason.data or "",
        source=form.source.data or None,
    )
    try:
        service.decide(found.id, found.home.owned, made, the_learner(), now())
    except service.UnfitError:
        form.form_errors.append(UNFIT)
        return _show(found, offered, kind, form)
    except service.NoClassError:
        form.form_errors.append(NO_CLASS)
        return _show(found, offered, kind, form)
    return redirect(url_for("regrading.look", ruling=made.id), 303)


@blueprint.get("/teach/rulings/<uuid:ruling>")
@teacher_required
def look(ruling: UUID) -> str:
    """What grading again would change, student by student, before it is done."""
    view, item = _ruling(ruling)
    keep = request.args.get("keep", "1") == "1"
    found = [] if view.regraded_at else differences(db.session(), view, the_learner(), keep)
    form = RegradeForm(formdata=None, id=str(uuid4()), keep=keep)
    return render_template(
        "regrading/look.html",
        ruling=view,
        item=item,
        key=_key(view, item),
        found=found,
        changed=[one for one in found if one.changed],
        keep=keep,
        form=form,
    )


@blueprint.post("/teach/rulings/<uuid:ruling>/regrade")
@teacher_required
def regrade(ruling: UUID) -> Response:
    """Grade again, once."""
    view, item = _ruling(ruling)
    form = RegradeForm()
    if not form.validate():
        return redirect(url_for("regrading.look", ruling=ruling), 303)
    changed = service.regrade(view, UUID(form.id.data), bool(form.keep.data), the_learner(), now())
    if changed is None:
        flash("This was graded again already.", "care")
    else:
        flash(f"Graded again. {changed} {'score' if changed == 1 else 'scores'} changed.", "ok")
    return redirect(url_for("analysis.of_item", item=item.id), 303)


def _item(item: int) -> tuple[AnalysedItem, Choices]:
    found = analysed_item(db.session(), the_learner(), item) if item < 2**63 else None
    if found is None:
        abort(404)
    return found, choices(db.session(), found.id, found.revision, the_learner())


def _kind(wanted: str | None, offered: Choices) -> Kind:
    """The wanted kind if this question can have it; without one the first that it can."""
    possible: list[Kind] = [kind for kind in KINDS if _can(kind, offered)]
    return next((kind for kind in possible if kind == wanted), possible[0])


def _can(kind: Kind, offered: Choices) -> bool:
    return {"accept": bool(offered.parts), "key": bool(offered.fields), "drop": True}[kind]


def _ruling(client_id: UUID) -> tuple[RulingView, AnalysedItem]:
    view = ruling(db.session(), client_id)
    item = analysed_item(db.session(), the_learner(), view.item_id) if view else None
    if view is None or item is None or not view.is_open_to(the_learner(), item.home.owned):
        abort(404)
    return view, item


def _key(view: RulingView, item: AnalysedItem) -> str:
    """What is right by a changed key, in words."""
    if view.kind != "key":
        return view.answer
    return choices(db.session(), item.id, view.revision, the_learner()).in_words(view.answer)


def _show(item: AnalysedItem, offered: Choices, kind: Kind, form: RulingForm) -> Response:
    values: dict[str, Any] = {
        "item": item,
        "kind": kind,
        "kinds": [one for one in KINDS if _can(one, offered)],
        "offered": offered,
        "parts": offered.parts,
        "fields": offered.fields,
        "form": form,
        "earlier": rulings_on(db.session(), item.id, the_learner(), item.home.owned),
    }
    page = render_template("regrading/decide.html", **values)
    return make_response(page, 422 if form.errors else 200)
