"""The text of a lesson, taken apart once per version and kept: it is the same for every reader."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.lesson import Change, Figure, Heading, KeyDate, Objective, Person
from quizapp.models.courses import Lesson

KEPT = 256

_REFERENCE = re.compile(r'<a [^>]*\bid="ref-([A-Za-z0-9.-]+?)(-[0-9]+)?"')
# A term is a button, and a line may break behind it: not before the comma that follows.
_LOOSE_END = re.compile(r"(<button [^>]*>[^<]*</button>[.,;:!?)’”]+)")
_kept: dict[str, "LessonText"] = {}
_turn = Lock()


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the text, in order: html, claim, evidence, checkpoint, figure or hard.

    `name` is the code of the claim, item or figure, or the anchor; only a hard passage has
    `parts`, only a figure a `drawing`.
    """

    kind: str
    name: str = ""
    title: str = ""
    html: str = ""
    parts: tuple["Part", ...] = ()
    drawing: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class LessonText:
    """What a lesson says. `uses` counts the references to each source of `notes`.

    `checkpoints` are all its questions, `before` those that are asked before and after the text.
    """

    span: str
    as_of: date
    content_note: str | None
    objectives: tuple[Objective, ...]
    dates: tuple[KeyDate, ...]
    people: tuple[Person, ...]
    changes: tuple[Change, ...]
    figure: Figure | None
    headings: tuple[Heading, ...]
    parts: tuple[Part, ...]
    notes: tuple[str, ...]
    uses: Mapping[str, int]
    further: tuple[str, ...]
    terms: tuple[str, ...]
    claims: tuple[str, ...]
    checkpoints: tuple[str, ...]
    before: tuple[str, ...]

    def has_anchor(self, anchor: str) -> bool:
        """Whether a reading position may stand there: a heading, or "" before the first."""
        return not anchor or any(heading.id == anchor for heading in self.headings)

    def heading(self, anchor: str) -> str | None:
        """The words of a heading."""
        return next((one.text for one in self.headings if one.id == anchor), None)

    def place_of(self, item: str, claims: Iterable[str], sources: Iterable[str]) -> str | None:
        """Where it is told: the anchor of one of the claims, else of a note to one of the sources.

        The question itself, if the text asks it, only where it is told nowhere.
        """
        claim = next((one for one in claims if one in self.claims), None)
        if claim is not None:
            return f"claim-{claim}"
        source = next((one for one in sources if one in self.uses), None)
        if source is not None:
            return f"ref-{source}"
        return f"check-{item}" if item in self.checkpoints else None


def texts(session: Session, wanted: Mapping[int, str]) -> dict[int, LessonText]:
    """Texts by lesson id, for ids with their digests (one statement where one is not kept)."""
    with _turn:
        found = {one: _kept[digest] for one, digest in wanted.items() if digest in _kept}
    missing = wanted.keys() - found.keys()
    if missing:
        columns = select(Lesson.id, Lesson.digest, Lesson.data)
        for row in session.execute(columns.where(Lesson.id.in_(missing))):
            found[row.id] = _keep(row.digest, taken_apart(row.data))
    return found


def _keep(digest: str, text: LessonText) -> LessonText:
    with _turn:
        while len(_kept) >= KEPT:
            del _kept[next(iter(_kept))]
        _kept[digest] = text
    return text


def taken_apart(data: Mapping[str, Any]) -> LessonText:
    """The stored lesson (`lessons.data`) as objects, its hard passages nested."""
    parts = tuple(_parts(iter(data["segments"])))
    flat = list(_flat(parts))
    notes = tuple(data["notes"])
    figure = data.get("figure")
    before = tuple(data.get("before") or ())
    return LessonText(
        span=data["span"],
        as_of=date.fromisoformat(data["as_of"]),
        content_note=data.get("content_note"),
        objectives=tuple(Objective.model_validate(one) for one in data["objectives"]),
        dates=tuple(KeyDate.model_validate(one) for one in data["dates"]),
        people=tuple(Person.model_validate(one) for one in data["people"]),
        changes=tuple(Change.model_validate(one) for one in data["changes"]),
        figure=Figure.model_validate(figure) if figure else None,
        headings=tuple(Heading.model_validate(one) for one in data["headings"]),
        parts=parts,
        notes=notes,
        uses=_uses(part.html for part in flat),
        further=tuple(code for code in data["sources"] if code not in notes),
        terms=_each([*(term["id"] for term in data["terms"]), *data["terms_used"]]),
        claims=_each(part.name for part in flat if part.kind == "claim"),
        checkpoints=_each([*(part.name for part in flat if part.kind == "checkpoint"), *before]),
        before=before,
    )


def _parts(segments: Iterator[Mapping[str, Any]]) -> Iterator[Part]:
    """Segments as parts, up to the end of the passage that they stand in."""
    for one in segments:
        kind = one["kind"]
        if kind == "hard_end":
            return
        if kind == "hard_start":
            yield Part("hard", one["id"], one["title"], parts=tuple(_parts(segments)))
        elif kind == "checkpoint":
            yield Part(kind, one["item"])
        elif kind == "claim":
            yield Part(kind, one["claim"], html=_joined(one["html"]))
        elif kind == "figure":
            yield Part(kind, one["figure"], one["title"], drawing=one["drawing"])
        else:
            yield Part(kind, one.get("id", ""), one.get("title", ""), _joined(one["html"]))


def _joined(html: str) -> str:
    return _LOOSE_END.sub(r'<span class="keep">\1</span>', html)


def _flat(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        yield part
        yield from _flat(part.parts)


def _uses(pieces: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for html in pieces:
        for match in _REFERENCE.finditer(html):
            found[match[1]] = found.get(match[1], 0) + 1
    return found


def _each(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
