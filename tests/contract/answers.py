"""The right, the wrong and the half-right response to each question of the sampler.

They are made from what the taker was shown: public ids are found by their text.
"""

from collections.abc import Callable, Mapping
from typing import Any

Asked = Mapping[str, Any]

POSITIONS = {
    "text": 1, "single": 2, "multi": 3, "true_false": 4, "short": 5, "numeric": 6, "matching": 7,
    "ordering": 8, "cloze": 9, "categorise": 10,
}  # fmt: skip
GRADED = [name for name in POSITIONS if name != "text"]


def ids(item: Asked, listed: str) -> dict[str, str]:
    """Ids by text."""
    return {entry["html"].strip(): entry["id"] for entry in item[listed]}


def blank_ids(item: Asked) -> list[str]:
    """The ids of the blanks in the order of the text."""
    return sorted((b["id"] for b in item["blanks"]), key=item["prompt_html"].index)


def blank_choice(item: Asked, blank: str, text: str) -> str:
    """What to send for one of the options of a blank: its id if it has one, else its text."""
    (found,) = [b for b in item["blanks"] if b["id"] == blank]
    for option in found["options"]:
        if isinstance(option, str) and option == text:
            return option
        if isinstance(option, dict) and option["html"] == text:
            return str(option["id"])
    raise AssertionError(f"{text} is not offered in {found}")


def right(item: Asked) -> dict[str, Any]:
    """The response that earns everything."""
    return _made(item, "Seoul", ["Yalu", "Tumen"], "Tokyo", "4 km", "Moscow")


def wrong(item: Asked) -> dict[str, Any]:
    """A response that earns less."""
    response = _made(item, "Busan", ["Yalu", "Paektu"], "Kyoto", "5", "Yalta")
    match item["type"]:
        case "true_false":
            response["value"] = True
        case "matching":
            right_ids = ids(item, "right")
            response["pairs"] = dict.fromkeys(response["pairs"], right_ids["Tokyo"])
        case "ordering":
            response["order"].reverse()
        case "categorise":
            north = ids(item, "groups")["North"]
            response["groups"] = dict.fromkeys(response["groups"], north)
    return response


def _made(
    item: Asked, city: str, rivers: list[str], capital: str, width: str, place: str
) -> dict[str, Any]:
    def cloze() -> dict[str, Any]:
        first, second = blank_ids(item)
        return {"blanks": {first: "1945", second: blank_choice(item, second, place)}}

    def matching() -> dict[str, Any]:
        left, others = ids(item, "left"), ids(item, "right")
        pairs = {"North": "Pyongyang", "South": "Seoul"}
        return {"pairs": {left[one]: others[other] for one, other in pairs.items()}}

    def categorise() -> dict[str, Any]:
        listed, groups = ids(item, "options"), ids(item, "groups")
        homes = {"Wonsan": "North", "Busan": "South", "Seoul": "South"}
        return {"groups": {listed[one]: groups[home] for one, home in homes.items()}}

    def options(*texts: str) -> list[str]:
        listed = ids(item, "options")
        return [listed[text] for text in texts]

    makers: dict[str, Callable[[], dict[str, Any]]] = {
        "single": lambda: {"choice": options(city)[0]},
        "multi": lambda: {"choices": options(*rivers)},
        "true_false": lambda: {
            "value": False,
            "reason": ids(item, "reasons")["It followed a parallel"],
        },
        "short": lambda: {"text": capital},
        "numeric": lambda: {"text": width},
        "matching": matching,
        "ordering": lambda: {"order": options("surrender", "occupation", "elections")},
        "cloze": cloze,
        "categorise": categorise,
    }
    return makers[item["type"]]()
