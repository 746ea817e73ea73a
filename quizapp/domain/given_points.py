"""Points that a teacher gives: in halves from 0 to the most that can be earned."""

import re

_NUMBER = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,4})?")


class PointsError(ValueError):
    """The points cannot be given; the message is a sentence that says what to do."""


def read_points(text: str, most: float) -> float:
    """The points that were typed, with a comma or a point; raises PointsError.

    Besides whole and half points `most` itself is allowed, which need not be either.
    """
    typed = text.strip()
    if not typed:
        raise PointsError(f"Enter the points, from 0 to {_words(most)}.")
    if not _NUMBER.fullmatch(typed):
        raise PointsError(f"Enter a number from 0 to {_words(most)}, such as 0.5 or 1.")
    points = float(typed.replace(",", "."))
    if points > most:
        raise PointsError(f"This is more than can be earned here: give at most {_words(most)}.")
    if points != most and points * 2 != int(points * 2):
        raise PointsError("Give whole or half points.")
    return points


def _words(points: float) -> str:
    return f"{points:g}"
