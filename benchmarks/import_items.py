"""Import of 10,000 items in one file, for each format that we can write; how flat memory stays.

One round a format: each import is a process of its own with a set of its own. The file is written by
our own writer. Names of formats as arguments measure only those.
"""

import sys
from typing import Any

from _imports import choices, file_of, imported, mixed, prepared
from _measure import home_folder, report, spread

from quizapp.formats.format import Format
from quizapp.formats.registry import FORMATS

SMALL, LARGE = 1_000, 10_000
TARGET = "at most 10 s for 10,000 items; memory grows by no more than 30 MB from 1,000 to 10,000"
ONLY_CHOICES = ("aiken",)


def measured(form: Format) -> dict[str, Any]:
    """The figures of one format."""
    made = choices if form.name in ONLY_CHOICES else mixed
    with home_folder() as home:
        env = prepared(home)
        runs = []
        for count in (SMALL, LARGE):
            path = file_of(form, made(count), home)
            run = imported(path, f"bench-{count}", env)
            if not run.said.startswith(f"bench-{count}: {count} added"):
                raise RuntimeError(f"{form.name}: {run.said}")
            runs.append(run)
    small, large = runs
    return {
        f"{form.name}, wall": spread([large.wall], "s"),
        f"{form.name}, processor": spread([large.cpu], "s"),
        f"{form.name}, peak": spread([large.megabytes], "MB", 1),
        f"{form.name}, growth": spread([large.megabytes - small.megabytes], "MB", 1),
    }


def main() -> None:
    wanted = set(sys.argv[1:])
    figures: dict[str, Any] = {}
    for form in FORMATS.values():
        if form.write and form.read and (not wanted or form.name in wanted):
            figures |= measured(form)
    report("import_items", TARGET, figures)


if __name__ == "__main__":
    main()
