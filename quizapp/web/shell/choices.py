"""Filters as links: each value with its count, and an address that a reader can keep."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter. `href` chooses it, or lets it go where it is chosen already."""

    key: str
    label: str
    count: int
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A row of values under one label; `any` is the way back to all of them."""

    name: str
    label: str
    any: Choice
    choices: tuple[Choice, ...]


def one_of(
    name: str,
    label: str,
    values: Iterable[tuple[str, str, int]],
    chosen: str | None,
    address: Callable[[str | None], str],
) -> Filter:
    """A filter with at most one value. `values`: value, label and count of each.

    `address` gives the page's address with this filter set to a value, or to none.
    """
    listed = list(values)
    return Filter(
        name=name,
        label=label,
        any=Choice(
            key=f"{name}-any",
            label="All",
            count=sum(count for _, _, count in listed),
            href=address(None),
            chosen=chosen is None,
        ),
        choices=tuple(
            Choice(
                key=f"{name}-{value}",
                label=words,
                count=count,
                href=address(None if value == chosen else value),
                chosen=value == chosen,
            )
            for value, words, count in listed
        ),
    )
