"""The `quizapp` command."""

import secrets
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from flask import Flask

from quizapp.cli_app import config_of, running_app
from quizapp.cli_formats import FILE, WRITABLE, convert_file, inspect_file
from quizapp.cli_keeping import COMMANDS
from quizapp.cli_sets import export_to, import_into
from quizapp.cli_tables import signs_of, table_options
from quizapp.cli_users import user
from quizapp.content.check import list_questions, run_check
from quizapp.content.problems import ContentError
from quizapp.domain.rules.table import RULES
from quizapp.paths import shipped
from quizapp.services.courses import SyncReport, sync_all
from quizapp.services.roles import offer_first_teacher
from quizapp.services.schema import migrate


@click.group()
def main() -> None:
    """Read a lesson, drill its flashcards, take a scored quiz, see what is slipping."""


main.add_command(user)
main.add_command(inspect_file)
main.add_command(convert_file)
for command in COMMANDS:
    main.add_command(command)


@main.command()
def serve() -> None:
    """Migrate, load questions/, then serve the app with its job worker beside it."""
    with running_app() as app:
        migrate()
        load_courses(app)
        print_first_teacher_link(app)
        from quizapp.cli_serving import keep_serving  # noqa: PLC0415 (gunicorn, and a queue that loads every driver there is)

        status = keep_serving(app)
    sys.exit(status)


@main.command()
def sync() -> None:
    """Load questions/ into the database; running it again changes nothing."""
    with running_app() as app:
        migrate()
        for report in load_courses(app):
            click.echo(summary(report))


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text")
@click.option(
    "--rule",
    "rules",
    multiple=True,
    type=click.Choice(list(RULES), case_sensitive=False),
    metavar="R",
    help="Report only these rules (R01 to R40).",
)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Judge dates as of this day.")
@click.option("--questions", is_flag=True, help="List what only an author can answer instead.")
def check(
    paths: tuple[Path, ...],
    form: str,
    rules: tuple[str, ...],
    as_of: datetime | None,
    questions: bool,
) -> None:
    """Check question files: schema, references, rules. Exit 0 clean, 1 errors, 2 unreadable."""
    day: date | None = as_of.date() if as_of else None
    where = paths or (shipped("questions"),)
    text, code = list_questions(where, rules) if questions else run_check(where, form, rules, day)
    click.echo(text, nl=False)
    sys.exit(code)


@main.command("import")
@click.argument("file", type=FILE)
@click.option("--set", "slug", required=True, metavar="SLUG", help="The set that it goes into.")
@click.option("--owner", metavar="NAME", help="The teacher who brings it (else: the set's owner).")
@click.option("--new", is_flag=True, help="Make the set.")
@click.option(
    "--with-schedules",
    "schedules",
    is_flag=True,
    help="Keep the schedules and answers in FILE as those of --owner.",
)
@table_options
def import_file(
    file: Path, slug: str, owner: str | None, new: bool, schedules: bool, **table: Any
) -> None:
    """Bring the questions of FILE into a set; the same file again changes nothing."""
    with running_app():
        migrate()
        import_into(file, slug, owner, new, schedules, signs_of(table))


@main.command("export")
@click.argument("slug")
@click.option("--to", "form", type=click.Choice(WRITABLE), required=True)
@click.option(
    "-o", "output", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="FILE"
)
def export_file(slug: str, form: str, output: Path) -> None:
    """Write a set as a file of another program; says what that cannot hold."""
    with running_app():
        migrate()
        export_to(slug, form, output)


def load_courses(app: Flask) -> list[SyncReport]:
    """Load the shipped courses and those of QUIZAPP_QUESTIONS; ends the command on errors."""
    config = config_of(app)
    roots = [shipped("questions"), *([Path(config.questions)] if config.questions else [])]
    try:
        return list(sync_all(roots, app.extensions["quizapp_clock"].now()))
    except ContentError as error:
        raise click.ClickException(f"these question files cannot be used:\n{error}") from None


def summary(report: SyncReport) -> str:
    """One line on what a load did."""
    if report.skipped:
        return f"{report.course}: nothing has changed"
    return (
        f"{report.course}: {report.created} new, {report.revised} revised, "
        f"{report.retired} retired, {report.revived} back, {report.unchanged} unchanged"
    )


def print_first_teacher_link(app: Flask) -> None:
    """Print the one-time link that makes the first teacher, as long as there is none."""
    config, token = config_of(app), secrets.token_urlsafe(32)
    if offer_first_teacher(token, app.extensions["quizapp_clock"].now()):
        base = config.base_url or f"http://{config.host}:{config.port}"
        click.echo(f"First teacher (works once): {base}/teach/setup?token={token}")
