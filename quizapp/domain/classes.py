"""Join codes, pseudonyms and names to log in with: what a class is set up with."""

from collections.abc import Collection

from quizapp.domain.names import NAME_MAX, name_key, tidy_name

# Capitals that cannot be taken for each other or for a digit; no vowels, so that no word appears.
CODE_ALPHABET = "BCDFGHJKLMNPQRTVWXZ"
CODE_LENGTH = 8
TITLE_MAX = 80

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
