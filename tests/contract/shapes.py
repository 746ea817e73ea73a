"""The JSON objects of the contract, and a checker that allows nothing more and nothing less."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

Value = TypeVar("Value")
Test = Callable[[Any], object]


def fits(value: Value, shape: Any, at: str = "$") -> Value:
    """Fail unless a JSON value has the shape; give it back.

    A dict asks for exactly these members, a list for any number of one shape, a tuple for one of
    several, a type for its JSON kind, a function for what it says, and None for null.
    """
    if isinstance(shape, tuple):
        assert any(_is(value, one) for one in shape), f"{at}: {value!r} is none of {shape}"
    elif isinstance(shape, dict):
        assert isinstance(value, dict), f"{at}: {value!r} is no object"
        if Each in shape:
            for name, member in value.items():
                fits(member, shape[Each], f"{at}.{name}")
        else:
            assert set(value) == set(shape), f"{at}: members {sorted(value)}, not {sorted(shape)}"
            for name, member in value.items():
                fits(member, shape[name], f"{at}.{name}")
    elif isinstance(shape, list):
        assert isinstance(value, list), f"{at}: {value!r} is no array"
        for place, entry in enumerate(value):
            fits(entry, shape[0], f"{at}[{place}]")
    else:
        assert _plain(value, shape), f"{at}: {value!r} is not {shape}"
    return value


def _is(value: Any, shape: Any) -> bool:
    try:
        fits(value, shape)
    except AssertionError:
        return False
    return True


def _plain(value: Any, shape: Any) -> bool:
    if shape is None:
        return value is None
    if isinstance(shape, str):
        return bool(value == shape)
    if shape is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if shape is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if isinstance(shape, type):
        return isinstance(value, shape)
    try:
        return bool(shape(value))
    except (TypeError, ValueError):
        return False


class Each:
    """As the only member of a shape: an object with any names whose values have this shape."""


def time(value: Any) -> bool:
    """ISO 8601 with an offset."""
    return "T" in value and datetime.fromisoformat(value).utcoffset() is not None


def day(value: Any) -> bool:
    """A date."""
    return date.fromisoformat(value).isoformat() == str(value)


def uuid(value: Any) -> bool:
    """A UUID as text."""
    return str(UUID(value)) == str(value)


def share(value: Any) -> bool:
    """A number from 0 to 1."""
    return _plain(value, float) and bool(0 <= value <= 1)


def percent(value: Any) -> bool:
    """A number from 0 to 100."""
    return _plain(value, float) and 0 <= value <= 100


def amount(value: Any) -> bool:
    """A whole number, not below 0."""
    return _plain(value, int) and value >= 0


PROBLEM = {
    "type": str,
    "title": str,
    "status": int,
    "detail": str,
    "errors": [{"pointer": str, "detail": str}],
}

SESSION = {
    "csrf": str,
    "learner": (
        None,
        {
            "id": str,
            "kind": ("guest", "account"),
            "name": str,
            "role": ("student", "teacher", "admin"),
        },
    ),
}

COUNTS = {"new": amount, "learning": amount, "review": amount}
CARD = {
    "id": str,
    "set": str,
    "item": str,
    "claims": [str],
    "kind": ("forward", "reversed", "cloze"),
    "front_html": str,
    "back_html": str,
    "typed": bool,
    "state": ("new", "learning", "review", "relearning"),
    "due": (None, time),
    "intervals": {"1": str, "2": str, "3": str, "4": str},
}
QUEUE = {"cards": [CARD], "counts": COUNTS}
RESULTS = {
    "id": uuid,
    "status": ("recorded", "duplicate", "rejected"),
    "due": (None, time),
    "reason": (None, str),
}
UNDONE = {"card": str, "due": (None, time), "counts": COUNTS}

SOURCE = {"id": str, "title": str, "url": (None, str)}
CHECKPOINT = {
    "score": float,
    "max": float,
    "key": dict,
    "feedback_html": str,
    "explanation_html": str,
    "sources": [SOURCE],
}

QUIZZES = {
    "quizzes": [
        {
            "slug": str,
            "title": str,
            "questions": amount,
            "minutes": (None, int),
            "attempts_allowed": (None, int),
            "attempts_used": amount,
            "best": (None, percent),
        }
    ]
}
ATTEMPT = {
    "attempt": str,
    "quiz": str,
    "started_at": time,
    "deadline": (None, time),
    "state": str,
    "items": [dict],
    "responses": {Each: {"seq": int, "response": (None, dict), "saved_at": time}},
}
SAVED = {"seq": int, "saved_at": time}
RESULT_ITEM = {
    "position": int,
    "item": str,
    "type": str,
    "score": float,
    "max": float,
    "response": (None, dict),
    "key": (None, dict),
    "feedback_html": str,
    "explanation_html": str,
    "claims": [str],
    "sources": [SOURCE],
}
RESULT = {
    "attempt": str,
    "submitted_at": time,
    "score": float,
    "max": float,
    "percent": percent,
    "items": [RESULT_ITEM],
}
ALREADY = {**RESULT, "already_submitted": lambda value: value is True}

PROGRESS = {
    "sets": [
        {
            "slug": str,
            "title": str,
            "new": amount,
            "slipping": amount,
            "known": amount,
            "recall": share,
        }
    ],
    "forecast": [{"day": day, "due": amount}],
    "attempts": [{"quiz": str, "attempt": str, "percent": percent, "submitted_at": time}],
    "due_now": amount,
    "minutes": amount,
}

# Per type: what an asked item has beside position, type, prompt_html and max; and the response.
OPTION = {"id": str, "html": str}
ASKED: dict[str, dict[str, Any]] = {
    "text": {},
    "single": {"options": [OPTION]},
    "multi": {"options": [OPTION], "select": int},
    "true_false": {"reasons": [OPTION]},
    "short": {},
    "numeric": {"unit": (None, str)},
    "matching": {"left": [OPTION], "right": [OPTION]},
    "ordering": {"options": [OPTION]},
    "cloze": {"blanks": [{"id": str, "options": (None, [object])}]},
    "categorise": {"options": [OPTION], "groups": [OPTION]},
}
RESPONSE: dict[str, Any] = {
    "text": None,
    "single": {"choice": str},
    "multi": {"choices": [str]},
    "true_false": {"value": bool, "reason": (None, str)},
    "short": {"text": str},
    "numeric": {"text": str},
    "matching": {"pairs": {Each: str}},
    "ordering": {"order": [str]},
    "cloze": {"blanks": {Each: str}},
    "categorise": {"groups": {Each: str}},
}
