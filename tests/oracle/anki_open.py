"""Import a package with the official Anki library and print as JSON what it found.

Runs in an environment of its own, where the project is not installed.
"""

import importlib
import json
import sys
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any


def found_in(package: str) -> dict[str, Any]:
    """Notes (id: number of cards), media (name: digest), fronts that are empty, repairs."""
    anki = importlib.import_module("anki.collection")
    with tempfile.TemporaryDirectory() as folder:
        collection = anki.Collection(str(Path(folder) / "collection.anki2"))
        options = anki.ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=False)
        collection.import_anki_package(
            anki.ImportAnkiPackageRequest(package_path=package, options=options)
        )
        rows = collection.db.all(
            "select guid, (select count() from cards where nid = notes.id) from notes"
        )
        cards = [collection.get_card(key) for key in collection.find_cards("")]
        media = Path(collection.media.dir())
        found = {
            "notes": {str(guid): count for guid, count in rows},
            "media": {path.name: sha256(path.read_bytes()).hexdigest() for path in media.iterdir()},
            "empty": [card.id for card in cards if not card.question().strip()],
            "decks": sorted({collection.decks.name(card.did) for card in cards}),
            "tags": sorted(collection.tags.all()),
            "repairs": collection.fix_integrity()[0],
        }
        collection.close()
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(found_in(sys.argv[1])))
