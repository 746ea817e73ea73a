"""R13, R15 and R18: options are alike in form, do not overlap, and do not repeat the stem's work."""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.wording import plain_text
from quizapp.domain.rules.finding import Register, Said
from quizapp.domain.rules.visible_text import choices, texts_of
from quizapp.domain.rules.word_forms import folded, holds

_ARTICLE_LAST = re.compile(r"\b([Aa]n?) ?(?:\{\{\d+\}\}|_{2,}|…$|\.\.\.$|:$)")
_ASKS = re.compile(
    r"^(?:which|what|who)(?: [\w-]+){0,3}? (is|was|has|are|were|have)\b", re.IGNORECASE
)
_ONE = re.compile(r"^(?:an?|one|each|every)\b", re.IGNORECASE)
_SEVERAL = re.compile(r"^(?:two|three|four|both|several|many|these|those)\b", re.IGNORECASE)
_INNER_CAPITAL = re.compile(r"(?<=[\w,;:] )([A-Z][\w’'-]*)")
_NUMBER = re.compile(r"[-−+]?[\d\s,.]+")
_RANGE = re.compile(r"(\d[\d,.]*)\s*(?:-|–|to)\s*(\d[\d,.]*)")


def grammar(body: ItemBody, _register: Register) -> Said:
    """R13, what can be seen without knowing parts of speech."""
    if found := _ARTICLE_LAST.search(body.stem):
        yield ("stem",), f"“{found[1]}” before what is asked for gives a hint: write “a(n)”"
    field, options = choices(body)
    texts = [plain_text(option.text) for option in options]
    keys = [option.key for option in options]
    if len(texts) < 2:
        return
    if len({_ending(text) for text in texts}) > 1:
        yield (field,), "some options end with punctuation, others do not"
    names = {
        name for one in texts_of(body) for name in _INNER_CAPITAL.findall(plain_text(one.text))
    }
    if len({_begins_with_capital(text, names) for text in texts} - {None}) > 1:
        yield (field,), "some options begin with a capital letter, others do not"
    if _number_cue(body.stem, texts, keys):
        yield (field,), "the number of the stem's verb rules wrong options out"


def _ending(text: str) -> str:
    """The punctuation at the end; the point of an abbreviation such as U.S. is none."""
    last = text.rsplit(maxsplit=1)[-1] if text.strip() else ""
    return last[-1:] if last[-1:] in ".!?;," and "." not in last[:-1] else ""


def _begins_with_capital(text: str, names: Collection[str]) -> bool | None:
    """Whether a text begins with a capital; None where it must, or begins with no letter."""
    words = text.lstrip("“‘\"'(").split()
    word = words[0].rstrip(",;:.!?") if words else ""
    if not word[:1].isalpha() or word in names or (word.isupper() and len(word) > 1):
        return None
    return word[0].isupper()


def _number_cue(stem: str, texts: Sequence[str], keys: Sequence[bool]) -> bool:
    """Whether "which is" or "which are" contradicts wrong options, but no right one."""
    asks = _ASKS.match(plain_text(stem))
    if asks is None:
        return False
    against = _SEVERAL if asks[1].lower() in ("is", "was", "has") else _ONE
    fits = [not against.match(text) for text in texts]
    return not all(fits) and all(fit for fit, key in zip(fits, keys, strict=True) if key)


def overlap(body: ItemBody, _register: Register) -> Said:
    """R15. Options that are the same but for case or accents hold each other too."""
    field, options = choices(body)
    texts = [option.text for option in options]
    for one, other in combinations(range(len(texts)), 2):
        if message := _overlap(texts[one], texts[other]):
            yield (field, other, "text"), message


def _overlap(one: str, other: str) -> str | None:
    words, others = folded(one), folded(other)
    numbers = _NUMBER.fullmatch(plain_text(one)) or _NUMBER.fullmatch(plain_text(other))
    if not numbers and (holds(words, others) or holds(others, words)):
        return f"“{plain_text(one)}” and “{plain_text(other)}”: one holds the other"
    ranges = list(_ranges(one)), list(_ranges(other))
    for low, high in ranges[0]:
        if any(low <= last and first <= high for first, last in ranges[1]):
            return f"the ranges “{plain_text(one)}” and “{plain_text(other)}” overlap"
    return None


def _ranges(text: str) -> Iterator[tuple[float, float]]:
    for low, high in _RANGE.findall(plain_text(text)):
        yield _number(low), _number(high)


def _number(text: str) -> float:
    return float(text.replace(",", "").rstrip("."))


def repeated_opening(body: ItemBody, _register: Register) -> Said:
    """R18."""
    field, options = choices(body)
    openings = {tuple(folded(option.text)[:2]) for option in options}
    if len(options) > 1 and len(openings) == 1 and len(words := openings.pop()) == 2:
        yield (field,), f"every option begins with “{' '.join(words)}”: say it in the stem"
