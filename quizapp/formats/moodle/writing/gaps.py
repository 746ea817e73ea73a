"""A text with gaps in Moodle's embedded answers: `{1:SHORTANSWER:=Paris#Yes~%50%Marseille}`."""

import re
from html import escape

from quizapp.domain.items.cloze import Blank, ClozeBody
from quizapp.domain.items.wording import joined
from quizapp.formats.moodle.writing.texts import Texts, clean, percent

_PLACE = re.compile(r"<[^>]*>|\{\{([1-9][0-9]?)\}\}|\{")
_SIGNS = re.compile(r"(?<!&)#|[~}]")


def with_gaps(body: ClozeBody, texts: Texts) -> str:
    """The stem as HTML, its blanks as embedded answers."""
    weight = weight_of(body) or 1

    def place(match: re.Match[str]) -> str:
        if match[1]:
            return _gap(body.blanks[match[1]], weight, texts)
        return "&#123;" if match[0] == "{" else match[0]

    return _PLACE.sub(place, texts.html(body.stem))


def weight_of(body: ClozeBody) -> int | None:
    """The points of one gap, which Moodle has as whole numbers only."""
    each = body.points / len(body.blanks)
    return int(each) if each >= 1 and each == int(each) else None


def _gap(blank: Blank, weight: int, texts: Texts) -> str:
    shares = (
        dict.fromkeys(blank.reject, 0.0) | dict(blank.partial) | dict.fromkeys(blank.answers, 1.0)
    )
    if blank.options is not None:
        shares = {option: _share(shares, option) for option in blank.options}
    notes = {joined(answer): note for answer, note in blank.notes.items()}
    stars = blank.options is None
    choices = [
        _graded(share) + _answer(answer, stars=stars) + _feedback(notes.get(joined(answer)), texts)
        for answer, share in sorted(shares.items(), key=lambda pair: -pair[1] if stars else 0)
    ]
    kind = "SHORTANSWER" if stars else "MULTICHOICE"
    return f"{{{weight}:{kind}:{'~'.join(choices)}}}"


def _share(shares: dict[str, float], option: str) -> float:
    form = joined(option)
    return next((share for answer, share in shares.items() if joined(answer) == form), 0.0)


def _graded(share: float) -> str:
    return "=" if share == 1 else f"%{percent(share)}%"


def _answer(text: str, *, stars: bool) -> str:
    written = escape(clean(text), quote=False).replace("\\", "&#92;")
    return _escaped(written.replace("*", "\\*") if stars else written)


def _feedback(note: str | None, texts: Texts) -> str:
    return f"#{_escaped(texts.html(note).replace(chr(92), '&#92;'))}" if note else ""


def _escaped(html: str) -> str:
    return _SIGNS.sub(lambda match: f"\\{match[0]}", html)
