"""A row of a table as the fields of a body."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from quizapp.formats.choices import choice_question
from quizapp.formats.html import markdown_of, markdown_of_text
from quizapp.formats.table.columns import Role

_TRUTH = {"true": True, "t": True, "yes": True, "false": False, "f": False, "no": False}
_NUMBER = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)(?: ± ([0-9]+(?:\.[0-9]+)?))?(?: (\S.*))?")
_NEUTRAL = re.compile(r"^'(?='*\s*[=+\-@＝＋－＠]|'*[\t\r])")
_GAP_IN_TEXT = re.compile(r"(\{\{[1-9][0-9]?\}\})")
_GAP = re.compile(r"\{\{([1-9][0-9]?)\}\} (.+)")
_ARROW = " -> "


class UnfitCellError(ValueError):
    """A cell does not fit the type of its row, or names none; `role` tells which cell."""

    def __init__(self, message: str, role: Role = "right") -> None:
        super().__init__(message)
        self.role: Role = role


@dataclass
class Cells:
    """The cells of a row by what they hold. Several lines of a cell, and several columns, add up.

    `html`: they are written in HTML.
    """

    html: bool = False
    front: str = ""
    type: str = ""
    right: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    explanation: str = ""
    tags: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    own_id: str | None = None
    points: float | None = None

    def markdown(self, text: str) -> str:
        """The text of a cell as it is kept."""
        return markdown_of(text) if self.html else markdown_of_text(text)


def sorted_cells(cells: Sequence[str], roles: Sequence[Role], html: bool = False) -> Cells:
    """The cells by their roles."""
    line = "<br>" if html else "\n"
    found: dict[Role, list[str]] = {}
    for place, cell in enumerate(cells):
        role = roles[place] if place < len(roles) else ""
        if cell:
            found.setdefault(role, []).append(_NEUTRAL.sub("", cell, count=1))
    right = found.get("right", []) or found.get("back", [])
    own = found.get("id", [""])[0]
    category = found.get("category", [""])[0]
    return Cells(
        html=html,
        front=line.join(found.get("front", [])),
        type=found.get("type", [""])[0].strip().lower().replace(" ", "_").replace("/", "_"),
        right=right,
        wrong=_lines(found.get("wrong", [])),
        options=found.get("option", []),
        explanation=line.join(found.get("explanation", [])),
        tags=tuple(
            tag.strip()
            for tag in re.split(r"[\s,;]" if html else r"[,;\n]", " ".join(found.get("tags", [])))
            if tag.strip()
        ),
        category=tuple(part.strip() for part in re.split(r"::|/", category) if part.strip()),
        own_id=own or None,
        points=_points(found.get("points", [""])[0]),
    )


def _lines(cells: Sequence[str]) -> list[str]:
    return [line.strip() for cell in cells for line in cell.split("\n") if line.strip()]


def _points(written: str) -> float | None:
    try:
        return float(written) if written else None
    except ValueError:
        return None


def content_of(cells: Cells) -> tuple[dict[str, Any], list[str]]:
    """The fields of a body, and notes. Raises UnfitCellError."""
    kind = cells.type or _likely(cells)
    maker = _MAKERS.get(kind)
    if maker is None:
        raise UnfitCellError(f"“{kind}” is not a type of question that a table holds", "type")
    made, notes = maker(cells)
    stem = {} if kind == "flashcard" else {"stem": cells.markdown(cells.front)}
    said = {} if kind == "flashcard" else {"explanation": cells.markdown(cells.explanation)}
    return {"type": kind, **stem, **said, "points": cells.points, **made, "tags": cells.tags}, notes


def _likely(cells: Cells) -> str:
    if cells.options or cells.wrong:
        return "multi" if len(_lines(cells.right)) > 1 else "single"
    return "flashcard"


Made = tuple[dict[str, Any], list[str]]


def _flashcard(cells: Cells) -> Made:
    return {
        "front": cells.markdown(cells.front),
        "back": "\n\n".join(map(cells.markdown, cells.right)),
        "more": cells.markdown(cells.explanation),
    }, []


def _choice(cells: Cells) -> Made:
    right = _lines(cells.right)
    texts = list(dict.fromkeys(cells.options)) or [*right, *cells.wrong]
    if cells.options:
        places = {place for one in right for place in _places(one, texts)}
    else:
        places = set(range(len(right)))
    if not right:
        raise UnfitCellError("its right answer is missing")
    if not places:
        raise UnfitCellError(f"its right answer “{'; '.join(right)[:40]}” is none of the choices")
    content, notes = choice_question("", [cells.markdown(text) for text in texts], places)
    return {"type": content["type"], "options": content["options"]}, notes


def _places(right: str, texts: Sequence[str]) -> list[int]:
    """A right answer is named by its text, its letter or its number."""
    if right in texts:
        return [texts.index(right)]
    found = []
    for name in re.split(r"[,;\s]+", right.strip()):
        place = ord(name.upper()) - ord("A") if re.fullmatch("[A-Za-z]", name) else (
            int(name) - 1 if re.fullmatch("[0-9]{1,2}", name) else -1)  # fmt: skip
        found.append(place)
    return found if all(0 <= place < len(texts) for place in found) else []


def _true_false(cells: Cells) -> Made:
    answer = _TRUTH.get(" ".join(cells.right).strip().lower())
    if answer is None:
        raise UnfitCellError("its answer is neither true nor false")
    return {"answer": answer}, []


def _short(cells: Cells) -> Made:
    return {"answers": _lines(cells.right), "reject": cells.wrong}, []


def _numeric(cells: Cells) -> Made:
    found = _NUMBER.fullmatch(" ".join(cells.right).strip())
    if found is None:
        raise UnfitCellError("its answer is no number")
    return {"answer": found[1], "tolerance": found[2], "unit": found[3]}, []


def _matching(cells: Cells) -> Made:
    parted = [line.split(_ARROW, 1) for line in _lines(cells.right)]
    if any(len(pair) < 2 for pair in parted):
        raise UnfitCellError("its pairs are not written as “left -> right”")
    pairs = [{"left": cells.markdown(a), "right": cells.markdown(b)} for a, b in parted]
    return {"pairs": pairs, "extra": [{"text": cells.markdown(one)} for one in cells.wrong]}, []


def _ordering(cells: Cells) -> Made:
    return {"order": [{"text": cells.markdown(line)} for line in _lines(cells.right)]}, []


def _categorise(cells: Cells) -> Made:
    made, notes = _matching(cells)
    pairs = made["pairs"]
    options = [{"text": pair["left"], "group": pair["right"]} for pair in pairs]
    groups = [pair["right"] for pair in pairs] + [one["text"] for one in made["extra"]]
    return {"groups": list(dict.fromkeys(groups)), "options": options}, notes


def _cloze(cells: Cells) -> Made:
    """The gaps keep their braces in the text; answers name their gap: “{{1}} Seoul”."""
    blanks: dict[str, dict[str, list[str]]] = {}
    for lines, name in ((_lines(cells.right), "answers"), (cells.wrong, "reject")):
        for line in lines:
            found = _GAP.fullmatch(line)
            if found is None:
                raise UnfitCellError("its answers are not written as “{{1}} answer”")
            blanks.setdefault(found[1], {}).setdefault(name, []).append(found[2])
    parts = _GAP_IN_TEXT.split(cells.front)
    stem = "".join(part if place % 2 else _kept(cells, part) for place, part in enumerate(parts))
    return {"stem": stem, "blanks": blanks}, []


def _kept(cells: Cells, part: str) -> str:
    """The words between two gaps, with the spaces at their ends."""
    inner = part.strip()
    if not inner:
        return part
    start = part.index(inner)
    return part[:start] + cells.markdown(inner) + part[start + len(inner) :]


def _essay(cells: Cells) -> Made:
    return {"sample": "\n\n".join(map(cells.markdown, cells.right))}, []


def _text(_cells: Cells) -> Made:
    return {}, []


_MAKERS: Mapping[str, Callable[[Cells], Made]] = {
    "flashcard": _flashcard,
    "single": _choice,
    "multi": _choice,
    "true_false": _true_false,
    "short": _short,
    "numeric": _numeric,
    "matching": _matching,
    "ordering": _ordering,
    "categorise": _categorise,
    "cloze": _cloze,
    "essay": _essay,
    "text": _text,
}
