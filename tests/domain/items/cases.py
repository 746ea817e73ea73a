"""One item of each type, and strategies for many; shared by the tests of the item types."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from quizapp.domain.items.mask import OptionMask
from quizapp.domain.items.registry import load_body, type_of
from quizapp.domain.items.wording import joined

MASK = OptionMask(b"a secret of one attempt", 3)

CONTENTS: dict[str, dict[str, Any]] = {
    "single": {
        "options": [
            {"text": "The 38th parallel", "key": True, "feedback": "Drawn on a map."},
            {"text": "The Yalu River", "misconception": "M49"},
            {"text": "The 17th parallel", "misconception": "M50", "feedback": "That is Vietnam."},
        ]
    },
    "multi": {
        "options": [
            {"text": "China", "key": True},
            {"text": "North Korea", "key": True},
            {"text": "South Korea", "misconception": "M18"},
            {"text": "Japan"},
        ]
    },
    "true_false": {
        "answer": False,
        "wrong_truth": "M17",
        "reasons": [
            {"text": "It was a ceasefire", "key": True},
            {"text": "It was a surrender", "misconception": "M20"},
            {"text": "It ran out in 1954"},
        ],
    },
    "short": {
        "answers": ["Soviet Union", "USSR", "Russia"],
        "reject": ["Russian Federation", "China"],
        "notes": {"Russia": "The state was then the USSR.", "China": "It came later."},
        "misconceptions": {"Russian Federation": "M05"},
    },
    "numeric": {
        "stem": "How wide is the zone, in km?",
        "answer": 4,
        "unit": "km",
        "distractors": [{"value": 2, "misconception": "M08", "feedback": "On each side."}],
    },
    "matching": {
        "pairs": [
            {"left": "Shtykov", "right": "Soviet officer"},
            {"left": "Hodge", "right": "US governor"},
            {"left": "Cho Man-sik", "right": "Nationalist leader"},
        ],
        "extra": [{"text": "President", "misconception": "M06", "feedback": "Not before 1948."}],
    },
    "ordering": {
        "order": [
            {"text": "Annexation", "date": "1910-08"},
            {"text": "Surrender", "date": "1945-08-15"},
            {"text": "Conference", "date": "1945-12"},
            {"text": "Committee"},
        ]
    },
    "cloze": {
        "stem": "Ministers in {{1}} planned up to {{2}} years.",
        "blanks": {
            "1": {"answers": ["Moscow", "Moskva"], "options": ["Yalta", "Moscow", "Cairo"]},
            "2": {"answers": ["five", "5"], "reject": ["ten"], "misconceptions": {"ten": "M50"}},
        },
    },
    "categorise": {
        "groups": ["Fact", "Opinion"],
        "options": [
            {"text": "It was signed in 1953", "group": "Fact"},
            {"text": "It was unwise", "group": "Opinion", "misconception": "M36"},
            {"text": "It held", "group": "Fact", "feedback": "This can be checked."},
        ],
    },
    "essay": {
        "points": 3,
        "rubric": [
            {"criterion": "Names both powers", "points": 1},
            {"criterion": "Says why", "points": 2},
        ],
        "sample": "Two powers drew it, **because** each had troops there.",
    },
    "text": {},
    "flashcard": {"stem": "", "front": "Armistice?", "back": "**27 July 1953**", "reversed": True},
}

ASKED = [name for name in CONTENTS if name not in ("text", "flashcard")]
ANSWERED = [name for name in ASKED if name != "essay"]  # with a key


def content(name: str, **changes: Any) -> dict[str, Any]:
    """The content of the example item of a type, with changes; a field set to ... is left out."""
    whole = {"id": "T-01", "type": name, "stem": "What is it?", **CONTENTS[name], **changes}
    return {field: value for field, value in whole.items() if value is not ...}


def load(name: str, **changes: Any) -> Any:
    """The example item of a type."""
    return load_body(content(name, **changes))


def parse(body: Any, raw: object) -> Any:
    return type_of(body).parse(body, raw, MASK)


def grade(body: Any, raw: object) -> Any:
    """The grade of a response with public ids."""
    return type_of(body).grade(body, parse(body, raw))


def public(body: Any) -> dict[str, Any]:
    return type_of(body).public(body, MASK, str)


def ids(body: Any, listed: str = "options") -> dict[str, str]:
    """Public ids by text, as the taker sees them."""
    return {entry["html"]: entry["id"] for entry in public(body)[listed]}


# ------------------------------------------------------------------------------- many items

lines = (
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
names = st.from_regex(r"[A-Z][a-z]{2,9}( [A-Z][a-z]{1,8})?", fullmatch=True)


def _texts(low: int, high: int) -> st.SearchStrategy[list[str]]:
    return st.lists(lines, min_size=low, max_size=high, unique_by=joined)


@st.composite
def _options(draw: st.DrawFn, keys: int = 1) -> list[dict[str, Any]]:
    texts = draw(_texts(keys + 1, 6))
    return [{"text": text, **({"key": True} if n < keys else {})} for n, text in enumerate(texts)]


def _single() -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(lambda o: {"options": o}, _options())


def _multi() -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(lambda o: {"options": o}, st.integers(2, 4).flatmap(_options))


def _true_false() -> st.SearchStrategy[dict[str, Any]]:
    reasons = st.one_of(st.just([]), _options())
    return st.builds(lambda a, r: {"answer": a, "reasons": r}, st.booleans(), reasons)


@st.composite
def _answers(draw: st.DrawFn) -> dict[str, Any]:
    texts = draw(_texts(1, 6))
    accepted = draw(st.integers(1, len(texts)))
    return {"answers": texts[:accepted], "reject": texts[accepted:]}


def _numeric() -> st.SearchStrategy[dict[str, Any]]:
    numbers = st.decimals(-(10**9), 10**9, places=3)
    units = st.sampled_from([None, "km", "%", "US$", "years", "billion dollars", "km²"])
    return st.builds(
        lambda a, u, t: {"answer": a, "unit": u, "tolerance": t},
        numbers,
        units,
        st.decimals(0, 5, places=2),
    )


@st.composite
def _matching(draw: st.DrawFn) -> dict[str, Any]:
    left, right = draw(_texts(2, 5)), draw(_texts(5, 7))
    pairs = [{"left": a, "right": b} for a, b in zip(left, right, strict=False)]
    return {"pairs": pairs, "extra": [{"text": text} for text in right[len(pairs) :]]}


def _ordering() -> st.SearchStrategy[dict[str, Any]]:
    return _texts(2, 6).map(lambda texts: {"order": [{"text": text} for text in texts]})


@st.composite
def _cloze(draw: st.DrawFn) -> dict[str, Any]:
    names_ = draw(st.lists(st.integers(1, 99).map(str), min_size=1, max_size=4, unique=True))
    stem = " and ".join(f"{{{{{name}}}}}" for name in names_)
    return {"stem": stem, "blanks": {name: draw(_blank()) for name in names_}}


@st.composite
def _blank(draw: st.DrawFn) -> dict[str, Any]:
    hint = {"hint": draw(lines)} if draw(st.booleans()) else {}
    if draw(st.booleans()):
        return {**draw(_answers()), **hint}
    options = draw(_texts(2, 5))
    return {"answers": [options[0]], "options": draw(st.permutations(options)), **hint}


@st.composite
def _flashcard(draw: st.DrawFn) -> dict[str, Any]:
    side = st.fixed_dictionaries({"front": lines, "back": lines, "typed": st.booleans()})
    return {
        **draw(side),
        "stem": "",
        "reversed": draw(st.booleans()),
        "more": draw(st.just("") | lines),
        "sides": draw(st.lists(side, max_size=3)),
    }


@st.composite
def _categorise(draw: st.DrawFn) -> dict[str, Any]:
    groups, texts = draw(_texts(2, 4)), draw(_texts(2, 6))
    options = [{"text": text, "group": draw(st.sampled_from(groups))} for text in texts]
    return {"groups": groups, "options": options}


_STRATEGIES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "single": _single(),
    "multi": _multi(),
    "true_false": _true_false(),
    "short": _answers(),
    "numeric": _numeric(),
    "matching": _matching(),
    "ordering": _ordering(),
    "cloze": _cloze(),
    "categorise": _categorise(),
    "essay": st.builds(lambda sample: {"sample": sample}, lines),
    "text": st.just({}),
    "flashcard": _flashcard(),
}


@st.composite
def contents(draw: st.DrawFn, types: list[str] | None = None) -> dict[str, Any]:
    """The content of an item of any type (or of one of `types`)."""
    name = draw(st.sampled_from(types or list(_STRATEGIES)))
    fixed = {"fixed_order": draw(st.booleans())}
    return {"id": "T-01", "type": name, "stem": "Asked", **draw(_STRATEGIES[name]), **fixed}


def rekeyed(item: dict[str, Any], data: Any) -> dict[str, Any]:
    """The same item as far as the taker can see, with the key and the stored order changed."""

    def shuffled(entries: list[Any]) -> list[Any]:
        return list(data.draw(st.permutations(entries)))

    def moved(entries: list[dict[str, Any]], field: str) -> list[dict[str, Any]]:
        values = shuffled([entry.get(field) for entry in entries])
        merged = [{**e, field: v} for e, v in zip(entries, values, strict=True)]
        return shuffled([{k: v for k, v in e.items() if v is not None} for e in merged])

    changes: dict[str, Callable[[], dict[str, Any]]] = {
        "single": lambda: {"options": moved(item["options"], "key")},
        "multi": lambda: {"options": moved(item["options"], "key")},
        "true_false": lambda: {
            "answer": not item["answer"],
            "reasons": moved(item["reasons"], "key"),
        },
        "short": lambda: {"answers": ["Another"], "reject": []},
        "numeric": lambda: {"answer": 17, "tolerance": 1},
        "matching": lambda: _other_pairs(item, shuffled),
        "ordering": lambda: {"order": shuffled(item["order"])},
        "cloze": lambda: {"blanks": {k: _other_blank(b) for k, b in item["blanks"].items()}},
        "categorise": lambda: {
            "groups": shuffled(item["groups"]),
            "options": moved(item["options"], "group"),
        },
    }
    return {**item, **changes[item["type"]](), "explanation": "Another one."}


def _other_pairs(item: dict[str, Any], shuffled: Any) -> dict[str, Any]:
    rights = shuffled([p["right"] for p in item["pairs"]] + [e["text"] for e in item["extra"]])
    lefts = shuffled([pair["left"] for pair in item["pairs"]])
    pairs = [{"left": a, "right": b} for a, b in zip(lefts, rights, strict=False)]
    return {"pairs": pairs, "extra": [{"text": t, "feedback": "No."} for t in rights[len(pairs) :]]}


def _other_blank(blank: dict[str, Any]) -> dict[str, Any]:
    hint = {"hint": blank["hint"]} if "hint" in blank else {}  # it is shown with the question
    options = blank.get("options")
    if options is None:
        return {"answers": ["Another"], **hint}
    return {"answers": [options[-1]], "options": options[::-1], **hint}
