"""Write a package with a review log, and what the official Anki library makes of each card.

Runs in an environment of its own: `python anki_log.py PACKAGE`. Prints JSON by the note's id:
stability and difficulty after all answers, and in how many days the card comes back.
"""

import importlib
import json
import random
import sys
import tempfile
import time
from typing import Any

DAY = 86_400
CARDS, ANSWERS = 40, 7
_BEGAN, _FIRST = 200, 180  # days ago
_GOOD = 3


def fill(collection: Any, now: int) -> list[int]:
    """Cards with answers of the last half year, by chance but always the same ones."""
    chance = random.Random(5)
    kind = collection.models.by_name("Basic")
    created = collection.db.scalar("select crt from col")
    cards = []
    for place in range(CARDS):
        note = collection.new_note(kind)
        note.fields = [f"front {place}", f"back {place}"]
        collection.add_note(note, 1)
        [card] = note.card_ids()
        cards.append(card)
        at, interval = now - _FIRST * DAY + place * 3600, 0
        last = at
        for number in range(ANSWERS):
            if at > now - DAY:
                break
            ease = chance.choice([3, 3, 3, 3, 4, 2, 1]) if number else _GOOD
            new = chance.choice([1, 3, 8, 15]) if ease > 1 else 1
            collection.db.execute(
                "insert into revlog values (?, ?, -1, ?, ?, ?, 2500, 4000, ?)",
                at * 1000 + place, card, ease, new, interval, int(number > 0),
            )  # fmt: skip
            last, interval = at, new
            at += new * DAY + chance.randint(-3000, 3000)
        collection.db.execute(
            "update cards set type = 2, queue = 2, due = ?, ivl = ?, factor = 2500 where id = ?",
            (last - created) // DAY + interval, interval, card,
        )  # fmt: skip
    return cards


def told(collection: Any, card: int) -> tuple[str, dict[str, float]]:
    """What the library makes of a card, by the id of its note."""
    memory = collection._backend.compute_memory_state(card).state
    row = collection.get_card(card)
    return collection.get_note(row.nid).guid, {
        "stability": memory.stability,
        "difficulty": memory.difficulty,
        "days": row.due - collection.sched.today,
    }


def opened(path: str) -> Any:
    """A collection with FSRS switched on."""
    collection = importlib.import_module("anki.collection").Collection(path)
    collection.set_config("fsrs", True)
    return collection


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/collection.anki2"
        made = opened(path)
        made.db.execute("update col set crt = crt - ?", _BEGAN * DAY)
        made.close()
        made = opened(path)
        found = dict(told(made, card) for card in fill(made, int(time.time())))
        options = importlib.import_module("anki.collection").ExportAnkiPackageOptions(
            with_scheduling=True, with_media=False, with_deck_configs=False, legacy=False
        )
        made.export_anki_package(out_path=sys.argv[1], options=options, limit=None)
    sys.stdout.write(json.dumps(found))
