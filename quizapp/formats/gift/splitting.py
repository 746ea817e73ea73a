"""A GIFT file as its questions: parted by blank lines, but not inside of braces."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from quizapp.formats.gift.marks import protected, restored

_CATEGORY = re.compile(r"\s*\$CATEGORY:(.*)")
_NAMED = re.compile(r"\s*::.+?::")
_ID = re.compile(r"\[id:((?:\\\]|[^\]])+)\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\]<>`])+)\]")
_PARTS = re.compile(r"(?<!/)/(?!/)")
_CONTEXTS = {"$course$", "$system$", "$module$", "$cat1$", "$cat2$", "$cat3$", "top"}
_AHEAD = 100  # so many blank lines at most are read on for a brace that closes


@dataclass(frozen=True, slots=True)
class Written:
    """One question as it stands in the file, escaped characters set aside.

    `line` is the number of its first line. `own_id` and `tags` come from the comments above it.
    """

    line: int
    text: str
    category: tuple[str, ...] = ()
    own_id: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(slots=True)
class _Block:
    """Lines without a blank one between them."""

    line: int
    lines: list[str]
    comments: list[str]
    category: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def questions(text: str) -> Iterator[Written]:
    """The questions in their order. A block of comments alone is none."""
    blocks = list(_blocks(text))
    place = 0
    while place < len(blocks):
        block = blocks[place]
        count = _needed(blocks, place)
        parts = blocks[place : place + count]
        comments = " ".join(line for part in parts for line in part.comments)
        found = _ID.search(comments)
        yield Written(
            block.line,
            "\n\n".join(part.text for part in parts),
            block.category,
            _bracketed(found[1]) if found else None,
            tuple(dict.fromkeys(_bracketed(tag) for tag in _TAG.findall(comments) if tag.strip())),
        )
        place += count


def _blocks(text: str) -> Iterator[_Block]:
    category: tuple[str, ...] = ()
    block = _Block(0, [], [], ())
    for number, raw in enumerate(text.split("\n"), 1):
        line = protected(raw)
        stripped = line.strip()
        named = _CATEGORY.match(line)
        if not stripped or named or _begins_anew(block, stripped):
            if block.lines:
                yield block
            block = _Block(0, [], [], category)
        if named:
            category = path_of(restored(named[1]))
            block = _Block(0, [], [], category)
        elif stripped.startswith("//"):
            block.comments.append(restored(stripped))
        elif stripped:
            block.line = block.line or number
            block.lines.append(line)
    if block.lines:
        yield block


def _begins_anew(block: _Block, stripped: str) -> bool:
    """A named question right below another one: the blank line was forgotten, or a brace before it."""
    if not block.lines or not _NAMED.match(stripped):
        return False
    return block.lines[-1].rstrip().endswith("}") or _is_open(block.text)


def path_of(written: str) -> tuple[str, ...]:
    """The categories from the outermost in; what Moodle puts before them says where, not what."""
    parts = [part.strip().replace("//", "/") for part in _PARTS.split(written.strip())]
    return tuple(part for part in parts if part and part not in _CONTEXTS)


def _needed(blocks: list[_Block], place: int) -> int:
    """How many blocks the question at `place` takes: more than one if its brace is open."""
    if not _is_open(blocks[place].text):
        return 1
    for count, block in enumerate(blocks[place + 1 : place + 1 + _AHEAD], 2):
        text = block.text
        opened, closed = text.find("{"), text.find("}")
        if _NAMED.match(text) or block.category != blocks[place].category:
            return 1
        if closed >= 0 and (opened < 0 or closed < opened):
            return count
        if opened >= 0:
            return 1
    return 1


def _is_open(text: str) -> bool:
    start = text.find("{")
    return start >= 0 and text.find("}", start) < 0


def _bracketed(text: str) -> str:
    return text.replace("\\]", "]").strip()
