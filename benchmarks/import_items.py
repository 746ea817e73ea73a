"""Import of 10,000 items in one file, for the formats most come in; how flat memory stays.

One round a format: each import is a process of its own with a set of its own. The file is written by
our own writer. The other formats that we can write are measured with 1,000 items, so that all of
it ends in a few minutes. Names of formats as arguments measure only those, all with 10,000.

Most of an import's time is reading: of a QTI package two thirds, since each question is a file of
its own that is unpacked, parsed as XML and rid of its namespaces (about 1 ms); of GIFT a quarter.
"""

import sys
from collections.abc import Sequence
from typing import Any

from _imports import choices, file_of, imported, mixed, prepared
from _measure import home_folder
from _report import Target, at_most, report, spread

from quizapp.formats.format import Format
from quizapp.formats.registry import FORMATS

SMALL, LARGE = 1_000, 10_000
GOAL = "at most 10 s for 10,000 items; memory grows by no more than 30 MB from 1,000 to 10,000"
ONLY_CHOICES = ("aiken",)
COMMON = ("gift", "moodle_xml", "qti21", "anki")


def measured(form: Format, counts: Sequence[int]) -> dict[str, Any]:
    """The figures of one format: of the largest import, and how much more memory it took."""
    made = choices if form.name in ONLY_CHOICES else mixed
    with home_folder() as home:
        env = prepared(home)
        runs = []
        for count in counts:
            path = file_of(form, made(count), home)
            run = imported(path, f"bench-{count}", env)
            if not run.said.startswith(f"bench-{count}: {count} added"):
                raise RuntimeError(f"{form.name}: {run.said}")
            runs.append(run)
    last, name = runs[-1], f"{form.name}, {counts[-1]:,} items"
    figures = {
        f"{name}, wall": spread([last.wall], "s"),
        f"{name}, processor": spread([last.cpu], "s"),
        f"{name}, peak": spread([last.megabytes], "MB", 1),
    }
    if len(runs) > 1:
        figures[f"{name}, growth"] = spread([last.megabytes - runs[0].megabytes], "MB", 1)
    return figures


def main() -> None:
    wanted = set(sys.argv[1:])
    figures: dict[str, Any] = {}
    targets: dict[str, Target] = {}
    for form in FORMATS.values():
        if form.write and form.read and (not wanted or form.name in wanted):
            large = form.name in (wanted or COMMON)
            figures |= measured(form, (SMALL, LARGE) if large else (SMALL,))
            if large:
                name = f"{form.name}, {LARGE:,} items"
                targets |= {f"{name}, wall": at_most(10), f"{name}, growth": at_most(30)}
            report("import_items", GOAL, figures, targets)


if __name__ == "__main__":
    main()
