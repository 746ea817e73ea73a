"""Filters as links: each value with its count, and an address that a reader can keep."""

from collections.abc import Callable, Collection, Iterable
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
    """A row of values under one label; `any` is the way back to all of them.

    `several`: more than one may be chosen at a time.
    """

    name: str
    label: str
    any: Choice
    choices: tuple[Choice, ...]
    several: bool = False


def one_of(
    name: str,
    label: str,
    values: Iterable[tuple[str, str, int]],
    chosen: str | None,
    address: Callable[[str | None], str],
    total: int | None = None,
) -> Filter:
    """A filter with at most one value. `values`: value, label and count of each.

    `total`: the count where none is chosen, if it is not the sum of the others.

    `address` gives the page's address with this filter set to a value, or to none.
    """
    listed = list(values)
    return Filter(
        name=name,
        label=label,
        any=Choice(
            key=f"{name}-any",
            label="All",
            count=sum(count for _, _, count in listed) if total is None else total,
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


def several_of(
    name: str,
    label: str,
    values: Iterable[tuple[str, str, int]],
    chosen: Collection[str],
    total: int,
    address: Callable[[list[str]], str],
) -> Filter:
    """A filter whose values can be put together; what is shown has all of those chosen.

    `values`: value, label and the count if this one were chosen as well; `total`: the count if
    none were. `address` gives the page's address with this filter set to some values.
    """
    kept = list(chosen)
    return Filter(
        name=name,
        label=label,
        any=Choice(f"{name}-any", "All", total, address([]), not kept),
        choices=tuple(
            Choice(
                key=f"{name}-{value}",
                label=words,
                count=count,
                href=address(
                    [one for one in kept if one != value] if value in kept else [*kept, value]
                ),
                chosen=value in kept,
            )
            for value, words, count in values
        ),
        several=True,
    )
