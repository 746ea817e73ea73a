"""What passes between a file and the house: questions, files beside them, and what went wrong.

A reader yields these one by one, so that a large file never stands in memory as a whole and one bad
question never stops the rest. A writer takes entries; what it cannot express is told before.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.plugin import CardKind
from quizapp.markup import MISSING

CardPhase = Literal["learning", "review", "relearning"]

_ADDRESS = re.compile(r"/media/in-([0-9a-f]{40})")


class RefusedError(ValueError):
    """The file as a whole cannot be read; the message says why and what to do. Nothing is stored."""


@dataclass(frozen=True, slots=True)
class PastReview:
    """One answer to a card in the program the file came from."""

    at: datetime  # aware
    rating: int  # 1 again, 2 hard, 3 good, 4 easy
    duration_ms: int


@dataclass(frozen=True, slots=True)
class CardRecord:
    """One card of an entry as the other program kept it: which side, and its history.

    `phase` is None for a card that is new there. A `daily` due time is somewhere in the day on
    which the card comes back, else it is meant to the second. `complete` says that the reviews
    begin with the very first answer; where they do not, `begun` is the interval (days) and ease
    that the card had before the first of them. `touched` is the last time that the schedule was
    changed by hand.
    """

    kind: CardKind
    ordinal: int
    suspended: bool = False
    phase: CardPhase | None = None
    due: datetime | None = None
    daily: bool = False
    stability: float | None = None  # days
    difficulty: float | None = None  # 1 to 10
    interval: int = 0  # days
    ease: float = 2.5  # what SM-2 multiplies an interval with
    last_review: datetime | None = None
    touched: datetime | None = None
    complete: bool = False
    begun: tuple[int, float] | None = None
    reviews: tuple[PastReview, ...] = ()
    unusable: int = 0  # answers that cannot be taken: at no possible time, or too many of them


@dataclass(frozen=True, slots=True)
class Entry:
    """One question of a file.

    `where` names its place for a person ("line 12", "question 3, “Capitals”"). `own_id` is the id
    that it has in its own program, by which a second import finds it again. `category` is the path
    of the deck or category. Images and sounds stand in the body as `media_address(name)`.
    `cards` is what a package of cards knows beside the text; it is empty for quiz formats.
    `card_count` is how many cards the file has of it (0 where the format has no cards).
    """

    body: ItemBody
    where: str
    own_id: str | None = None
    category: tuple[str, ...] = ()
    cards: tuple[CardRecord, ...] = ()
    card_count: int = 0


@dataclass(frozen=True, slots=True)
class Skipped:
    """A question that could not be taken: its place, and the reason in plain words."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that was taken, but not quite as it was written."""

    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Medium:
    """A file beside the questions, under the name by which they mention it."""

    name: str
    size: int  # bytes, as really readable
    read: Callable[[], bytes] = field(repr=False, compare=False)


Event = Entry | Skipped | Notice | Medium


@dataclass(frozen=True, slots=True)
class Loss:
    """What a format cannot hold: the item (its id), and what is lost."""

    item: str
    what: str
    whole: bool = False  # the item is left out


def media_address(name: str) -> str:
    """Where an entry's text points to for a file of this name, until the file is stored."""
    return f"/media/in-{media_digest(name)}"


def media_digest(name: str) -> str:
    """What stands for a file's name in `media_address`."""
    return sha256(name.encode("utf-8", "replace")).hexdigest()[:40]


def media_placed(content: dict[str, Any], addresses: Mapping[str, str]) -> dict[str, Any]:
    """An entry's content that points to where its files are stored now (name → address)."""
    text = json.dumps(content, ensure_ascii=False)
    if "/media/in-" not in text:
        return content
    found = {media_digest(name): address for name, address in addresses.items()}
    placed: dict[str, Any] = json.loads(text_placed(text, found))
    return placed


def text_placed(text: str, found: Mapping[str, str]) -> str:
    """The same for content as JSON, by the digests of the names."""
    return _ADDRESS.sub(lambda one: found.get(one[1], MISSING), text)


def media_mentioned(text: str) -> set[str]:
    """The digests of the names of all files that a text points to."""
    return set(_ADDRESS.findall(text))
