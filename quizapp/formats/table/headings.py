"""Whether a first row names the columns, in words that nobody has listed.

Two signs of it: names of one family (“capital”, “capital:de”), and cells below that are of another
kind than their name (numbers or pictures, or capitalised where all names begin small). Both ask
for more than one row below; what they miss can be said by a person.
"""

import re
from collections import Counter
from collections.abc import Sequence

LOOKED_AT = 50  # rows below
_LONGEST = 40  # characters of a name
_FEWEST = 4  # filled cells below, for a column to be judged
_ENOUGH = 0.9
_NO_NAME = re.compile(r"[<>{}?!;\n]|[.…]$")
_FAMILY = re.compile(r"(.+):[\w-]{1,12}")
_NUMBER = re.compile(r"[-+]?[\d.,/: %-]*\d[\d.,/: %-]*")


def names_columns(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether the cells of the first row are names of what stands below them."""
    names = [cell.strip().strip("\ufeff") for cell in first]
    while names and not names[-1]:
        names.pop()
    if len(names) < 2 or len({name.casefold() for name in names}) < len(names):
        return False
    if not all(_may_be_name(name) for name in names):
        return False
    return bool(below) and (_family(names) or _contrast(names, below))


def _may_be_name(cell: str) -> bool:
    return 0 < len(cell) <= _LONGEST and not _NO_NAME.search(cell) and not _NUMBER.fullmatch(cell)


def _family(names: Sequence[str]) -> bool:
    """Three names or more, of which two at least are “something”, “something:de”, “something:fr”."""
    stems = Counter(found[1] for name in names if (found := _FAMILY.fullmatch(name)))
    stems.update(name for name in names if name in stems)
    return len(names) > 2 and any(count > 1 for count in stems.values())


def _contrast(names: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    small = all(name[0].islower() for name in names)
    numbers = marked = capitals = 0
    for place, name in enumerate(names):
        cells = [row[place].strip() for row in below[:LOOKED_AT] if place < len(row)]
        cells = [cell for cell in cells if cell]
        if len(cells) < _FEWEST:
            continue
        most = _ENOUGH * len(cells)
        numbers += not re.search(r"\d", name) and sum(map(_is_number, cells)) >= most
        marked += sum(cell.startswith("<") for cell in cells) >= most
        capitals += small and sum(cell[0].isupper() for cell in cells) >= most
    return bool(numbers) or marked + capitals > 1


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None
