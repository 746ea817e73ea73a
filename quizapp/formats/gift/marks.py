"""The characters that steer GIFT, and how a backslash makes them plain text.

While a question is taken apart, escaped characters stand as noncharacters of Unicode, so that they
steer nothing; `restored` turns them back.
"""

import re

_STEERING = ":#={}~"
_STANDS_FOR = {mark: chr(0xFDD0 + place) for place, mark in enumerate(_STEERING)}
_STANDS_FOR |= {"n": "\ufdd6", "\\": "\ufdd7"}
_BACK = str.maketrans({stand: mark for mark, stand in _STANDS_FOR.items()} | {"\ufdd6": "\n"})
_ESCAPED = re.compile(r"\\([:#={}~n\\])")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef]")
# What steers nothing although it is not escaped: the attributes of a tag, and a numbered character.
_TAG = re.compile(
    r"<[a-zA-Z][a-zA-Z0-9]*(?:\s+[a-zA-Z-]+\s?=\s?(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>=~]+))+\s*/?>"
    r"|&#x?[0-9a-fA-F]{1,6};"
)
_PLAIN_IN_TAG = str.maketrans({mark: _STANDS_FOR[mark] for mark in ":#=~"})


def without_controls(text: str) -> str:
    """The text without characters that cannot be seen or stored."""
    return _UNSEEN.sub("", text)


def protected(text: str) -> str:
    """The text with its escaped characters set aside."""
    return _ESCAPED.sub(lambda match: _STANDS_FOR[match[1]], text)


def protected_tags(text: str) -> str:
    """The same for what stands inside the tags of HTML."""
    return _TAG.sub(lambda match: match[0].translate(_PLAIN_IN_TAG), text)


def restored(text: str) -> str:
    """The text as it is meant, escapes resolved."""
    return text.translate(_BACK)


def escaped(text: str) -> str:
    """Text so written that GIFT reads it as it is, on one line."""
    return re.sub(r"[:#={}~\\]", lambda match: "\\" + match[0], text).replace("\n", "\\n")
