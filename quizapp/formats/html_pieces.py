"""The pieces of a paragraph: words in a style, written as Markdown that reads as it was meant."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from quizapp.domain.items.wording import escape_markdown
from quizapp.markup import inline, words_of

Styles = frozenset[str]

_LONG = 20_000  # longer texts cannot be kept anyway, so their emphasis is not tried out
_MARKS = (("strong", "**"), ("s", "~~"), ("em", "*"))
_SPACE = re.compile(r"[ \t\n\r\f\xa0]{2,}|[\t\n\r\f]")
_LINE_START = re.compile(
    r"^(\s*)(?:(-)(?=\s|-|$)|(=)(?==*\s*$)|(:)(?=-)|(\d{1,9})(?=\.(?:\s|$)))", re.MULTILINE
)
_SPACE_END = re.compile(r"(?<!\s)\s+$")
_SPACE_START = re.compile(r"\s+")
_SIGNS_END = re.compile(r"(?<![^\w\s]|_)(?:[^\w\s]|_)+$")
_SIGNS_START = re.compile(r"(?:[^\w\s]|_)+")
_WIDE = re.compile(r"[ \xa0]{2,}")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words in one style; `ready` is their Markdown where they are no plain text."""

    words: str
    styles: Styles = frozenset()
    ready: str | None = None

    @property
    def markdown(self) -> str:
        """Without the marks of its styles."""
        return escape_markdown(self.words) if self.ready is None else self.ready


BREAK = Piece("\n", ready="\\\n")


def guarded(markdown: str) -> str:
    """Text no line of which begins a list, a heading or a table by accident."""
    return _LINE_START.sub(_guard, markdown)


def _guard(match: re.Match[str]) -> str:
    return (
        f"{match[1]}{match[5]}\\" if match[5] else f"{match[1]}\\{match[2] or match[3] or match[4]}"
    )


def code_piece(words: str, styles: Styles) -> Piece:
    """Code within a line."""
    fence = "`" * (max(map(len, re.findall("`+", words)), default=0) + 1)
    gap = " " if "`" in (words[0], words[-1]) else ""
    return Piece(words, styles, f"{fence}{gap}{words}{gap}{fence}")


def text_piece(text: str, styles: Styles) -> Piece:
    """Words of a text node; spaces and line ends count as one space."""
    return Piece(_SPACE.sub(" ", text), styles)


def paragraph(pieces: list[Piece]) -> str:
    """The Markdown of a run. Emphasis that would not read as meant is left out."""
    if len(pieces) == 1 and not pieces[0].styles:  # most paragraphs are plain words
        return _lines(pieces[0].markdown)
    parts = _tidied(pieces)
    used = {style for part in parts for style in part.styles}
    if not used:
        return _lines("".join(part.markdown for part in parts))
    parts = _settled(parts)
    written = _lines(_marked(parts, tuple(mark for mark in _MARKS if mark[0] in used)))
    if _sure(parts):
        return written
    meant = " ".join("".join(part.words for part in parts).split())
    if len(written) < _LONG and words_of(inline(written)) == meant:
        return written
    return _lines("".join(part.markdown for part in parts))


def _sure(parts: list[Piece]) -> bool:
    """Whether nothing but a letter touches a mark of emphasis, and no mark touches another."""
    styled = False
    for part in parts:
        if part.styles and (
            styled
            or part.ready is not None
            or len(part.styles) > 1
            or not (part.words[0].isalnum() and part.words[-1].isalnum())
        ):
            return False
        styled = bool(part.styles)
    return True


def _lines(text: str) -> str:
    lines = [line.strip(" \xa0") for line in _WIDE.sub(" ", text).split("\n")]
    while lines and lines[0] in ("", "\\"):
        del lines[0]
    while lines and lines[-1] in ("", "\\"):
        del lines[-1]
    if lines and lines[-1].endswith("\\") and not _escaped(lines[-1]):
        lines[-1] = lines[-1][:-1].rstrip()
    return guarded("\n".join(lines)).strip()


def _escaped(line: str) -> bool:
    """Whether the backslash at the end is itself escaped."""
    return (len(line) - len(line.rstrip("\\"))) % 2 == 0


def _tidied(pieces: list[Piece]) -> list[Piece]:
    """Neighbours of one style as one piece, without empty ones."""
    tidy: list[Piece] = []
    for piece in pieces:
        last = tidy[-1] if tidy else None
        if last and piece.ready is None is last.ready and last.styles == piece.styles:
            tidy[-1] = Piece(last.words + piece.words, last.styles)
        elif last and last.styles == piece.styles and _is_code(last) and _is_code(piece):
            tidy[-1] = code_piece(last.words + piece.words, piece.styles)
        elif piece.words or piece.ready:
            tidy.append(piece)
    return tidy


def _is_code(piece: Piece) -> bool:
    return piece.ready is not None and piece.ready.startswith("`")


def _settled(pieces: list[Piece]) -> list[Piece]:
    """Spaces at the edge of a style, and signs next to a letter, stand outside of it.

    CommonMark sees no emphasis in `**Note:**this`, but it does in `**Note**:this`.
    """
    settled: list[Piece] = [Piece("")]
    for piece in [*pieces, Piece("")]:
        left, right = settled.pop(), piece
        between: list[Piece] = []
        if (cut := _loose_end(left, right)) is not None:
            between.append(Piece(left.words[cut:], left.styles & right.styles))
            left = replace(left, words=left.words[:cut])
        if (cut := _loose_start(left, right)) is not None:
            between.append(Piece(right.words[:cut], left.styles & right.styles))
            right = replace(right, words=right.words[cut:])
        settled += [left, *between, right]
    return [piece for piece in settled if piece.words or piece.ready]


def _loose_end(left: Piece, right: Piece) -> int | None:
    """Where what does not belong in the style of `left` begins in it."""
    if left.ready is not None or not left.styles - right.styles:
        return None
    found = _SPACE_END.search(left.words)
    if found is None and right.markdown[:1].isalnum():
        found = _SIGNS_END.search(left.words)
    return found.start() if found else None


def _loose_start(left: Piece, right: Piece) -> int | None:
    """Where what does not belong in the style of `right` ends in it."""
    if right.ready is not None or not right.styles - left.styles:
        return None
    found = _SPACE_START.match(right.words)
    if found is None and left.markdown[-1:].isalnum():
        found = _SIGNS_START.match(right.words)
    return found.end() if found else None


def _marked(pieces: Iterable[Piece], marks: tuple[tuple[str, str], ...]) -> str:
    if not marks:
        return "".join(piece.markdown for piece in pieces)
    (style, mark), *rest = marks
    written = []
    for styled, group in groupby(pieces, key=lambda piece: style in piece.styles):
        inner = _marked(group, tuple(rest))
        written.append(f"{mark}{inner}{mark}" if styled and inner.strip() else inner)
    return "".join(written)
