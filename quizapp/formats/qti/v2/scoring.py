"""QTI 2 and 3: which responses are right and what they earn.

Read are the declared right response, the mapping, the standard templates, and rules of the common
shape "if the response is this, the score is that". Programs of other shapes are not run.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from quizapp.formats.qti.tree import Element, number, words_of

_BRANCHES = ("responseIf", "responseElseIf", "responseElse")
_MOST_POINTS = 1_000
_COMPARISONS = ("match", "stringMatch", "equal", "equalRounded", "member", "contains")


@dataclass
class Declared:
    """A response declaration. `mapped` are points by value, `others` those of any other value."""

    identifier: str
    cardinality: str = "single"
    base: str = "identifier"
    correct: list[str] = field(default_factory=list)
    mapped: dict[str, float] = field(default_factory=dict)
    others: float = 0.0
    upper: float | None = None
    template: str = ""
    maximum: float | None = None

    @property
    def whole(self) -> float:
        """All points of a choice of several: the bound, if that is the item's maximum too."""
        return self.upper if self.upper and self.upper == self.maximum else self.best

    @property
    def weighted(self) -> bool:
        """Whether the mapping is what counts."""
        if not self.mapped or self.template == "match_correct":
            return False
        return self.template == "map_response" or not self.correct

    @property
    def best(self) -> float:
        """The points of a full answer by the mapping; 0 without one."""
        above = [value for value in self.mapped.values() if value > 0]
        whole = sum(above) if self.cardinality != "single" else max(above, default=0.0)
        return min(whole, self.upper) if self.upper and whole else whole


def declared(root: Element) -> dict[str, Declared]:
    """The response declarations of an item by identifier."""
    processing = root.find("responseProcessing")
    found = {
        one.get("identifier", ""): _declared(one, processing)
        for one in root.iterchildren("responseDeclaration")
    }
    for one in found.values():
        one.maximum = _declared_maximum(root)
    return found


def _declared(element: Element, processing: Element | None) -> Declared:
    found = Declared(
        element.get("identifier", ""),
        element.get("cardinality", "single"),
        element.get("baseType", "identifier"),
        [words_of(value) for value in element.iterfind("correctResponse/value")],
    )
    found.correct = [value for value in found.correct if value]
    mapping = element.find("mapping")
    if mapping is not None:
        found.others = number(mapping.get("defaultValue")) or 0.0
        found.upper = number(mapping.get("upperBound"))
        for entry in mapping.iterchildren("mapEntry"):
            key = " ".join((entry.get("mapKey") or "").split())
            found.mapped[key] = number(entry.get("mappedValue")) or 0.0
    found.template = _template(processing, found.identifier)
    if not found.correct and not found.mapped:
        found.mapped = _scored(processing, found.identifier)
        found.template = "map_response" if found.mapped else found.template
    return found


def _template(processing: Element | None, identifier: str) -> str:
    """`match_correct` or `map_response`, by the name of the template or by what the rules do."""
    if processing is None:
        return ""
    name = (processing.get("template") or "").rsplit("/", 1)[-1].removesuffix(".xml")
    if name or not len(processing):
        return name
    if any(one.get("identifier") == identifier for one in processing.iter("mapResponse")):
        return "map_response"
    if any(one.get("identifier") == identifier for one in processing.iter("correct")):
        return "match_correct"
    return ""


def _scored(processing: Element | None, identifier: str) -> dict[str, float]:
    """Points by value, from rules that compare the response with values and set a number."""
    points: dict[str, float] = {}
    for branch, values in comparisons(processing, identifier):
        amounts = [
            number(words_of(amount))
            for amount in branch.iterfind("setOutcomeValue//baseValue")
            if amount.get("baseType") in ("float", "integer")
        ]
        amount = max((one for one in amounts if one is not None), default=0.0)
        if amount > 0:
            for value in values:
                points.setdefault(value, amount)
    return points


def comparisons(processing: Element | None, identifier: str) -> Iterator[tuple[Element, list[str]]]:
    """The branches of the rules that compare a response, with the values that it is compared to."""
    if processing is None:
        return
    for branch in processing.iter(*_BRANCHES):
        if not len(branch) or branch[0].tag == "not":
            continue
        values: list[str] = []
        for test in branch[0].iter(*_COMPARISONS):
            if any(one.get("identifier") == identifier for one in test.iterchildren("variable")):
                values += [words_of(value) for value in test.iter("baseValue")]
        if values:
            yield branch, values


def points_of(root: Element, found: dict[str, Declared]) -> float | None:
    """What a full answer earns: the declared maximum, else the best of the mapping."""
    most = _declared_maximum(root)
    if most is not None:
        return most
    best = sum(one.best for one in found.values() if one.weighted)
    return round(best, 6) if 0 < best <= _MOST_POINTS else None


def _declared_maximum(root: Element) -> float | None:
    for outcome in root.iterchildren("outcomeDeclaration"):
        most = None
        if outcome.get("identifier") == "SCORE":
            most = number(outcome.get("normalMaximum"))
        elif outcome.get("identifier") == "MAXSCORE":
            most = number("".join(words_of(one) for one in outcome.iterfind("defaultValue/value")))
        if most is not None and 0 < most <= _MOST_POINTS:
            return most
    return None
