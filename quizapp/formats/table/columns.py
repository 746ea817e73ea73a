"""What the columns of a table hold, by the names that people give them."""

import re
from collections.abc import Sequence
from typing import Literal

Role = Literal[
    "", "front", "back", "type", "right", "wrong", "option", "explanation", "tags", "category",
    "id", "points",
]  # fmt: skip

_NAMES: dict[str, Role] = {
    "term": "front", "front": "front", "question": "front", "word": "front", "prompt": "front",
    "begriff": "front", "frage": "front", "stem": "front", "q": "front",
    "definition": "back", "back": "back", "answer": "back", "meaning": "back", "antwort": "back",
    "translation": "back", "a": "back", "response": "back",
    "type": "type", "right": "right", "right answers": "right", "correct": "right",
    "correct answer": "right", "correct answers": "right", "wrong": "wrong",
    "wrong answers": "wrong", "incorrect": "wrong", "explanation": "explanation",
    "more": "explanation", "notes": "explanation", "note": "explanation", "hint": "explanation",
    "comment": "explanation", "feedback": "explanation", "tags": "tags", "tag": "tags",
    "category": "category", "deck": "category", "topic": "category", "id": "id", "points": "points",
}  # fmt: skip
_NUMBERED = re.compile(r"(wrong|wrong answer|incorrect|distractor|option|choice|answer)\s*[1-9a-h]")
_JEOPARDY = {"clue_value", "answer", "question"}
_ENOUGH = 0.5


def roles_of(names: Sequence[str]) -> tuple[Role, ...] | None:
    """What each column holds, or None where the row names no columns."""
    plain = [name.strip().strip("\ufeff*#:").strip().lower() for name in names]
    if set(plain) >= _JEOPARDY:  # what the moderator says is called the answer there
        jeopardy: dict[str, Role] = {"answer": "front", "question": "back", "category": "category"}
        return tuple(jeopardy.get(name, "") for name in plain)
    roles = tuple(_role(name) for name in plain)
    asked = roles.count("front") == 1 and ({"back", "right", "option"} & set(roles))
    known = sum(role != "" for role in roles)
    return roles if asked and known >= _ENOUGH * len(roles) else None


def is_jeopardy(names: Sequence[str]) -> bool:
    """Whether these are the columns of a file of Jeopardy clues."""
    return {name.strip().lower() for name in names} >= _JEOPARDY


def _role(name: str) -> Role:
    name = name.replace("_", " ")
    if name in _NAMES:
        return _NAMES[name]
    found = _NUMBERED.fullmatch(name)
    if found is None:
        return ""
    return "option" if found[1] in ("option", "choice", "answer") else "wrong"
