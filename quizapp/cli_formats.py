"""`quizapp inspect`: look into a file of another program before importing it."""

import json
import sys
from pathlib import Path
from typing import NoReturn

import click

from quizapp.formats.entries import RefusedError
from quizapp.formats.inspection import Inspection, inspect
from quizapp.formats.registry import FORMATS, format_of
from quizapp.formats.source import Source

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("inspect")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--from", "form", type=click.Choice(list(FORMATS)), help="Read it as this format.")
def inspect_file(file: Path, as_json: bool, form: str | None) -> None:
    """Say what is in FILE: questions by type, cards, media, and what would be skipped and why."""
    source = Source.of(file)
    try:
        found = inspect(source, form)
    except RefusedError as error:
        refuse(source, form, as_json, str(error))
    click.echo(json.dumps(found.as_json(), ensure_ascii=False) if as_json else described(found))


def refuse(source: Source, form: str | None, as_json: bool, message: str) -> NoReturn:
    """Say why a file is refused as a whole, and end with 2."""
    if as_json:
        name = form or _detected(source)
        click.echo(json.dumps({"format": name, "error": message}, ensure_ascii=False))
    else:
        click.echo(f"error: {source.name}: {message}", err=True)
    sys.exit(2)


def _detected(source: Source) -> str | None:
    try:
        return format_of(source).name
    except RefusedError:
        return None


def described(found: Inspection) -> str:
    """The same for people."""
    types = ", ".join(f"{kind} {n}" for kind, n in found.by_type.most_common())
    lines = [f"{found.form.title}: {found.items} items ({types})"]
    if found.cards:
        lines.append(f"{found.cards} cards")
    if found.media:
        lines.append(f"{found.media} media files")
    lines += [f"skipped, {one.where}: {one.reason}" for one in found.skipped]
    lines += [f"note, {one.where}: {one.text}" for one in found.warnings]
    return "\n".join(lines)
