"""What some events do to one card: applied on top where they follow, else replayed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from quizapp.domain.scheduling.replay import Event, apply_event, follows, replay
from quizapp.domain.scheduling.states import CardState, Settings, Transition
from quizapp.queries.flashcards.log import card_key

Entry = tuple[Event, Settings]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A card's state after events, what each of them did, and the day it was introduced."""

    state: CardState
    transitions: dict[str, Transition]
    introduced: date | None


def on_top(
    card_id: int,
    state: CardState,
    introduced: date | None,
    events: Sequence[Event],
    settings: Settings,
) -> Outcome | None:
    """Apply events (sorted by time and id) to the stored state; None if they do not follow it."""
    moving = [event for event in events if event.kind != "cram"]
    if moving and not follows(state, moving[0].effective_at):
        return None
    made: dict[str, Transition] = {}
    for event in moving:
        effect = apply_event(state, event, settings, card_key(card_id))
        if effect is not None:
            made[event.id] = effect
            state = effect.after
    return Outcome(state, made, introduced or _introduced(made))


def over_again(card_id: int, entries: Sequence[Entry]) -> Outcome:
    """Replay the whole log of a card, each event under the settings it was logged with."""
    settings = {event.id: given for event, given in entries}
    result = replay([event for event, _ in entries], lambda e: settings[e.id], card_key(card_id))
    return Outcome(result.state, result.transitions, _introduced(result.transitions))


def _introduced(made: dict[str, Transition]) -> date | None:
    return next((one.day for one in made.values() if one.after.state != "new"), None)
