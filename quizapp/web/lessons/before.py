"""Guesses at questions before a lesson is read.

They stay in the browser's own signed cookie and are stored nowhere else: nothing is scored, and
no progress, statistic or teacher can count them. A guess before reading makes the answer easier to
remember even when it was wrong, if the answer follows (Pan and Carpenter 2023,
https://doi.org/10.1007/s10648-023-09814-5); therefore the text gives it. At the end the guess stands chosen: one press tells whether it was right.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import session

from quizapp.queries.lessons import LessonPage

# A cookie is small: so many lessons are remembered.
LESSONS = 12
_COOKIE = "before"


def offered(page: LessonPage) -> list[str]:
    """The codes to be guessed at now: none once guessed, skipped, read or answered."""
    if page.slug in _kept() or (page.place is not None and page.place.finished_at is not None):
        return []
    checks = [page.checkpoints[code] for code in page.text.before if code in page.checkpoints]
    if any(check.result or check.revised for check in checks):
        return []
    return [check.code for check in checks if check.question]


def keep_guesses(page: LessonPage, form: Mapping[str, str]) -> None:
    """Remember the options that the form chooses, by the ids that this reader sees."""
    options = {code: _options(page, code) for code in page.text.before}
    chosen = {code: form.get(f"{before_field(code)}.choice", "") for code in options}
    kept = {code: one for code, one in chosen.items() if one in options[code]}
    others = {slug: one for slug, one in _kept().items() if slug != page.slug}
    session[_COOKIE] = dict([*others.items(), (page.slug, kept)][-LESSONS:])


@dataclass(frozen=True, slots=True)
class Guess:
    """The option that was chosen: its id for this reader, and its words."""

    id: str
    html: str


def guesses_at(page: LessonPage) -> dict[str, Guess]:
    """The chosen options by the code of the question."""
    kept = _kept().get(page.slug, {})
    options = {code: _options(page, code) for code in kept}
    return {
        code: Guess(one, options[code][one])
        for code, one in kept.items()
        if code in page.text.before and one in options[code]
    }


def before_field(code: str) -> str:
    """What the names of the controls before the text begin with."""
    return "before_" + code.replace(".", "_")


def _options(page: LessonPage, code: str) -> dict[str, str]:
    check = page.checkpoints.get(code)
    question = check.question if check else None
    return {one["id"]: one["html"] for one in (question or {}).get("options", ())}


def kept_for(slug: str) -> dict[str, str] | None:
    """What the cookie says of one lesson: {} if there shall be no guesses, None if nothing."""
    return _kept().get(slug)


def _kept() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = session.get(_COOKIE, {})
    return found
