"""The commands that keep data: backup, restore, doctor, retain, migrate-to."""

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path

import click
from flask import Flask
from sqlalchemy.exc import ArgumentError

from quizapp import __version__
from quizapp.cli_app import config_of, running_app
from quizapp.models.db import db
from quizapp.services.doctor import Place, Report, examined
from quizapp.services.keeping.backing_up import Source, back_up
from quizapp.services.keeping.copying import engine_at
from quizapp.services.keeping.moving import move
from quizapp.services.keeping.partitioning import partition
from quizapp.services.keeping.restoring import restore
from quizapp.services.keeping.retention import retain
from quizapp.web.shell.keeping import retention_terms

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("backup")
@click.argument("file", type=FILE)
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
def backup_command(file: Path, force: bool) -> None:
    """Save everything into one FILE (a zip), also while the app serves; verified afterwards.

    The secret key and files that are just being imported are not in it.
    """
    with running_app() as app:
        now = app.extensions["quizapp_clock"].now()
        made = back_up(_source(app), file, now, _tell, force)
    for digest in made.missing:
        click.echo(f"not there, so not in the backup: the media file {digest}", err=True)
    click.echo(
        f"{file}: {sum(made.tables.values())} rows in {len(made.tables)} tables, "
        f"{len(made.media)} media files, revision {made.revision}; read back and whole"
    )


@click.command("restore")
@click.argument("file", type=FILE)
def restore_command(file: Path) -> None:
    """Replace everything by what a backup holds; the server must be stopped.

    What is there now is kept in the folder backups, so that this can be taken back.
    """
    with running_app(alone=True) as app:
        now = app.extensions["quizapp_clock"].now()
        done = restore(file, _source(app), config_of(app).backups_folder, now, _tell)
        made = done.manifest
        click.echo(
            f"Restored: {sum(made.tables.values())} rows of {made.made_at:%d %B %Y, %H:%M} UTC."
        )
        if done.aside is not None:
            click.echo(f"What was there before is in {done.aside}.")
        left = sum(_print_report(one) for one in examined(_place(app, repair=False)))
    sys.exit(1 if left else 0)


@click.command("doctor")
@click.option("--repair", is_flag=True, help="Work out again what follows from the logs.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def doctor_command(repair: bool, as_json: bool) -> None:
    """Look whether the data is in order. Exit 0: it is, or everything was repaired; else 1."""
    with running_app() as app:
        left, reports = 0, []
        for report in examined(_place(app, repair)):
            left += report.left
            reports.append(asdict(report))
            if not as_json:
                _print_report(report)
    if as_json:
        click.echo(json.dumps({"ok": not left, "left": left, "checks": reports}, indent=1))
    else:
        click.echo("Everything is in order." if not left else f"{left} problems are left.")
    sys.exit(1 if left else 0)


@click.command("retain")
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
def retain_command(dry_run: bool) -> None:
    """Remove what has been kept long enough (/privacy says what, how long and why).

    The job worker does the same every night.
    """
    with running_app() as app:
        config = config_of(app)
        terms = retention_terms(config)
        now = app.extensions["quizapp_clock"].now()
        done = retain(terms, config.imports_folder, config.backups_folder, now, dry_run)
    for one in done:
        click.echo(f"{one.count:>8}  {one.what}")
    click.echo("Nothing was removed: this was a dry run." if dry_run else "Removed.")


@click.command("migrate-to")
@click.argument("url")
def migrate_to_command(url: str) -> None:
    """Copy everything from SQLite into the empty PostgreSQL database at URL, and compare both.

    The server must be stopped. The SQLite database stays as it is.
    """
    with running_app(alone=True) as app:
        if config_of(app).database_url:
            raise click.ClickException("this moves from SQLite, and PostgreSQL is in use already")
        try:
            address = replace(config_of(app), database_url=url).sqlalchemy_url
            with engine_at(address) as target:
                done = move(db.engine, target, _tell)
        except ArgumentError:
            raise click.ClickException(
                "the address looks like postgresql://user@host/name"
            ) from None
    click.echo(f"{done.rows} rows in {len(done.tables)} tables, the same on both sides.")
    click.echo(
        "Set QUIZAPP_DATABASE_URL to that address and start again; media stay where they are."
    )


@click.command("partition")
@click.argument("parts", type=int)
def partition_command(parts: int) -> None:
    """Lay the busy tables of PostgreSQL out in PARTS parts by learner (1: in one piece again).

    The server must be stopped. docs/scaling.md says when it helps.
    """
    with running_app(alone=True):
        rows = partition(db.engine, parts, _tell)
    click.echo(f"{sum(rows.values())} rows in {len(rows)} tables, each in {parts} parts.")


def _place(app: Flask, repair: bool) -> Place:
    config = config_of(app)
    return Place(
        session=db.session(),
        engine=db.engine,
        media=config.media_folder,
        imports=config.imports_folder,
        backups=config.backups_folder,
        now=app.extensions["quizapp_clock"].now(),
        repair=repair,
    )


def _print_report(report: Report) -> int:
    """Print what a check found; gives the number of problems that are left."""
    mark = "wrong" if report.left else "mended" if report.problems else "good"
    click.echo(f"{mark:>6}  {report.title} ({report.looked_at} looked at)")
    for words in (*report.told, *report.notes):
        click.echo(f"        {words}")
    if report.problems > len(report.told):
        click.echo(f"        and {report.problems - len(report.told)} more")
    return report.left


def _source(app: Flask) -> Source:
    return Source(db.engine, config_of(app).media_folder, __version__)


def _tell(line: str) -> None:
    click.echo(line, err=True)


COMMANDS = (
    backup_command, restore_command, doctor_command, retain_command, migrate_to_command,
    partition_command,
)  # fmt: skip
