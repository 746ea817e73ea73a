"""The two sides of a card: a note's fields in the templates of its type, as Markdown."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape, unescape
from urllib.parse import quote

from quizapp.formats.anki import clozes, templates
from quizapp.formats.anki.hidden import without_hidden
from quizapp.formats.anki.note_types import NoteType, Template
from quizapp.formats.anki.templates import Scene
from quizapp.formats.html import markdown_of, plain_of

_SOUND = re.compile(r"\[sound:([^\[\]]+)\]|\[sound:(.+?)\]")
_ANSWER_LINE = re.compile(r"<hr\b[^>]*\bid\s*=\s*[\"']?answer\b[^>]*>", re.IGNORECASE)
_MORE_LINE = re.compile(r"<hr\b[^>]*\bid\s*=\s*[\"']?more\b[^>]*>", re.IGNORECASE)
_ONLY_LINES = re.compile(r"[-\s]*")
_SPOKEN = re.compile(r"\[anki:tts\b[^\]]*\](.*?)\[/anki:tts\]", re.DOTALL)

Address = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Face:
    """One card: its sides in Markdown, and for a typed one the plain answer.

    `more` is what the house's own packages set apart under an answer.
    """

    ordinal: int
    front: str
    back: str
    more: str = ""
    typed: str | None = None


@dataclass(frozen=True, slots=True)
class Filling:
    """A note, ready to be put into templates."""

    kind: NoteType
    fields: Mapping[str, str]
    address: Address
    known: dict[str, str] = field(default_factory=dict)  # what was made Markdown already

    @classmethod
    def of(
        cls,
        kind: NoteType,
        values: tuple[str, ...],
        tags: tuple[str, ...],
        deck: tuple[str, ...],
        address: Address,
    ) -> "Filling":
        """The fields by name, and those that every template may use."""
        named = dict(zip(kind.fields, values, strict=False))
        special = {
            "Tags": " ".join(tags),
            "Type": kind.name,
            "Deck": "::".join(deck),
            "Subdeck": deck[-1] if deck else "",
        }
        plain = {name: escape(text, quote=False) for name, text in special.items()}
        return cls(kind, {**plain, **named}, address)

    def markdown(self, html: str) -> str:
        """HTML of a field or side, with its sounds as links."""
        html = html.strip()
        if html not in self.known:
            seen = _SOUND.sub(_link, _SPOKEN.sub(r"\1", html))
            self.known[html] = markdown_of(seen, self.address)
        return self.known[html]

    def numbers(self) -> frozenset[int]:
        """The numbers of the clozes in the fields that the template asks for."""
        template = self.kind.template(0)
        asked = templates.references(templates.parsed(template.question)) if template else ()
        return frozenset(
            number
            for one in asked
            if "cloze" in one.filters
            for deletion in clozes.deletions(clozes.parsed(self.fields.get(one.key, "")))
            for number in deletion.numbers
        )


def _link(match: re.Match[str]) -> str:
    name = unescape(match[1] or match[2])
    return f'<audio src="{quote(name)}">{escape(name)}</audio>'


def ordinals(filling: Filling) -> list[int]:
    """The cards that a note's templates make of it, where no list of cards came with it."""
    if filling.kind.cloze:
        return sorted(number - 1 for number in filling.numbers() if number)
    scene = Scene(filling.fields)
    return [
        ordinal
        for ordinal, template in sorted(filling.kind.templates.items())
        if templates.asks(templates.parsed(template.question), scene)
    ]


def face(filling: Filling, ordinal: int) -> Face | None:
    """A card of a note; None where it has no front. Raises TooLongError."""
    template = filling.kind.template(ordinal)
    if template is None:
        return None
    number = ordinal + 1
    if filling.kind.cloze and number not in filling.numbers():
        return None
    question = templates.parsed(without_hidden(template.question))
    special = {"Card": escape(template.name), "CardFlag": "", "FrontSide": ""}
    scene = Scene({**filling.fields, **special}, number)
    front = filling.markdown(templates.filled(question, scene))
    if not front:
        return None
    shown = Scene(scene.fields, number, answer=True)
    answer, more = _answer(template, shown, filling)
    typed = [one.key for one in templates.references(question) if "type" in one.filters]
    wanted = plain_of(filling.fields.get(typed[0], "")) if typed and not filling.kind.cloze else ""
    return Face(ordinal, front, answer, more, wanted or None)


def _answer(template: Template, scene: Scene, filling: Filling) -> tuple[str, str]:
    """The back without the front that Anki repeats above it, and what stands under it."""
    written = _written(template.question, template.answer, filling.kind.cloze)
    answer, _, more = _parted(_MORE_LINE, written)
    back = filling.markdown(templates.filled(templates.parsed(answer), scene))
    if not back and written != template.answer:
        back = filling.markdown(templates.filled(templates.parsed(template.answer), scene))
    back = "" if _ONLY_LINES.fullmatch(back) else back
    return back, filling.markdown(templates.filled(templates.parsed(more), scene)) if more else ""


@lru_cache(maxsize=512)  # a template is the same for thousands of notes
def _written(question: str, answer: str, cloze: bool) -> str:
    """The part of the answer's template that shows more than the question's."""
    before, line, after = _parted(_ANSWER_LINE, answer)
    if cloze:
        return answer  # what stands before the line is the text with its answer
    if line and not _is_new(before, question):
        return after
    return answer.removeprefix(question)


def _parted(line: re.Pattern[str], template: str) -> tuple[str, bool, str]:
    """What is before and after a line of the template."""
    found = line.search(template)
    if found is None:
        return template, False, ""
    return template[: found.start()], True, template[found.end() :]


def _is_new(part: str, question: str) -> bool:
    """Whether a part of the back shows a field that the front does not."""
    asked = {one.key for one in templates.references(templates.parsed(question))}
    told = {one.key for one in templates.references(templates.parsed(part))}
    return bool(told - asked - {"FrontSide"})
