"""Join codes, pseudonyms and lists of names: what a class is set up with."""

import csv
from collections.abc import Collection
from dataclasses import dataclass

from quizapp.domain.names import NAME_MAX, name_key, name_problem, tidy_name

# Capitals that cannot be taken for each other or for a digit; no vowels, so that no word appears.
CODE_ALPHABET = "BCDFGHJKLMNPQRTVWXZ"
CODE_LENGTH = 8
TITLE_MAX = 80
ROSTER_MAX = 500

_ADJECTIVES = (
    "Amber", "Brisk", "Calm", "Clever", "Copper", "Crimson", "Dappled", "Early", "Emerald",
    "Gentle", "Golden", "Hazel", "Indigo", "Ivory", "Jade", "Keen", "Lively", "Lunar", "Mellow",
    "Misty", "Nimble", "Ochre", "Olive", "Patient", "Pearl", "Quiet", "Russet", "Sandy", "Silver",
    "Steady", "Sunny", "Swift", "Tawny", "Velvet", "Violet", "Warm",
)  # fmt: skip
_BIRDS = (
    "Avocet", "Bittern", "Bunting", "Crane", "Curlew", "Dipper", "Dunlin", "Egret", "Finch",
    "Godwit", "Goldcrest", "Grebe", "Heron", "Hoopoe", "Ibis", "Jay", "Kestrel", "Kinglet",
    "Lapwing", "Lark", "Linnet", "Magpie", "Martin", "Nuthatch", "Oriole", "Osprey", "Pipit",
    "Plover", "Redstart", "Robin", "Sandpiper", "Siskin", "Skylark", "Snipe", "Sparrow", "Starling",
    "Swallow", "Swift", "Tern", "Thrush", "Treecreeper", "Wagtail", "Warbler", "Waxwing", "Wren",
    "Wryneck",
)  # fmt: skip
_SEPARATORS = "\t;,"
_HEADINGS = {"name", "names", "student", "students", "full name", "student name", "first name",
             "given name"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Skipped:
    """A line of a list that gives no student, and why."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Roster:
    """The names of a list in its order, and the lines that were left out."""

    names: tuple[str, ...]
    skipped: tuple[Skipped, ...]


def join_code(random: bytes) -> str:
    """A code of eight letters from eight or more random bytes (about 34 bits)."""
    return "".join(CODE_ALPHABET[byte % len(CODE_ALPHABET)] for byte in random[:CODE_LENGTH])


def bare_join_code(code: str) -> str | None:
    """A code as typed or scanned, or None where it cannot be one."""
    bare = "".join(code.split()).replace("-", "").upper()
    known = len(bare) == CODE_LENGTH and all(letter in CODE_ALPHABET for letter in bare)
    return bare if known else None


def spaced_code(code: str) -> str:
    """A code as it is read out: `BCDF GHJK`."""
    half = CODE_LENGTH // 2
    return f"{code[:half]} {code[half:]}"


def pseudonym(random: bytes, taken: Collection[str]) -> str:
    """Two words that are nobody's name, from four random bytes; a number if all are taken."""
    count = len(_ADJECTIVES) * len(_BIRDS)
    start = int.from_bytes(random[:4], "big") % count
    for step in range(count):
        adjective, bird = divmod((start + step) % count, len(_BIRDS))
        found = f"{_ADJECTIVES[adjective]} {_BIRDS[bird]}"
        if found not in taken:
            return found
    return f"Student {len(taken) + 1}"


def free_name(name: str, taken: Collection[str]) -> str:
    """The name to log in with: as it is, or with the first number that makes it nobody's.

    `taken` holds the keys of the names that are somebody's.
    """
    tidy, number = tidy_name(name), 1
    found = tidy
    while name_key(found) in taken:
        number += 1
        found = f"{tidy[: NAME_MAX - len(str(number)) - 1]} {number}"
    return found


def read_roster(text: str) -> Roster:
    """Names from lines or a table: the first column, or first and family name from the first two.

    A first line of headings decides: `name`, or `first name` beside `family name` (or `surname`,
    `last name`). Nobody is taken twice; at most ROSTER_MAX names.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    separator = max(_SEPARATORS, key=lines.count)
    rows = list(csv.reader(lines.split("\n"), delimiter=separator))
    two, first = _columns(rows)
    names: list[str] = []
    skipped: list[Skipped] = []
    seen: set[str] = set()
    for number, row in enumerate(rows[first:], first + 1):
        name = tidy_name(" ".join(row[:2] if two else row[:1]))
        if not name and not any(cell.strip() for cell in row):
            continue
        reason = _reason(name, seen, len(names))
        if reason is None:
            seen.add(name_key(name))
            names.append(name)
        else:
            skipped.append(Skipped(number, tidy_name(" ".join(row))[:80], reason))
    return Roster(tuple(names), tuple(skipped))


def _columns(rows: list[list[str]]) -> tuple[bool, int]:
    """Whether two columns make the name, and the row with which the names begin."""
    head = [tidy_name(cell).casefold() for cell in rows[0]] if rows else []
    if not head or head[0] not in _HEADINGS:
        return False, 0
    family = {"family name", "surname", "last name"}
    return len(head) > 1 and head[1] in family, 1


def _reason(name: str, seen: Collection[str], count: int) -> str | None:
    if problem := name_problem(name):
        return problem
    if name_key(name) in seen:
        return "This name is in the list twice. Add a letter to tell the two apart."
    return "A list holds at most 500 names." if count >= ROSTER_MAX else None
