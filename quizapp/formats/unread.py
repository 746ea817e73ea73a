"""What to do with files that are not read here though people have them: how to export them anew."""

from quizapp.formats.anki.guarded_sqlite import MAGIC
from quizapp.formats.archive import Archive, is_zip
from quizapp.formats.entries import RefusedError
from quizapp.formats.source import Source

_TEXT = "In Mnemosyne choose File, Export and “Tab-separated text files”, and bring that file."
_CARDS = f"This is a deck of Mnemosyne, which is not read here. {_TEXT}"
_DATABASE = (
    "This is the database of a program, which is not read here, but what the program exports is. "
    f"{_TEXT} In Anki choose File, Export and a package (.apkg or .colpkg)."
)


def advice(source: Source) -> str | None:
    """How to bring what is in a file that no reader takes; None where that is not known."""
    if source.head.startswith(MAGIC):
        return _DATABASE
    return _CARDS if is_zip(source) and _is_deck(source) else None


def _is_deck(source: Source) -> bool:
    try:
        return "cards.xml" in Archive(source)
    except RefusedError:
        return False
