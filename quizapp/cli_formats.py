"""`quizapp inspect` and `quizapp convert`: files of other programs, without the database."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from quizapp.cli_tables import signs_of, table_options
from quizapp.clock import Clock
from quizapp.content.export import set_file
from quizapp.domain.slugs import slug_of
from quizapp.formats.entries import (
    Entry,
    Medium,
    Notice,
    RefusedError,
    Skipped,
    media_address,
)
from quizapp.formats.format import Load, Writing
from quizapp.formats.inspection import Inspection, inspect, opened
from quizapp.formats.registry import FORMATS, format_of
from quizapp.formats.source import Source

WRITABLE = ["yaml", *(one.name for one in FORMATS.values() if one.write is not None)]
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("inspect")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--from", "form", type=click.Choice(list(FORMATS)), help="Read it as this format.")
@table_options
def inspect_file(file: Path, as_json: bool, form: str | None, **table: Any) -> None:
    """Say what is in FILE: questions by type, cards, media, and what would be skipped and why."""
    source = Source.of(file)
    try:
        found = inspect(source, form, signs_of(table))
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


@click.command("convert")
@click.argument("source", metavar="IN", type=FILE)
@click.argument("target", metavar="OUT", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--from", "read_as", type=click.Choice(list(FORMATS)), help="Read IN as this.")
@click.option("--to", "form", type=click.Choice(WRITABLE), help="Else: by the end of OUT's name.")
@table_options
def convert_file(
    source: Path, target: Path, read_as: str | None, form: str | None, **table: Any
) -> None:
    """Turn a file of one program into one of another; says what is left out or lost."""
    name = form or _by_suffix(target)
    brought = Source.of(source)
    try:
        found = list(opened(brought, read_as, signs_of(table))[1])
    except RefusedError as error:
        refuse(brought, read_as, as_json=False, message=str(error))
    entries = [event for event in found if isinstance(event, Entry)]
    for event in found:
        if isinstance(event, Skipped):
            click.echo(f"skipped, {event.where}: {event.reason}", err=True)
        elif isinstance(event, Notice):
            click.echo(f"note, {event.where}: {event.text}", err=True)
    if not entries:
        refuse(brought, read_as, as_json=False, message="There is no question in it.")
    media = {media_address(event.name): event for event in found if isinstance(event, Medium)}
    kept = _write(entries, target, name, source.stem, lambda address: _bytes(media, address))
    click.echo(f"{target}: {kept} of {len(entries)} items")


def _by_suffix(target: Path) -> str:
    """The format that the end of a name stands for; ends the command where it stands for none."""
    end = target.suffix.lower()
    if end in (".yaml", ".yml"):
        return "yaml"
    found = [one.name for one in FORMATS.values() if one.write and one.suffix == end]
    if not found:
        raise click.UsageError(f"“{end}” stands for no format here: say which with --to.")
    return found[0]


def _bytes(media: dict[str, Medium], address: str) -> bytes:
    return media[address].read() if address in media else b""


def _write(entries: Sequence[Entry], target: Path, name: str, title: str, load: Load) -> int:
    """Write what the format can hold, say what it cannot, and give how many items went along."""
    if name == "yaml":
        slug = slug_of(title, "set")
        target.write_text(set_file(slug, title, "", [one.body for one in entries]), "utf-8")
        return len(entries)
    form = FORMATS[name]
    if form.write is None:
        raise click.UsageError(f"{form.title} cannot be written here.")
    lost = [loss for one in entries for loss in (form.losses(one) if form.losses else ())]
    for loss in lost:
        click.echo(f"{'left out' if loss.whole else 'lost'}, {loss.item}: {loss.what}", err=True)
    gone = {loss.item for loss in lost if loss.whole}
    kept = [one for one in entries if one.body.id not in gone]
    half = target.with_name(f"{target.name}.part")
    with half.open("wb") as stream:
        form.write(kept, stream, Writing(title, load, Clock().now()))
    half.replace(target)
    return len(kept)
