"""A stored answer in words, for whoever reads it without the app.

Everything here is made from what a taker may see (the public fields and the response), never from
the key.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.mask import OptionMask
from quizapp.domain.items.plugin import Render, Response
from quizapp.domain.items.registry import type_of

_LISTS = ("options", "reasons", "left", "right", "groups")
_GAP = re.compile(r'<span data-blank="([0-9]+)"></span>')


@dataclass(frozen=True, slots=True)
class Retold:
    """The question, what there was to choose from (in the order shown), and the answer.

    Of an answer with several parts each has a line; what was matched stands in pairs.
    """

    prompt: str
    choices: list[str]
    answered: list[str]


def retold(body: ItemBody, response: Response | None, mask: OptionMask, plain: Render) -> Retold:
    """The words of a question and of a stored response; `plain` turns Markdown into words."""
    plugin = type_of(body)
    fields = plugin.fields(body, mask, plain)
    listed = [one for name in _LISTS for one in fields.get(name) or ()]
    in_gaps = [text for gap in fields.get("blanks") or () for text in gap["options"] or ()]
    texts = {one["id"]: one["html"] for one in listed}
    shown = plugin.show(body, response, mask) or {}
    return Retold(
        prompt=_GAP.sub(r"[\1]", plugin.prompt(body, plain)),
        choices=[*(one["html"] for one in listed), *in_gaps],
        answered=[line for part in shown.values() for line in _lines(part, texts)],
    )


def _lines(part: Any, texts: Mapping[str, str]) -> list[str]:
    """The words of one member of a response: an id, text, truth value, list or pairs of them."""
    if part is None:
        return []
    if isinstance(part, bool):
        return ["True" if part else "False"]
    if isinstance(part, Mapping):
        return [f"{texts.get(k, k)} – {texts.get(v, v)}" for k, v in part.items()]
    return [texts.get(one, one) for one in ([part] if isinstance(part, str) else part)]
