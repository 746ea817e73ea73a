"""Names and passwords of accounts: what is allowed, and when two names are the same."""

import unicodedata
from functools import cache
from hashlib import sha256
from importlib.resources import files

from quizapp.domain.items.wording import without_accents

NAME_MAX = 40
KEY_MAX = 160
PASSWORD_MIN = 8
PASSWORD_MAX = 200
# Shown once at sign-up. Letters and digits that cannot be taken for each other.
RECOVERY_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
RECOVERY_LENGTH = 20
_GROUP = 5
# Bytes: one password in 370,000 that nobody else has is refused, too.
_DIGEST = 4
# Letters by their category, but nothing that anybody could see.
_INVISIBLE = frozenset("\u115f\u1160\u3164\uffa0")
# Words that everybody here would try first: with digits or signs around them they are no password.
CONTEXT_WORDS = frozenset(
    [
        "quizapp",
        "quiz",
        "quizzes",
        "flashcard",
        "flashcards",
        "lesson",
        "lessons",
        "learner",
        "student",
        "students",
        "pupil",
        "pupils",
        "teacher",
        "teachers",
        "school",
        "class",
        "classroom",
        "homework",
        "exam",
        "korea",
        "northkorea",
        "southkorea",
        "koreanwar",
        "russia",
        "soviet",
        "moscow",
        "pyongyang",
        "seoul",
        "kimjongun",
        "kimilsung",
        "stalin",
        "putin",
        "admin",
        "administrator",
    ]
)


def tidy_name(name: str) -> str:
    """The name as shown: composed, single spaces, nothing invisible."""
    text = unicodedata.normalize("NFC", name)
    text = "".join(
        " " if c.isspace() else c
        for c in text
        if c not in _INVISIBLE and (c.isspace() or unicodedata.category(c)[0] != "C")
    )
    return " ".join(text.split())


def name_key(name: str) -> str:
    """The form in which names are compared: case, width and accents' encoding do not matter."""
    text = unicodedata.normalize("NFKC", tidy_name(name)).casefold()
    return tidy_name(unicodedata.normalize("NFKC", text))


def place_in_a_list(name: str, family: str | None = None) -> tuple[str, ...]:
    """By what a list of people is sorted: “Park, Hana” by family and then given name, others whole.

    `family`: with what the name ends, if that is known; one that it does not end with (any more) counts
    nothing. Capitals and accents do not matter: Ødegård stands where Odegard does.
    """
    if family and "," not in name and name.endswith(f" {family}"):
        name = f"{family}, {name.removesuffix(family)}"
    return tuple(name_key(without_accents(part.casefold())) for part in name.split(","))


def name_problem(name: str) -> str | None:
    """Why a name cannot be used, or None."""
    tidy = tidy_name(name)
    if not tidy:
        return "Enter a name."
    if len(tidy) > NAME_MAX:
        return f"Use a name of at most {NAME_MAX} characters."
    if len(name_key(name)) > KEY_MAX:
        return "This name uses signs that take up too much room. Use letters and digits."
    if not any(c.isalnum() for c in name_key(name)):
        return "Use at least one letter or digit in the name."
    return None


def password_problem(password: str, name: str = "") -> str | None:
    """Why a password cannot be used, or None (length and guessability, no recipes)."""
    if len(password) < PASSWORD_MIN:
        return f"Use a password of at least {PASSWORD_MIN} characters."
    if len(password) > PASSWORD_MAX:
        return f"Use a password of at most {PASSWORD_MAX} characters."
    folded = password.casefold()
    if is_common(folded) or len(set(folded)) < 4:
        return "This password is one of the first that others would guess. Choose another."
    if name and _is_made_of(password, name):
        return "Choose a password that is more than your name: others would try it with digits too."
    return None


def _is_made_of(password: str, name: str) -> bool:
    """Whether a password is the name, once or repeated, with nothing but digits and signs beside it."""
    typed, bare = _alphanumeric(password), _alphanumeric(name)
    rest = typed.replace(bare, "") if bare else typed
    if any(c.isalpha() for c in bare):
        return bare in typed and not any(c.isalpha() for c in rest)
    return rest == ""


def _alphanumeric(text: str) -> str:
    return "".join(c for c in name_key(text) if c.isalnum())


def is_common(folded: str) -> bool:
    """Whether a password in lower case is a frequent one, or hardly more than a word of this place."""
    letters = "".join(c for c in folded if c.isalpha())
    return letters in CONTEXT_WORDS or _digest(folded) in _common()


@cache
def _common() -> frozenset[bytes]:
    """Digests of frequent passwords: as digests, since much among them is not fit for a school.

    Those of 8 and more signs among the 30,000 most frequent in leaks, as the zxcvbn library (MIT
    licence) lists them.
    """
    whole = files("quizapp.domain").joinpath("common_passwords.bin").read_bytes()
    return frozenset(whole[at : at + _DIGEST] for at in range(0, len(whole), _DIGEST))


def _digest(folded: str) -> bytes:
    return sha256(folded.encode("utf-8", "surrogatepass")).digest()[:_DIGEST]


def recovery_code(random: bytes) -> str:
    """A code of 20 signs in groups of five, made from 20 or more random bytes.

    About 98 bits: the first few letters come up slightly more often than the rest, because 256
    is no multiple of 31.
    """
    letters = [RECOVERY_ALPHABET[byte % len(RECOVERY_ALPHABET)] for byte in random]
    code = "".join(letters[:RECOVERY_LENGTH])
    return "-".join(code[i : i + _GROUP] for i in range(0, RECOVERY_LENGTH, _GROUP))


def bare_code(code: str) -> str:
    """A code as typed, without the dashes, spaces and capitals that do not matter."""
    return "".join(c for c in code.casefold() if c.isalnum())
