"""What another program knew of the cards: as it lies in staging, and in numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from quizapp.domain.scheduling.brought import History, PastAnswer
from quizapp.formats.entries import CardRecord

_TIMES = ("due", "last_review", "touched")
_PLAIN = ("phase", "daily", "stability", "difficulty", "interval", "ease", "complete")


@dataclass
class Kept:
    """How much of schedules a file holds: answers, their cards, cards with a schedule."""

    reviews: int = 0
    reviewed_cards: int = 0
    scheduled_cards: int = 0
    suspended_cards: int = 0
    last_review: datetime | None = None

    def note(self, cards: Iterable[CardRecord]) -> None:
        """Count the cards of one entry."""
        for card in cards:
            self.reviews += len(card.reviews)
            self.reviewed_cards += bool(card.reviews)
            self.scheduled_cards += card.phase is not None
            self.suspended_cards += card.suspended
            times = [one.at for one in card.reviews[-1:]]
            self.last_review = max((*times, *filter(None, [self.last_review])), default=None)

    def as_json(self) -> dict[str, Any]:
        """As the report of an import keeps it."""
        last = self.last_review.isoformat() if self.last_review else None
        return {**asdict(self), "last_review": last}


def staged(card: CardRecord) -> dict[str, Any]:
    """A card's record as JSON."""
    times = {name: getattr(card, name) for name in _TIMES}
    return {
        "kind": card.kind,
        "ordinal": card.ordinal,
        "suspended": card.suspended,
        **{name: getattr(card, name) for name in _PLAIN},
        **{name: time.isoformat() if time else None for name, time in times.items()},
        "begun": card.begun,
        "reviews": [[one.at.isoformat(), one.rating, one.duration_ms] for one in card.reviews],
    }


def history_of(card: Mapping[str, Any]) -> History | None:
    """The history that lies in staging; None for a card that was new there."""
    if not card.get("phase"):
        return None
    begun = card["begun"]
    known: dict[str, Any] = {
        **{name: card[name] for name in _PLAIN},
        **{name: datetime.fromisoformat(card[name]) if card[name] else None for name in _TIMES},
    }
    return History(
        answers=tuple(
            PastAnswer(datetime.fromisoformat(at), rating, duration)
            for at, rating, duration in card["reviews"]
        ),
        begun=(begun[0], begun[1]) if begun else None,
        **known,
    )
