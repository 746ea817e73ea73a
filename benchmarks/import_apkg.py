"""S9: import of an Anki package of 100,000 plain notes.

The official importer took 3.5 s and 287 MB for a package of this size on a quiet machine.
A number as argument measures as many notes.

Twice its time is out of reach here. The official importer, written in Rust, copies rows; here each
note becomes Markdown, is checked as a question, waits in staging, and gets an item with a revision,
a card and an entry for the search: about 0.7 ms of the processor. By samples of 10,000 notes: 39 %
reading the file (a third of that filling in the faces, a fifth checking the fields), 11 % the
digests and rows of staging, 9 % storing these, 22 % items, revisions and cards, 10 % the search, the
rest starting up.
"""

import sys

from _imports import file_of, flashcards, imported, prepared
from _measure import home_folder
from _report import at_most, report, spread

from quizapp.formats.registry import FORMATS

NOTES = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
GOAL = "at most twice the official importer's time (7 s); at most 300 MB"


def main() -> None:
    with home_folder() as home:
        env = prepared(home)
        path = file_of(FORMATS["anki"], flashcards(NOTES), home)
        run = imported(path, "bench", env)
    if not run.said.startswith(f"bench: {NOTES} added"):
        raise RuntimeError(run.said)
    report(
        "import_apkg",
        GOAL,
        {
            f"{NOTES:,} notes, wall": spread([run.wall], "s"),
            f"{NOTES:,} notes, processor": spread([run.cpu], "s"),
            f"{NOTES:,} notes, peak": spread([run.megabytes], "MB", 1),
        },
        {f"{NOTES:,} notes, wall": at_most(7), f"{NOTES:,} notes, peak": at_most(300)},
    )


if __name__ == "__main__":
    main()
