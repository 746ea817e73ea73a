"""Write Aiken: questions with one right choice, in plain words."""

from collections.abc import Iterable
from typing import Any, BinaryIO

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.single import SingleBody
from quizapp.domain.items.true_false import TrueFalseBody
from quizapp.domain.items.wording import plain_text
from quizapp.formats.aiken.reading import events_of
from quizapp.formats.entries import Entry, Loss
from quizapp.formats.format import Writing
from quizapp.formats.losing import UnwritableError, losses_of

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def write(entries: Iterable[Entry], target: BinaryIO, _writing: Writing) -> None:
    """Write the entries one after the other."""
    target.writelines(_question(entry).encode() for entry in entries)


def losses(entry: Entry) -> Iterable[Loss]:
    """What Aiken cannot hold of an entry."""
    return losses_of(entry, _question, events_of)


def _question(entry: Entry) -> str:
    texts, right = _choices(entry.body)
    choices = [f"{_LETTERS[place]}. {plain_text(text)}" for place, text in enumerate(texts)]
    return "\n".join([plain_text(entry.body.stem), *choices, f"ANSWER: {_LETTERS[right]}\n\n"])


def _choices(body: ItemBody) -> tuple[list[str], int]:
    """The texts, and the place of the right one."""
    if isinstance(body, TrueFalseBody):
        return ["True", "False"], 0 if body.answer else 1
    if not isinstance(body, SingleBody):
        raise UnwritableError("Aiken has only questions with one right choice")
    if len(body.options) > len(_LETTERS):
        raise UnwritableError("Aiken has no more choices than there are letters")
    keys: list[Any] = [option.key for option in body.options]
    return [option.text for option in body.options], keys.index(True)
