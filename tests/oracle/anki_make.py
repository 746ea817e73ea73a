"""Write the small packages in tests/formats/fixtures/anki with the official Anki library.

Runs in an environment of its own: `python anki_make.py FOLDER`. The content is ours.
"""

import importlib
import sys
import tempfile
from pathlib import Path
from typing import Any

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c6360a8"
    "ff0f000284017fb3f7cc3a0000000049454e44ae426082"
)
NOTES: list[tuple[str, str, list[str], list[str]]] = [
    ("Basic", "History", ["When did it <b>begin</b>?", 'In 1950 <img src="a map.png">'], ["w::x"]),
    ("Basic", "History::Places", ["Hear it", "[sound:tone &amp; co.mp3]"], []),
    ("Basic (and reversed card)", "History::Places", ["Korea", "한국"], ["two", "tags"]),
    ("Basic (optional reversed card)", "History", ["North", "South", "y"], []),
    ("Basic (optional reversed card)", "History", ["East", "West", ""], []),
    ("Basic (type in the answer)", "History", ["Capital?", "Seoul"], []),
    ("Cloze", "History", ["{{c1::Truman::president}} met {{c2::Attlee}}.", "In 1950"], []),
    ("Cloze", "History", ["{{c1::Busan}} and {{c1::Incheon}}, {{c2::ports}}", ""], []),
    ("Cloze", "History", ["{{c1::outer {{c2::inner}} end}}", "more"], []),
    ("Image Occlusion", "History", [
        "{{c1::image-occlusion:rect:left=.1:top=.1:width=.2:height=.2:oi=1}}", '<img src="a map.png">',
        "", "", ""], []),
]  # fmt: skip


def fill(collection: Any) -> None:
    """Notes of every usual type, some answers, one card suspended."""
    collection.set_config("fsrs", True)
    for name, data in (("a map.png", PNG), ("tone & co.mp3", b"ID3\x03"), ("unused.png", PNG)):
        collection.media.write_data(name, data)
    for kind, deck, fields, tags in NOTES:
        model = collection.models.by_name(kind)
        note = collection.new_note(model)
        note.fields = fields
        note.tags = tags
        collection.add_note(note, collection.decks.id(deck))
    collection.decks.select(collection.decks.id("History"))
    for rating in (3, 4, 1):
        card = collection.sched.getCard()
        collection.sched.answerCard(card, rating)
    collection.sched.suspend_cards(collection.find_cards("note:Basic deck:History::Places"))


def export(collection: Any, folder: Path) -> None:
    """The packages of both generations with their schedules, and the notes as text."""
    anki = importlib.import_module("anki.collection")
    for name, legacy in (("modern.apkg", False), ("legacy.apkg", True)):
        options = anki.ExportAnkiPackageOptions(
            with_scheduling=True, with_media=True, with_deck_configs=False, legacy=legacy
        )
        collection.export_anki_package(out_path=str(folder / name), options=options, limit=None)
    collection.export_note_csv(
        out_path=str(folder / "notes.txt"), limit=None, with_html=True, with_tags=True,
        with_deck=True, with_notetype=True, with_guid=True,
    )  # fmt: skip


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        made = importlib.import_module("anki.collection").Collection(f"{place}/collection.anki2")
        made.decks.id("History")
        importlib.import_module("anki.stdmodels")
        if made.models.by_name("Image Occlusion") is None:
            made._backend.add_image_occlusion_notetype()
        fill(made)
        export(made, Path(sys.argv[1]).resolve())
