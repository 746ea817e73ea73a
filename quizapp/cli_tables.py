"""What can be said of a table on the command line: its signs, its first row, its columns."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from quizapp.formats.table.chosen import ROLES, Signs

_NAMED = {"tab": "\t", "line": "\n", "blank": "\n\n", "comma": ",", "semicolon": ";", "bar": "|"}
_KNOWN = ", ".join(one for one in ROLES if one)

Command = TypeVar("Command", bound=Callable[..., Any])


class Columns(click.ParamType[Any]):
    """What each column holds, from the first one on: `front,back,-,tags`; “-” is left out."""

    name = "columns"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """The roles by their names. Fails where a name is none, or none is the front."""
        if isinstance(value, tuple):
            return value
        said = [one.strip().removeprefix("-") for one in str(value).split(",")]
        found = tuple(role for one in said for role in ROLES if role == one)
        if len(found) < len(said):
            self.fail(
                f"a column holds one of {_KNOWN}, or “-” for nothing that is wanted", param, ctx
            )
        if "front" not in found:
            self.fail("one column has to be the front", param, ctx)
        return found


class Sign(click.ParamType[Any]):
    """A sign as it is, or by its name."""

    name = "sign"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """The sign itself."""
        if not value:
            self.fail("a sign cannot be empty", param, ctx)
        return _NAMED.get(value, value)


def table_options(command: Command) -> Command:
    """Adds the options; `signs_of` makes `Signs` of what they give."""
    options = (
        click.option(
            "--cells", type=Sign(), help="The sign between cells of a table, as “;” or tab."
        ),
        click.option(
            "--rows", type=Sign(), help="The sign between its rows: line, blank, or another."
        ),
        click.option(
            "--header/--no-header", default=None, help="Whether its first row names the columns."
        ),
        click.option(
            "--columns",
            type=Columns(),
            metavar="ROLES",
            help=f"What its columns hold: {_KNOWN}, or -.",
        ),
    )
    for add in reversed(options):
        command = add(command)
    return command


def signs_of(options: dict[str, Any]) -> Signs:
    """What was said of the table."""
    return Signs(options["cells"], options["rows"], options["header"], options["columns"])
