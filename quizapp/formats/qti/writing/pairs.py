"""Matching and sorting into groups, both as a match of two lists."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from quizapp.domain.items.categorise import CategoriseBody
from quizapp.domain.items.matching import MatchingBody
from quizapp.domain.items.sorting import fixed_positions
from quizapp.formats.qti.tree import Element
from quizapp.formats.qti.writing.feedback import sum_of_maps
from quizapp.formats.qti.writing.markup import (
    RESPONSE,
    Address,
    add,
    add_html,
    body_of,
    declare,
    shown,
)


@dataclass(frozen=True, slots=True)
class _Lists:
    """Texts by id on both sides, what belongs to what, and how often each right one is used."""

    lefts: Mapping[str, str]
    rights: Mapping[str, str]
    key: Mapping[str, str]
    most: Mapping[str, str]


def matching(item: Element, body: MatchingBody, address: Address) -> None:
    """Each entry on the right may be used as often as it is right."""
    uses = Counter(body.key.values())
    most = {right: str(max(1, uses[right])) for right in body.rights}
    _match(item, body, address, _Lists(body.lefts, body.rights, body.key, most))


def categorise(item: Element, body: CategoriseBody, address: Address) -> None:
    """Any number of options may go into each group."""
    key = {option.internal_id: option.group_id for option in body.options}
    most = dict.fromkeys(body.group_texts, "0")
    _match(item, body, address, _Lists(body.option_texts, body.group_texts, key, most))


def _match(
    item: Element, body: MatchingBody | CategoriseBody, address: Address, lists: _Lists
) -> None:
    left = {name: f"L{place}" for place, name in enumerate(_ordered(body, lists.lefts), 1)}
    right = {name: f"R{place}" for place, name in enumerate(_ordered(body, lists.rights), 1)}
    pairs = [f"{left[one]} {right[other]}" for one, other in lists.key.items()]
    points = dict.fromkeys(pairs, body.points / len(pairs))
    declare(item, "directedPair", pairs, points, cardinality="multiple", upper=body.points)
    asked = add(body_of(item, shown(body.stem, address)), "matchInteraction")
    asked.set("responseIdentifier", RESPONSE)
    asked.set("shuffle", "false" if body.fixed_order else "true")
    asked.set("maxAssociations", str(len(pairs)))
    for names, texts, limit in ((left, lists.lefts, None), (right, lists.rights, lists.most)):
        entries = add(asked, "simpleMatchSet")
        for name, identifier in names.items():
            entry = add(entries, "simpleAssociableChoice", identifier=identifier)
            entry.set("matchMax", "1" if limit is None else limit[name])
            add_html(entry, shown(texts[name], address))
    sum_of_maps(item)


def _ordered(body: MatchingBody | CategoriseBody, texts: Mapping[str, str]) -> list[str]:
    """As they are shown where the order is fixed."""
    names = list(texts)
    if not body.fixed_order:
        return names
    return [names[place] for place in fixed_positions([texts[name] for name in names])]
