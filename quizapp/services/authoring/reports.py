"""What a file holds, as it is told before anything of it is taken."""

from dataclasses import dataclass, field
from typing import Any

from quizapp.domain.items.registry import dump_body
from quizapp.formats.entries import Entry, Event, Medium, Notice, Skipped
from quizapp.formats.format import Format
from quizapp.services.authoring import histories

SAMPLES = 5
MOST_REMARKS = 1_000


@dataclass
class Report:
    """What a file holds, as it is shown: counts, samples, what is skipped or told."""

    form: Format
    by_type: dict[str, int] = field(default_factory=dict)
    cards: int = 0
    media: int = 0
    entries: int = 0
    kept: histories.Kept = field(default_factory=histories.Kept)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    skipped_count: int = 0
    notices: list[tuple[str, str]] = field(default_factory=list)
    samples: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)  # name → the end of its address
    table: dict[str, Any] | None = None  # how it is divided, where that can be chosen

    def note(self, event: Event) -> None:
        """Count one event."""
        match event:
            case Entry():
                self.entries += 1
                self.by_type[event.body.type] = self.by_type.get(event.body.type, 0) + 1
                self.cards += event.card_count
                self.kept.note(event.cards)
                if len(self.samples) < SAMPLES:
                    self.samples.append({"where": event.where, **dump_body(event.body)})
            case Skipped():
                self.skipped_count += 1
                if len(self.skipped) < MOST_REMARKS:
                    self.skipped.append((event.where, event.reason))
            case Notice():
                if len(self.notices) < MOST_REMARKS:
                    self.notices.append((event.where, event.text))
            case Medium():
                self.media += 1

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "title": self.form.title,
            "by_type": dict(sorted(self.by_type.items(), key=lambda pair: (-pair[1], pair[0]))),
            "entries": self.entries,
            "cards": self.cards,
            "media": self.media,
            **self.kept.as_json(),
            "skipped": self.skipped,
            "skipped_count": self.skipped_count,
            "notices": self.notices,
            "samples": self.samples,
            **({"table": self.table} if self.table else {}),
        }
