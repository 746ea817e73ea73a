"""The wire format of protocol buffers, as much as Anki's messages need: numbers and bytes.

https://protobuf.dev/programming-guides/encoding/
"""

from collections.abc import Iterator

_VARINT, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5
_LONGEST = 10  # bytes of a number


class WireError(ValueError):
    """This is no message, or it ends too early."""


def fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The fields of a message as they come: number and value. Raises WireError."""
    at = 0
    while at < len(message):
        tag, at = _number(message, at)
        kind = tag & 7
        if kind == _VARINT:
            value, at = _number(message, at)
            yield tag >> 3, value
            continue
        length = {_EIGHT: 8, _FOUR: 4}.get(kind)
        if kind == _BYTES:
            length, at = _number(message, at)
        if length is None or at + length > len(message):
            raise WireError("not a message")
        yield tag >> 3, message[at : at + length]
        at += length


def number(message: bytes, wanted: int) -> int:
    """The last number in this field; 0 where there is none."""
    found = [v for n, v in fields(message) if n == wanted and isinstance(v, int)]
    return found[-1] if found else 0


def text(message: bytes, wanted: int) -> str:
    """The last text in this field; empty where there is none."""
    found = [v for n, v in fields(message) if n == wanted and isinstance(v, bytes)]
    return found[-1].decode("utf-8", "replace") if found else ""


def _number(message: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place in range(_LONGEST):
        if at + place >= len(message):
            break
        byte = message[at + place]
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return value, at + place + 1
    raise WireError("not a message")
