"""YAML that remembers where everything stood, and refuses what makes YAML dangerous.

Built from the parser's events instead of PyYAML's constructors: no anchors, aliases, tags or
merge keys (a 442-byte file of aliases expands to 9^10 nodes), no duplicate keys, limited depth
and size. Plain scalars follow the small core of YAML 1.2: only `true`, `false`, `null`, `~` and
decimal numbers are special, so `no`, `on`, `12:30`, `007` and `1945-08-15` stay text as written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias

import yaml

from quizapp.content.problems import ContentError, Place, Problem

MAX_BYTES = 2_000_000
MAX_DEPTH = 20
MAX_NODES = 200_000

_INT = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,17}(?:[eE][-+]?[0-9]{1,2})?")
_CONSTANTS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "true": True, "True": True, "false": False, "False": False,
}  # fmt: skip
_CONTROL = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Scalar: TypeAlias = str | int | float | bool | None
Plain: TypeAlias = "Scalar | list[Plain] | dict[str, Plain]"


class _Mark(Protocol):
    line: int
    column: int


@dataclass(slots=True)
class Node:
    """A value with its position. Exactly one of scalar, list or mapping, as `kind` says."""

    kind: str
    place: Place
    scalar: Scalar = None
    items: list["Node"] = field(default_factory=list)
    entries: dict[str, "Node"] = field(default_factory=dict)
    keys: dict[str, Place] = field(default_factory=dict)

    def plain(self) -> Plain:
        """Give the value without positions (dicts, lists and scalars)."""
        if self.kind == "mapping":
            return {key: node.plain() for key, node in self.entries.items()}
        if self.kind == "list":
            return [node.plain() for node in self.items]
        return self.scalar

    def child(self, step: str | int) -> "Node | None":
        """Follow one step of a path; None where there is no such child."""
        if self.kind == "mapping" and str(step) in self.entries:
            return self.entries[str(step)]
        if self.kind == "list" and isinstance(step, int) and 0 <= step < len(self.items):
            return self.items[step]
        return None

    def find(self, path: tuple[str | int, ...]) -> Place:
        """Give the place of a path, or of its deepest part that exists."""
        node = self
        for step in path:
            node = node.child(step) or node
        return node.place


class _Builder:
    """Turns the event stream into nodes, with every limit checked before anything is kept."""

    def __init__(self, file: str, first_line: int) -> None:
        self.file = file
        self.first_line = first_line
        self.stack: list[Node] = []
        self.key: list[tuple[str, Place] | None] = []
        self.root: Node | None = None
        self.count = 0

    def place(self, mark: _Mark | None) -> Place:
        if mark is None:
            return Place(self.file, self.first_line)
        return Place(self.file, mark.line + self.first_line, mark.column + 1)

    def fail(self, event: yaml.Event, message: str) -> ContentError:
        return _unreadable(self.place(event.start_mark), message)

    def handle(self, event: yaml.Event) -> None:
        """Take the next event."""
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self.fail(event, "anchors and aliases (& and *) are not allowed")
        if isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            raise self.fail(event, "one document a file: a second one begins here")
        if isinstance(event, yaml.ScalarEvent):
            self.scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self.open(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()
            self.key.pop()

    def scalar(self, event: yaml.ScalarEvent) -> None:
        self.refuse_tag(event)
        if self.stack and self.stack[-1].kind == "mapping" and self.key[-1] is None:
            self.key[-1] = (event.value, self.place(event.start_mark))
            if event.value in self.stack[-1].entries:
                raise self.fail(event, f"the key {event.value!r} appears twice")
            return
        value = _resolve(event.value) if event.implicit[0] else event.value
        self.add(Node("scalar", self.place(event.start_mark), scalar=value), event)

    def open(self, event: yaml.CollectionStartEvent) -> None:
        self.refuse_tag(event)
        if len(self.stack) >= MAX_DEPTH:
            raise self.fail(event, f"nested deeper than {MAX_DEPTH} levels")
        if self.stack and self.stack[-1].kind == "mapping" and self.key[-1] is None:
            raise self.fail(event, "a key must be plain text")
        kind = "mapping" if isinstance(event, yaml.MappingStartEvent) else "list"
        node = Node(kind, self.place(event.start_mark))
        self.add(node, event)
        self.stack.append(node)
        self.key.append(None)

    def refuse_tag(self, event: yaml.NodeEvent) -> None:
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise self.fail(event, f"tags are not allowed ({tag})")

    def add(self, node: Node, event: yaml.Event) -> None:
        self.count += 1
        if self.count > MAX_NODES:
            raise self.fail(event, f"more than {MAX_NODES} values in one file")
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        if parent.kind == "list":
            parent.items.append(node)
            return
        key = self.key[-1]
        if key is not None:
            parent.entries[key[0]], parent.keys[key[0]] = node, key[1]
            self.key[-1] = None


def _resolve(text: str) -> Scalar:
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


def _unreadable(place: Place, message: str) -> ContentError:
    return ContentError([Problem(place, message, unreadable=True)])


def _check_characters(text: str, file: str, first_line: int) -> None:
    found = _CONTROL.search(text)
    if found:
        line = text.count("\n", 0, found.start())
        column = found.start() - (text.rfind("\n", 0, found.start()) + 1)
        name = f"U+{ord(found.group()):04X}"
        raise _unreadable(
            Place(file, first_line + line, column + 1), f"the character {name} is not allowed"
        )


def _events(text: str) -> Iterator[yaml.Event]:
    return iter(yaml.parse(text, Loader=yaml.CSafeLoader))


def parse_yaml(text: str, file: str, first_line: int = 1) -> Node:
    """Parse one YAML document; `first_line` is where the text begins inside its file.

    Raises ContentError with the exact place for anything that is not plain, safe YAML.
    """
    if len(text) > MAX_BYTES:
        raise _unreadable(Place(file), f"larger than {MAX_BYTES} characters")
    _check_characters(text, file, first_line)
    builder = _Builder(file, first_line)
    try:
        for event in _events(text):
            builder.handle(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _unreadable(
            builder.place(mark), f"not valid YAML: {error.problem or error}"
        ) from error
    except yaml.YAMLError as error:
        raise _unreadable(Place(file, first_line), f"not valid YAML: {error}") from error
    if builder.root is None:
        raise _unreadable(Place(file, first_line), "the file is empty")
    return builder.root


def read_text(path: Path, file: str) -> str:
    """Read a UTF-8 file (with or without BOM; CRLF becomes LF) within the size limit."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _unreadable(Place(file), f"larger than {MAX_BYTES} bytes")
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(Place(file), f"cannot be read: {error.strerror}") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        raise _unreadable(Place(file, line, column), "not UTF-8 text") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_yaml(path: Path, file: str) -> Node:
    """Read and parse one YAML file; `file` is the name to use in messages."""
    return parse_yaml(read_text(path, file), file)
