"""`quizapp import` and `quizapp export`: question sets and files of other programs."""

import secrets
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import click
from flask import current_app

from quizapp.config import Config
from quizapp.domain.slugs import slug_of
from quizapp.formats.entries import RefusedError
from quizapp.formats.registry import FORMATS
from quizapp.formats.source import Source
from quizapp.formats.table.chosen import Signs, as_table
from quizapp.models.db import db
from quizapp.queries.accounts import account_by_name
from quizapp.queries.authoring.export import as_yaml, entries, losses, written
from quizapp.queries.authoring.imports import ImportView, import_view
from quizapp.queries.authoring.sets import OwnSet, any_set
from quizapp.services.authoring import imports
from quizapp.services.authoring.media import place_of
from quizapp.services.authoring.publishing import publish
from quizapp.services.authoring.sets import RESERVED
from quizapp.services.authoring.staging import Desk, stage


def import_into(
    file: Path, slug: str, owner: str | None, new: bool, schedules: bool, signs: Signs
) -> None:
    """Bring a file into a set, as the page does; prints what became of each question."""
    if schedules and owner is None:
        raise click.ClickException("say whose schedules they are: --owner NAME")
    found = any_set(db.session(), slug)
    if new and (slug in RESERVED or slug != slug_of(slug, "")):
        raise click.ClickException(
            f"a set cannot be called {slug}: small letters, digits and single hyphens, but not “new”"
        )
    if new and found is not None:
        raise click.ClickException(f"there is a set called {slug} already: leave out --new")
    if not new and found is None:
        raise click.ClickException(f"there is no set called {slug}: make it with --new")
    owner_id = _owner(owner, found)
    clock = current_app.extensions["quizapp_clock"]
    import_id, source = uuid4(), Source.of(file)
    form, options = _divided(source, signs)
    title = slug.replace("-", " ").capitalize()
    set_id = found.id if found else None
    brought = imports.Brought(file.name, set_id, title, form, options, slug)
    imports.begin(owner_id, import_id, brought, clock.now())
    desk = Desk(_config().media_folder, lambda: secrets.token_hex(16), clock.now)
    if stage(import_id, source, desk) == "ready":
        publish(import_id, clock.now(), schedules)
    done = import_view(db.session(), owner_id, import_id)
    if done is None or done.state != "done":
        reason = done.report.get("error", "it was stopped") if done else "it was stopped"
        raise click.ClickException(f"{file.name}: {reason} Nothing was stored.")
    _tell(done)


def _divided(source: Source, signs: Signs) -> tuple[str | None, dict[str, Any]]:
    """The format and options of an import whose table is divided by hand; ends the command."""
    if not signs.chosen:
        return None, {}
    try:
        form, signs = as_table(source, None, signs)
    except RefusedError as error:
        raise click.ClickException(f"{source.name}: {error}") from None
    return form, {"table": signs.as_json()}


def _config() -> Config:
    config: Config = current_app.extensions["quizapp_config"]
    return config


def _owner(name: str | None, found: OwnSet | None) -> int:
    if name is not None:
        account = account_by_name(db.session(), name)
        if account is None or not account.is_teacher:
            raise click.ClickException(f"there is no teacher called {name}")
        return account.id
    if found is None or found.owner_id is None:
        raise click.ClickException("say whose it is: --owner NAME")
    return found.owner_id


def _tell(done: ImportView) -> None:
    for where, reason in done.report["skipped"]:
        click.echo(f"skipped, {where}: {reason}")
    for where, text in done.report["notices"]:
        click.echo(f"note, {where}: {text}")
    if kept := done.report.get("brought"):
        click.echo(
            f"schedules: {kept['cards']} cards, {kept['reviews']} answers, {kept['known']} known "
            f"already, {kept['later']} in the future, {kept['without']} cards not here"
        )
    counts = done.report["outcome"]
    words = ", ".join(f"{counts.get(one, 0)} {one}" for one in ("added", "updated", "unchanged"))
    click.echo(f"{done.set_slug}: {words}, {done.report['skipped_count']} skipped")


def export_to(slug: str, form: str, output: Path) -> None:
    """Write a set in a format; says first what the format cannot hold."""
    found = any_set(db.session(), slug)
    if found is None:
        raise click.ClickException(f"there is no set called {slug}")
    if form == "yaml":
        output.write_bytes(as_yaml(db.session(), found).content)
        return
    wanted = FORMATS[form]
    for loss in losses(entries(db.session(), found.id), wanted):
        click.echo(f"{'left out' if loss.whole else 'lost'}, {loss.item}: {loss.what}", err=True)
    place = partial(place_of, _config().media_folder)
    made = written(
        db.session(), found, wanted, place, current_app.extensions["quizapp_clock"].now()
    )
    output.write_bytes(made.content)
