"""Bringing questions from another program: a file or pasted text, looked at, then taken."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import cast
from uuid import UUID, uuid4

from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from quizapp.config import Config
from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.registry import load_body
from quizapp.formats.entries import media_placed
from quizapp.formats.registry import FORMATS
from quizapp.formats.source import Source
from quizapp.formats.table.columns import Role
from quizapp.models.db import db
from quizapp.queries.authoring import own_set, own_sets
from quizapp.queries.authoring.imports import (
    ImportView,
    has_schedules,
    import_view,
    recent_imports,
)
from quizapp.queries.authoring.looks import CardLook, card_looks, question_look
from quizapp.queries.authoring.media import import_addresses
from quizapp.queries.authoring.targets import other_targets, target_of
from quizapp.services.authoring import aiming, imports
from quizapp.services.authoring.publishing import cancel as cancel_import
from quizapp.services.authoring.publishing import publish
from quizapp.services.authoring.staging import Desk, stage
from quizapp.web.authoring.forms import COLUMNS, ImportForm, TableForm
from quizapp.web.authoring.item_forms.words import KINDS
from quizapp.web.shell.identity import current_learner, teacher_required, the_learner
from quizapp.web.shell.time import now

# Up to here a file is read while its sender waits; larger ones go on by themselves.
AT_ONCE = 512 * 1024

Work = Callable[[Flask], None]


def register(blueprint: Blueprint) -> None:
    """Attach the pages."""
    blueprint.url_value_preprocessor(_allow_large_files)
    blueprint.get("/teach/import")(upload)
    blueprint.post("/teach/import")(begin)
    blueprint.get("/teach/import/<uuid:id>")(look)
    blueprint.post("/teach/import/<uuid:id>/publish")(take)
    blueprint.post("/teach/import/<uuid:id>/cancel")(cancel)
    blueprint.post("/teach/import/<uuid:id>/divide")(divide)


def _allow_large_files(endpoint: str | None, values: object) -> None:  # noqa: ARG001 (Flask's signature)
    """Before anything is read of the request; strangers keep the ordinary limit."""
    if endpoint == "authoring.begin" and request.method == "POST":
        learner = current_learner()
        if learner is not None and learner.is_teacher:
            request.max_content_length = _config().max_upload


def _config() -> Config:
    config: Config = current_app.extensions["quizapp_config"]
    return config


@teacher_required
def upload() -> str:
    """Ask for a file or text, and where it is to go."""
    wanted = request.args.get("set", "")
    found = own_set(db.session(), the_learner().id, wanted) if wanted else None
    return _ask(ImportForm(formdata=None, key=str(uuid4()), set=found.slug if found else ""))


def _ask(form: ImportForm) -> str:
    sets = [one for one in own_sets(db.session(), the_learner().id) if one.retired_at is None]
    form.offer(sets)
    return render_template(
        "authoring/import.html",
        form=form,
        recent=recent_imports(db.session(), the_learner().id),
        largest=_config().max_upload // 2**20,
        formats=[one for one in FORMATS.values() if one.read is not None],
    )


@teacher_required
def begin() -> Response:
    """Take the file in; the same form sent again leads to the same import."""
    form = ImportForm()
    learner = the_learner()
    form.offer([one for one in own_sets(db.session(), learner.id) if one.retired_at is None])
    if not form.validate():
        return make_response(_ask(form), 422)
    import_id = UUID(form.key.data)
    found = own_set(db.session(), learner.id, form.set.data) if form.set.data else None
    name = Path(form.file.data.filename).name if form.file.data else "pasted text"
    brought = imports.Brought(
        name=name[:200],
        set_id=found.id if found else None,
        title=form.title.data or Path(name).stem[:200] or "Imported",
        format=form.format.data or None,
        options={},
    )
    if import_view(db.session(), learner.id, import_id) is None:
        size = _store(import_id, form)
        if imports.begin(learner.id, import_id, brought, now()):
            _run(size, lambda app: run_staging(app, import_id))
    return redirect(url_for("authoring.look", id=import_id), 303)


def _place(import_id: UUID) -> Path:
    return _config().imports_folder / import_id.hex


def _store(import_id: UUID, form: ImportForm) -> int:
    path = _place(import_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    if form.file.data:
        form.file.data.save(path)
    else:
        path.write_text(form.text.data or "", encoding="utf-8")
    return path.stat().st_size


def _run(size: int, work: Work) -> None:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 (Flask's way)
    if size <= AT_ONCE:
        work(app)
    else:
        Thread(target=work, args=(app,), daemon=True).start()


def run_staging(app: Flask, import_id: UUID) -> None:
    """Read the file of an import into staging."""
    with app.app_context():
        config: Config = app.extensions["quizapp_config"]
        path = config.imports_folder / import_id.hex
        clock = app.extensions["quizapp_clock"]
        desk = Desk(config.media_folder, lambda: secrets.token_hex(16), clock.now)
        name = imports.name_of(import_id)
        if name is None or not path.exists():
            return
        stage(import_id, Source(path, name), desk)
        if not imports.may_be_divided(import_id):
            path.unlink(missing_ok=True)


def run_publishing(app: Flask, import_id: UUID, schedules: bool = False) -> None:
    """Bring what is staged into its set; with `schedules` whoever imports goes on with hers."""
    with app.app_context():
        moment: datetime = app.extensions["quizapp_clock"].now()
        if publish(import_id, moment, schedules):
            config: Config = app.extensions["quizapp_config"]
            (config.imports_folder / import_id.hex).unlink(missing_ok=True)


def _import_or_404(import_id: UUID) -> ImportView:
    found = import_view(db.session(), the_learner().id, import_id)
    return found if found is not None else abort(404)


@teacher_required
def look(id: UUID) -> Response:  # noqa: A002 (the name in the address)
    """How far it is; then what would come in, and what would not and why."""
    found = _import_or_404(id)
    return _shown(found, TableForm.of(found.report["table"]) if _divisible(found) else None)


def _shown(found: ImportView, form: TableForm | None, status: int = 200) -> Response:
    session, ready = db.session(), found.state == "ready"
    addresses = (
        import_addresses(session, found.set_id, found.report.get("aliases", {}))
        if found.set_id is not None
        else {}
    )
    page = render_template(
        "authoring/import_look.html",
        found=found,
        samples=[
            _sample(media_placed(content, addresses)) for content in found.report.get("samples", ())
        ],
        kinds=KINDS,
        schedules=ready and has_schedules(found.report),
        last_review=_time(found.report.get("last_review")),
        aim=target_of(session, the_learner().id, found) if ready else None,
        others=other_targets(session, the_learner().id, found)
        if ready and found.options.get("new")
        else [],
        form=form,
        roles=COLUMNS,
        held=_columns(found.report["table"]["columns"]) if form else (),
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    if found.working:
        response.headers["Refresh"] = "2"
    return response


def _divisible(found: ImportView) -> bool:
    """Whether the file is a table that waits for a decision, and still there to be read again."""
    return found.state == "ready" and "table" in found.report and _place(found.id).exists()


@teacher_required
def divide(id: UUID) -> Response:  # noqa: A002 (the name in the address)
    """Read the table again as it was divided by hand; `go=two` keeps its first two columns alone."""
    found = _import_or_404(id)
    if not _divisible(found):
        return redirect(url_for("authoring.look", id=id), 303)
    form = TableForm()
    if not form.validate():
        return _shown(found, form, 422)
    table = found.report["table"]
    columns = _columns(table["columns"])
    if "front" not in columns:
        form.form_errors = ["Say which column holds the question."]
        return _shown(found, form, 422)
    signs = replace(form.signs_instead_of(table), columns=columns, html=table["html"])
    if table["signs"] and (signs.cells != table["cells"] or (signs.rows or "\n") != table["rows"]):
        # What the columns hold was said of other columns.
        changed = signs.header != table["header"]
        signs = replace(signs, columns=None, header=signs.header if changed else None)
    if aiming.divide(id, signs, now()):
        size = _place(id).stat().st_size
        _run(size, lambda app: run_staging(app, id))
    return redirect(url_for("authoring.look", id=id), 303)


def _columns(now_held: list[Role]) -> tuple[Role, ...]:
    if request.form.get("go") == "two":
        return "front", "back"
    known = {key: key for key, _ in COLUMNS}
    said = request.form.getlist("column")[: len(now_held)]
    return tuple(known.get(cast("Role", one), "") for one in said) or tuple(now_held)


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _sample(content: dict[str, object]) -> tuple[object, ItemBody, object, list[CardLook]]:
    body = load_body({key: value for key, value in content.items() if key != "where"})
    if body.type == "flashcard":
        return content["where"], body, None, card_looks(body)
    return content["where"], body, question_look(body, bytes(32), 1), []


@teacher_required
def take(id: UUID) -> Response:  # noqa: A002 (the name in the address)
    """Publish what was looked at; doing it twice is once."""
    found = _import_or_404(id)
    into = request.form.get("into", "")
    if into and found.state == "ready":
        target = own_set(db.session(), the_learner().id, into)
        if target is None or target.retired_at is not None:
            abort(404)
        aiming.aim_at(id, target.id, now())
    if found.state == "ready":
        schedules = "schedules" in request.form and has_schedules(found.report)
        much = found.report.get("entries", 0) > imports.AT_ONCE
        much = much or (schedules and found.report["reviews"] > imports.REVIEWS_AT_ONCE)
        _run(AT_ONCE + 1 if much else 0, lambda app: run_publishing(app, id, schedules))
    return redirect(url_for("authoring.look", id=id), 303)


@teacher_required
def cancel(id: UUID) -> Response:  # noqa: A002 (the name in the address)
    """Stop it; nothing of the file stays."""
    found = _import_or_404(id)
    cancel_import(found.id, now())
    _place(id).unlink(missing_ok=True)
    flash("Stopped. Nothing was imported.")
    return redirect(url_for("authoring.upload"), 303)
