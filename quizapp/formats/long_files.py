"""Files in base64 within XML that are longer than the parser takes: cut, so that the rest is read."""

import re
from collections.abc import Iterable, Iterator

CUT = "\u2026"  # no sign of base64: whoever decodes it sees that something is missing
MOST_IN_XML = 7  # MB of a file; in base64 a third more
_MOST = MOST_IN_XML * 2**20 * 4 // 3
_BRACKET = re.compile(r"[<>\[]")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")


def without_long_files(pieces: Iterable[str], most: int = _MOST) -> Iterator[str]:
    """The text of a document, in which no run of base64 is longer than `most` characters and CUT.

    The pieces are shorter than that: a run within one of them is left alone.
    """
    run, plain, cutting = 0, True, False
    for piece in pieces:
        bracket = _BRACKET.search(piece)
        body = piece[: bracket.start()] if bracket else piece
        run += len(body)
        plain = plain and _BASE64.fullmatch(body) is not None
        if cutting:
            yield _kept(body)
        elif plain and run > most:
            cutting = True
            yield CUT
        else:
            yield body
        if bracket:
            rest = piece[bracket.start() :]
            yield rest
            tail = rest[max(map(rest.rfind, "<>[")) + 1 :]
            run, plain, cutting = len(tail), _BASE64.fullmatch(tail) is not None, False


def _kept(body: str) -> str:
    """Of what is cut off, the end of a CDATA section."""
    return body[len(body.rstrip("]")) :]
