"""Writing and reading again: equal, or exactly what was told before."""

from io import BytesIO
from pathlib import Path
from typing import Any

from quizapp.domain.items.registry import load_body
from quizapp.formats.entries import Entry
from quizapp.formats.format import Format, Writing
from quizapp.formats.losing import losses_of
from tests.formats.reading import bodies, events_of, skipped, source_of


def entry_of(content: dict[str, Any], **more: Any) -> Entry:
    """An entry with this body."""
    return Entry(load_body(content), "here", **more)


def written(form: Format, *entries: Entry, title: str = "A set") -> bytes:
    """The file of these entries."""
    assert form.write is not None
    target = BytesIO()
    form.write(entries, target, Writing(title, load=lambda _address: b""))
    return target.getvalue()


def told(form: Format, entry: Entry) -> set[str]:
    """What is lost, as it is told."""
    assert form.losses is not None
    return {loss.what for loss in form.losses(entry)}


def is_left_out(form: Format, entry: Entry) -> bool:
    """Whether nothing of it is written."""
    assert form.losses is not None
    return any(loss.whole for loss in form.losses(entry))


def check(form: Format, folder: Path, entry: Entry) -> None:
    """Among others, an entry comes back with what was told missing and nothing else."""
    if is_left_out(form, entry):
        return
    other = entry_of(
        {"id": "O", "type": "single", "stem": "Other?",
         "options": [{"text": "yes", "key": True}, {"text": "no"}]}
    )  # fmt: skip
    file = source_of(folder, written(form, other, entry, other), f"file{form.suffix}")
    events = events_of(form, file)
    assert skipped(events) == []
    first, _, last = bodies(events)
    assert first == last
    assert first["stem"] == "Other?"
    back = [event for event in events if isinstance(event, Entry)][1]
    found = {loss.what for loss in losses_of(entry, lambda _: "", lambda _: [back])}
    assert found == told(form, entry)
