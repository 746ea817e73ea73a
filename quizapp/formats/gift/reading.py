"""Read GIFT: questions as plain text, in the way of Moodle but with more patience."""

import re
from collections.abc import Iterator
from typing import Any

from quizapp.domain.items.wording import escape_markdown
from quizapp.formats.building import build
from quizapp.formats.entries import Entry, Event, Notice, Skipped
from quizapp.formats.gift.answers import READERS, Answers, UnreadableError
from quizapp.formats.gift.marks import protected_tags, restored, without_controls
from quizapp.formats.gift.section import SectionError, kind_of, part
from quizapp.formats.gift.splitting import Written, questions
from quizapp.formats.gift.texts import Texts, form_of
from quizapp.formats.gift.weights import TooManyError
from quizapp.formats.source import Source

_NAME = re.compile(r"::(.*?)::", re.DOTALL)
_SIGNS = re.compile(r"(?<!\\)\{\s*(?:[=~#}]|(?:T|F|TRUE|FALSE)\s*[}#])", re.IGNORECASE)
_STRONG = re.compile(r"^\s*(?:\$CATEGORY:|::[^\n]{1,200}?::)", re.MULTILINE)
_OTHER = ("<", '{"', "[{", "PK", "#separator", "#html")
_NAME_SHOWN = 60


def suits(source: Source) -> int:
    """Whether it looks like GIFT: braces that hold answers, named questions, categories."""
    head = source.head_text.lstrip("\ufeff \n\t")
    if "\x00" in head[:200] and source.suffix != ".gift":
        return 0
    own = source.suffix == ".gift"
    if head.startswith(_OTHER) and not own:
        return 0
    if _SIGNS.search(head):
        if source.suffix in {".csv", ".tsv", ".json", ".xml"}:
            return 5
        return 95 if own or _STRONG.search(head) else 75
    if own:
        return 60
    return 40 if _STRONG.search(head) else 0


def read(source: Source) -> Iterator[Event]:
    """The events of a GIFT file."""
    decoded = source.text()
    yield from decoded.notices
    yield from events_of(decoded.text)


def events_of(written: str) -> Iterator[Event]:
    """The events of a text."""
    text = without_controls(written)
    if len(text) < len(written):
        yield Notice("the file", "Characters that cannot be seen were left out.")
    for number, one in enumerate(questions(text), 1):
        yield from _question(one, f"q{number}")


def _question(written: Written, code: str) -> Iterator[Event]:
    name, text = _named(written.text.strip())
    where = f"line {written.line}" + (f", “{name}”" if name else "")
    texts = Texts(form_of(text))
    try:
        made, notes = _made(protected_tags(text), texts)
    except (SectionError, UnreadableError, TooManyError) as error:
        yield Skipped(where, f"{error}.")
        return
    if not made["stem"] and name:
        made["stem"] = escape_markdown(name)
        notes.append("there is nothing but a name; it stands as the question")
    content = {**made, "id": code, "tags": written.tags}
    built = build(content, where, own_id=written.own_id, category=written.category)
    if isinstance(built, Entry):
        yield from (Notice(where, f"{note}.") for note in dict.fromkeys(notes))
        for file in dict.fromkeys(texts.files):
            yield Notice(where, f"The picture or sound “{file[:100]}” is not part of a GIFT file.")
    yield built


def _named(text: str) -> tuple[str, str]:
    found = _NAME.match(text)
    if found is None:
        return "", text
    name = " ".join(restored(found[1]).split())
    shown = name if len(name) <= _NAME_SHOWN else f"{name[: _NAME_SHOWN - 1]}…"
    return shown, text[found.end() :]


def _made(text: str, texts: Texts) -> tuple[dict[str, Any], list[str]]:
    """The fields of a body, and what was not taken as it is written."""
    parted = part(text)
    answers, general = _general(parted.answers)
    found = _read(answers, texts)
    notes = found.notes
    if parted.unescaped:
        notes.append(
            "there are braces { } in the question that are not escaped; they were taken as text"
        )
    said = [texts.markdown(general), *found.asides]
    explanation = "\n\n".join(one for one in said if one)
    return {**found.fields, "stem": texts.markdown(parted.stem), "explanation": explanation}, notes


def _general(answers: str | None) -> tuple[str | None, str]:
    """The answers, and the feedback that is shown whatever was answered."""
    if answers is None:
        return None, ""
    before, mark, general = answers.rpartition("####")
    return (before.strip(), general) if mark else (answers, "")


def _read(answers: str | None, texts: Texts) -> Answers:
    return READERS[kind_of(answers)](answers or "", texts)
