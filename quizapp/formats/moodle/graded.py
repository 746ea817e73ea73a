"""Answers with grades, as the house keeps them: right ones, ones for a share, and wrong ones.

Short answers and the gaps of a cloze share this.
"""

import re
from collections.abc import Iterable
from typing import Any

from quizapp.domain.items.wording import joined
from quizapp.formats.moodle.question import Given, UnfitError

_STAR = re.compile(r"(?<!\\)\*")


def typed(given: Iterable[Given], notices: list[str], *, stars: bool = True) -> dict[str, Any]:
    """`answers`, `partial`, `reject` and `notes`. With `stars`, a star stands for any text."""
    entries = [one for one in given if one.text]
    if stars:
        entries = [entry for one in entries if (entry := _without_stars(one, notices))]
    entries = _raised(entries, notices)
    fields = _Lists()
    # The best first: where two are the same to us, the better grade counts.
    for entry in sorted(entries, key=lambda one: -one.share):
        fields.add(entry)
    return fields.as_fields()


class _Lists:
    def __init__(self) -> None:
        self.answers: list[str] = []
        self.partial: dict[str, float] = {}
        self.reject: list[str] = []
        self.notes: dict[str, str] = {}
        self._seen: set[str] = set()

    def add(self, entry: Given) -> None:
        form = joined(entry.text)
        known = form in self._seen
        if entry.share >= 1:
            if entry.text not in self.answers:
                self.answers.append(entry.text)
        elif known:
            return
        elif entry.share > 0:
            self.partial[entry.text] = entry.share
        else:
            self.reject.append(entry.text)
        self._seen.add(form)
        if entry.feedback and not known:
            self.notes[entry.text] = entry.feedback

    def as_fields(self) -> dict[str, Any]:
        return {
            "answers": self.answers,
            "partial": self.partial,
            "reject": self.reject,
            "notes": self.notes,
        }


def _raised(entries: list[Given], notices: list[str]) -> list[Given]:
    """The best answer counts as right even where it did not earn all the points."""
    best = max((entry.share for entry in entries), default=0.0)
    if not entries:
        raise UnfitError("there are no answers")
    if best <= 0:
        raise UnfitError("no answer is right")
    if best < 1:
        notices.append(f"no answer earned all the points; the best ({best:.0%}) now does")
        return [Given(e.text, 1.0 if e.share == best else e.share, e.feedback) for e in entries]
    return entries


def _without_stars(entry: Given, notices: list[str]) -> Given | None:
    text = entry.text
    if text == "*":
        if entry.share > 0:
            raise UnfitError("any answer is right")
        if entry.feedback:
            notices.append("the feedback on all other answers is not kept")
        return None
    if _STAR.search(text):
        bare = " ".join(_STAR.sub(" ", text).split())
        notices.append(f"“{text[:80]}” accepted any text for its stars; here “{bare}” counts")
        text = bare
    text = text.replace("\\*", "*")
    return Given(text, entry.share, entry.feedback) if text else None
