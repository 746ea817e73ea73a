"""Options with a key: the part that single, multi and the reasons of true/false share."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from quizapp.domain.items.body import Code, Line, NotBool, OptionId, Part
from quizapp.domain.items.mask import OptionMask, internal_id
from quizapp.domain.items.plugin import Feedback, Render, Tone
from quizapp.domain.items.sorting import fixed_positions
from quizapp.domain.items.wording import plain_text, squash


class Distractor(Part):
    """What a wrong choice can carry: why it tempts (a code), and words of its own."""

    misconception: Code | None = None
    feedback: Line | None = None


Credit = Annotated[float, NotBool, Field(ge=-1, le=1, allow_inf_nan=False)]


class Option(Distractor):
    """One choice. `key` marks a right one; `credit` is the share of the points that it earns.

    Without a credit a key earns its full share and another option nothing.
    """

    text: Line
    key: Annotated[bool, Field(strict=True)] = False
    id: OptionId | None = None
    credit: Credit | None = None

    @field_validator("key")
    @classmethod
    def _key_is_no_misconception(cls, key: bool, info: ValidationInfo) -> bool:
        if key and info.data.get("misconception"):
            raise PydanticCustomError(
                "key_misconception", "a right option cannot be a misconception"
            )
        return key

    @property
    def internal_id(self) -> str:
        """The authored id, else one from the text."""
        return internal_id(self.text, self.id)


def refuse_repeats(texts: Iterable[str], what: str) -> None:
    """Raise where two texts are the same but for spaces."""
    counts = Counter(squash(text) for text in texts)
    repeated = [text for text, count in counts.items() if count > 1]
    if repeated:
        raise PydanticCustomError(
            "repeated_text", "{what}: “{text}” is there twice", {"what": what, "text": repeated[0]}
        )


def unique_options(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """The options, none of them there twice by text or by id."""
    right = {squash(option.text) for option in options if option.key}
    for option in options:
        if not option.key and squash(option.text) in right:
            raise PydanticCustomError(
                "right_and_wrong",
                "options: “{text}” is there twice, once right and once wrong",
                {"text": squash(option.text)},
            )
    refuse_repeats([option.text for option in options], "options")
    refuse_repeats([option.internal_id for option in options], "ids of options")
    return options


def one_key(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """The options, exactly one of which is right."""
    keys = len(keys_of(options))
    if keys != 1:
        raise PydanticCustomError(
            "one_key",
            "exactly one option must be marked as right, here it is {keys}",
            {"keys": keys},
        )
    if any(option.credit == 1 for option in options if not option.key):
        raise PydanticCustomError("whole_credit", "only the right option earns all the points")
    if any(option.credit not in (None, 1) for option in options if option.key):
        raise PydanticCustomError("key_credit", "the right option earns all the points")
    return unique_options(options)


def keys_of(options: Iterable[Option]) -> list[Option]:
    """The right options."""
    return [option for option in options if option.key]


def ids_of(options: Iterable[Option]) -> list[str]:
    """The internal ids, in the stored order."""
    return [option.internal_id for option in options]


def by_id(options: Iterable[Option], wanted: str) -> Option | None:
    """The option with this internal id."""
    return next((option for option in options if option.internal_id == wanted), None)


def listed(
    choices: Sequence[tuple[str, str]], mask: OptionMask, render: Render, *, fixed: bool = False
) -> list[dict[str, str]]:
    """`[{"id", "html"}]` for (internal id, text) pairs, in an order that ignores the stored one.

    That is the order of the public ids, or by the value in the texts where the order is fixed.
    """
    texts = dict(sorted(choices))
    order = mask.order(texts)
    if fixed:
        order = [order[place] for place in fixed_positions([texts[key] for key in order])]
    return [{"id": mask.out(key), "html": render(texts[key])} for key in order]


def listed_options(
    options: Iterable[Option], mask: OptionMask, render: Render, *, fixed: bool
) -> list[dict[str, str]]:
    """`listed` for options."""
    pairs = [(option.internal_id, option.text) for option in options]
    return listed(pairs, mask, render, fixed=fixed)


def remark(option: Option) -> Feedback:
    """What to say about a chosen option."""
    tone: Tone = "right" if option.key else "note" if (option.credit or 0) > 0 else "wrong"
    return Feedback(option.feedback, option.misconception, tone, option.internal_id)


def plain_options(texts: Iterable[str]) -> str:
    """Texts in one line."""
    return "; ".join(plain_text(text) for text in texts)


def unrevealing(pairs: Iterable[tuple[str, str]], *, fixed: bool = False) -> list[str]:
    """The texts of (internal id, text) pairs in an order that ignores the stored one."""
    texts = [text for _, text in sorted(pairs)]
    return [texts[place] for place in fixed_positions(texts)] if fixed else texts


def bullets(pairs: Iterable[tuple[str, str]], *, fixed: bool = False) -> str:
    """A Markdown list of (internal id, text) pairs for the front of a card, keys not showing."""
    texts = unrevealing(pairs, fixed=fixed)
    return "\n".join("- " + text.replace("\n", "\n  ") for text in texts)


def with_bullets(stem: str, options: Iterable[Option], *, fixed: bool) -> str:
    """The front of a card: the stem, then the options to choose from."""
    return f"{stem}\n\n{bullets(((o.internal_id, o.text) for o in options), fixed=fixed)}"
