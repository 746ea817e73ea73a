"""QTI 1.2: the rules by which an item is marked, as far as they say what is right.

Nothing is run: of each rule is read which responses it asks for, what it adds to the score, and
which message it shows.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from quizapp.formats.qti.tree import Element, number, words_of

_VALUES = ("varequal", "varsubset", "varsubstring")
_LOW, _HIGH = ("vargte", "vargt"), ("varlte", "varlt")
_NO_SCORE = ("no", "off")

Wanted = tuple[str, str]  # the response and its value


@dataclass
class Rule:
    """If all of `wanted` and none of `unwanted` is there: `points` more, and `messages` shown."""

    wanted: list[Wanted] = field(default_factory=list)
    unwanted: list[Wanted] = field(default_factory=list)
    ranges: list[tuple[str, float, float]] = field(default_factory=list)
    points: float | None = None
    messages: list[str] = field(default_factory=list)

    def values(self, response: str) -> list[str]:
        """What it asks of one response."""
        return [value for identifier, value in self.wanted if identifier == response]


def rules_of(item: Element) -> list[Rule]:
    """The rules of an item in order."""
    return [_rule(one) for one in item.iterfind("resprocessing/respcondition")]


def _rule(element: Element) -> Rule:
    rule = Rule()
    for condition in element.iterchildren("conditionvar"):
        _collect(condition, rule, wanted=True)
    for setting in element.iterchildren("setvar"):
        amount = number(words_of(setting))
        if amount is not None:
            less = (setting.get("action") or "").lower() == "subtract"
            rule.points = (rule.points or 0.0) + (-amount if less else amount)
    rule.messages = [one.get("linkrefid", "") for one in element.iterchildren("displayfeedback")]
    return rule


def _collect(element: Element, rule: Rule, *, wanted: bool) -> None:
    lows: dict[str, float] = {}
    highs: dict[str, float] = {}
    for child in element:
        response = child.get("respident", "")
        if child.tag in _VALUES:
            values = [" ".join("".join(map(str, child.itertext())).split())]
            if child.tag == "varsubset":
                values = [value.strip() for value in values[0].split(",")]
            into = rule.wanted if wanted else rule.unwanted
            into += [(response, value) for value in values if value]
        elif child.tag in _LOW and (low := number(words_of(child))) is not None:
            lows[response] = low
        elif child.tag in _HIGH and (high := number(words_of(child))) is not None:
            highs[response] = high
        elif child.tag in ("and", "or", "not"):
            _collect(child, rule, wanted=wanted != (child.tag == "not"))
    rule.ranges += [(one, lows[one], highs[one]) for one in lows if one in highs and wanted]


def points_by_value(rules: Iterable[Rule], response: str) -> dict[str, float]:
    """What each value of a response earns."""
    found: dict[str, float] = {}
    for rule in rules:
        if rule.points is not None:
            for value in rule.values(response):
                found[value] = found.get(value, 0.0) + rule.points
    return found


def all_together(rules: Iterable[Rule], response: str) -> list[str]:
    """The values that are right only together; empty where each has its own rule."""
    best: Rule | None = None
    for rule in rules:
        several = len(rule.values(response)) > 1 or any(one == response for one, _ in rule.unwanted)
        if several and (rule.points or 0) > 0 and (not best or rule.points > (best.points or 0)):  # type: ignore[operator]  # not None: its points are above 0
            best = rule
    return [] if best is None else best.values(response)


def sequence(rules: Iterable[Rule], response: str) -> list[str]:
    """The order that earns most."""
    scored = [rule for rule in rules if rule.values(response) and (rule.points or 0) > 0]
    best = max(scored, key=lambda rule: rule.points or 0, default=None)
    return [] if best is None else best.values(response)


def message_by_value(rules: Iterable[Rule], response: str) -> dict[str, str]:
    """The message of each single value."""
    found: dict[str, str] = {}
    for rule in rules:
        values = rule.values(response)
        if len(values) == 1 and len(rule.wanted) == 1 and not rule.unwanted and rule.messages:
            found.setdefault(values[0], rule.messages[0])
    return found
