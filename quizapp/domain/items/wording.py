"""Text as people mean it: Markdown to plain words, and the normal form in which answers compare."""

import re
import unicodedata

_LINK = re.compile(r"!?\[(?!\s*\]\{)([^\]\[]*)\](?:\([^()]*\)|\{\s*lang=[^{}]*\})")
_EMPHASIS = re.compile(r"(\*\*|__|\*|`|~~)(?=\S)(.{1,300}?)(?<=\S)\1")
_UNDERSCORE = re.compile(r"(?<!\w)_(?=\S)(.{1,300}?)(?<=\S)_(?!\w)")
_ASIDE = 0xF0000  # a private plane of Unicode
_SET_ASIDE = re.compile(f"[{chr(_ASIDE)}-{chr(_ASIDE + 0x7F)}]")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_SIGNS = "\\`*_[]{}<>()#+!|~$"  # of Markdown
_ESCAPED = {ord(sign): f"\\{sign}" for sign in _SIGNS}
_SPECIAL = re.compile(rf"[{re.escape(_SIGNS)}]|&(?=#?\w+;)")

# Letters that Unicode does not decompose, as a reader without that keyboard would type them.
_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"}
)
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"
_SILENT = re.compile(
    r"['\u2018\u2019\u201a\u201b\u02bb\u02bc\u02b9\u2032`\u00b4\"\u201c-\u201f\u00ab\u00bb]"
)
_SIGN = re.compile(rf"(?:^|(?<=\s))[{_DASHES}](?=\d)")
_DASH = re.compile(rf"[{_DASHES}\u00ad/]")
_POINT = re.compile(r"(?<!\d)\.|\.(?!\d)")
_PAUSE = re.compile(r"(?<!\d),|,(?!\d)|[;:!?()\[\]]")
_MINUS = "\ufffc"  # stands for a minus sign while dashes become spaces


def squash(text: str) -> str:
    """Composed Unicode, single spaces: the form in which two options count as the same text."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def plain_text(markdown: str) -> str:
    """One line without Markdown's marks: for keys in tables and for typed answers."""
    # Escaped characters step aside, so that they do not read as marks.
    text = _ESCAPE.sub(lambda match: chr(_ASIDE + ord(match[1])), markdown)
    text = _LINK.sub(r"\1", text)
    text = _UNDERSCORE.sub(r"\1", _EMPHASIS.sub(r"\2", _EMPHASIS.sub(r"\2", text)))
    return squash(_SET_ASIDE.sub(lambda match: chr(ord(match[0]) - _ASIDE), text))


def escape_markdown(text: str) -> str:
    """Plain words so written that Markdown shows them as they are."""
    if "&" in text:  # a sign only where an entity follows
        return _SPECIAL.sub(lambda match: f"\\{match[0]}", text)
    return text.translate(_ESCAPED)


def without_accents(text: str) -> str:
    """Drop the accents of European scripts; compose again, so that Hangul and kana stay whole."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    kept = "".join(c for c in decomposed if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", kept).translate(_PLAIN_LETTERS)


def normalise(text: str) -> str:
    """The form in which typed answers compare.

    Case, accents, quotation marks, hyphens, spaces and the punctuation of sentences do not count;
    a minus sign before a number and a point or comma inside one do.
    """
    folded = without_accents(_SILENT.sub("", text).casefold()).casefold()
    folded = _SIGN.sub(_MINUS, folded)
    folded = _PAUSE.sub(" ", _POINT.sub("", _DASH.sub(" ", folded)))
    words = " ".join(folded.replace(_MINUS, "-").split())
    return words or squash(text).casefold()


def joined(text: str) -> str:
    """The normal form without its spaces, as "Il-sung", "Il sung" and "Ilsung" are one name.

    Between digits a space stays: "19 50" is not "1950".
    """
    return re.sub(r"(?<!\d) | (?!\d)", "", normalise(text))


def one_slip_apart(a: str, b: str) -> bool:
    """Whether one letter added, lost, changed, or two neighbours swapped turns `a` into `b`."""
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    start = _common_start(a, b)
    rest_a, rest_b = a[start:], b[start:]
    if len(a) != len(b):
        longer, shorter = (rest_a, rest_b) if len(a) > len(b) else (rest_b, rest_a)
        return longer[1:] == shorter
    swapped = rest_a[:2] == rest_b[1::-1] and rest_a[2:] == rest_b[2:]
    return swapped or rest_a[1:] == rest_b[1:]


def _common_start(a: str, b: str) -> int:
    for index, (left, right) in enumerate(zip(a, b, strict=False)):
        if left != right:
            return index
    return min(len(a), len(b))
