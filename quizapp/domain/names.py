"""Names and passwords of accounts: what is allowed, and when two names are the same."""

import unicodedata

NAME_MAX = 40
KEY_MAX = 160
PASSWORD_MIN = 8
PASSWORD_MAX = 200
# Shown once at sign-up. Letters and digits that cannot be taken for each other.
RECOVERY_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
RECOVERY_LENGTH = 20
_GROUP = 5
# Letters by their category, but nothing that anybody could see.
_INVISIBLE = frozenset("\u115f\u1160\u3164\uffa0")
_COMMON = {
    "password", "password1", "12345678", "123456789", "1234567890", "qwertyui", "qwertyuiop",
    "11111111", "iloveyou", "letmein1", "abcdefgh", "abcd1234", "password123", "passwort",
    "qwerty123", "q1w2e3r4", "1q2w3e4r", "1qaz2wsx", "sunshine", "princess", "football",
    "baseball", "welcome1", "trustno1", "superman", "computer", "11223344", "87654321",
}  # fmt: skip


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
    if folded in _COMMON or len(set(folded)) < 4:
        return "This password is one of the first that others would guess. Choose another."
    if name and name_key(password) == name_key(name):
        return "Choose a password that is not your name."
    return None


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
