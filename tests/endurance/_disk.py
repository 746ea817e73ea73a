"""What SQLite asks of the disk, written down; and what a power cut may leave of that.

The recorder steps between the SQLite that the app uses and the operating system: it replaces the
functions by which SQLite opens, writes, cuts and syncs files (https://sqlite.org/c3ref/vfs.html,
https://sqlite.org/c3ref/io_methods.html) by ones that note the call and then make it.

A disk may lose, tear and reorder whatever was written to a file since that file's last sync. What
was synced is there. That a file was removed arrives with the next sync of any file, as on file
systems with a journal. Shared memory (-shm) is never on the disk.
"""

import ctypes
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from quizapp.models.engine import sqlite_module

SECTOR = 512
_METHODS = 19  # version, then 18 functions in version 3
_WRITE, _TRUNCATE, _SYNC = 3, 4, 5
_Function = Any  # a function of ctypes
# Names are handed on as addresses: SQLite keeps the one that it is given.
_OPEN = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p
)
_DELETE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_WRITING = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
)
_CUTTING = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int64)
_SYNCING = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)


class _Vfs(ctypes.Structure):
    """The head of sqlite3_vfs."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("size", ctypes.c_int),
        ("longest", ctypes.c_int),
        ("next", ctypes.c_void_p),
        ("name", ctypes.c_char_p),
        ("data", ctypes.c_void_p),
        ("open", ctypes.c_void_p),
        ("delete", ctypes.c_void_p),
    )


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that was asked of a file: `at` is an offset or, for "cut", the new size."""

    kind: Literal["write", "cut", "sync", "delete"]
    file: str
    at: int = 0
    content: bytes = b""


@dataclass
class Recording:
    """The operations in their order."""

    folder: Path
    operations: list[Operation] = field(default_factory=list)
    _names: dict[int, str] = field(default_factory=dict)
    _originals: dict[int, list[_Function]] = field(default_factory=dict)
    _tables: dict[int, Any] = field(default_factory=dict)
    _kept: list[Any] = field(default_factory=list)

    def follow(self, name: int | None, file: int) -> None:
        """Note from now on what is asked of an open file, if it lies in the folder."""
        path = _path(name)
        if path.parent != self.folder:
            return
        where = ctypes.c_void_p.from_address(file)
        assert where.value is not None
        table = self._tables.get(where.value) or self._table(where.value)
        self._names[file] = path.name
        where.value = ctypes.addressof(table)

    def forget(self, name: int | None) -> None:
        """Note that a file is removed."""
        path = _path(name)
        if path.parent == self.folder:
            self.operations.append(Operation("delete", path.name))

    def _table(self, original: int) -> Any:
        made = (ctypes.c_void_p * _METHODS).from_buffer_copy(
            ctypes.string_at(original, _METHODS * ctypes.sizeof(ctypes.c_void_p))
        )
        replaced = (
            (_WRITE, _WRITING, self._write),
            (_TRUNCATE, _CUTTING, self._cut),
            (_SYNC, _SYNCING, self._sync),
        )
        for place, kind, note in replaced:
            function = kind(note(kind(int(made[place] or 0))))
            self._kept.append(function)
            made[place] = ctypes.cast(function, ctypes.c_void_p).value
        self._tables[original] = made
        return made

    def _write(self, proceed: _Function) -> Callable[[int, int, int, int], int]:
        def write(file: int, content: int, size: int, at: int) -> int:
            name = self._names[file]
            self.operations.append(Operation("write", name, at, ctypes.string_at(content, size)))
            done: int = proceed(file, content, size, at)
            return done

        return write

    def _cut(self, proceed: _Function) -> Callable[[int, int], int]:
        def cut(file: int, size: int) -> int:
            self.operations.append(Operation("cut", self._names[file], size))
            done: int = proceed(file, size)
            return done

        return cut

    def _sync(self, proceed: _Function) -> Callable[[int, int], int]:
        def sync(file: int, flags: int) -> int:
            done: int = proceed(file, flags)
            self.operations.append(Operation("sync", self._names[file]))
            return done

        return sync


@contextmanager
def recorded(folder: Path) -> Iterator[Recording]:
    """Note what SQLite asks of files in a folder, of those that it opens within the block.

    They must be closed before the recording is thrown away.
    """
    recording = Recording(folder)
    library = ctypes.CDLL(_library())
    library.sqlite3_vfs_find.restype = ctypes.c_void_p
    vfs = _Vfs.from_address(library.sqlite3_vfs_find(None))
    originals = vfs.open, vfs.delete
    proceed, remove = _OPEN(vfs.open), _DELETE(vfs.delete)

    def opened(system: int, name: int | None, file: int, flags: int, out: int) -> int:
        done: int = proceed(system, name, file, flags, out)
        if done == 0:
            recording.follow(name, file)
        return done

    def deleted(system: int, name: int | None, at_once: int) -> int:
        recording.forget(name)
        done: int = remove(system, name, at_once)
        return done

    replaced = _OPEN(opened), _DELETE(deleted)
    vfs.open, vfs.delete = (ctypes.cast(one, ctypes.c_void_p).value for one in replaced)
    try:
        yield recording
    finally:
        vfs.open, vfs.delete = originals


def _path(name: int | None) -> Path:
    """The path at an address; temporary files have none."""
    return Path(ctypes.string_at(name).decode()) if name else Path()


def _library() -> str:
    """The file that holds the SQLite in use (the standard library's links to a system library)."""
    name = sqlite_module().__name__.partition(".")[0]
    found = import_module("pysqlite3._sqlite3" if name == "pysqlite3" else "_sqlite3").__file__
    assert found is not None
    return found


@dataclass
class Disk:
    """What is safe on the disk, and what is still on its way to it."""

    files: dict[str, bytearray] = field(default_factory=dict)
    pending: list[Operation] = field(default_factory=list)

    def take(self, operation: Operation) -> None:
        """One more operation: a sync makes everything before it of the same file safe."""
        if operation.kind != "sync":
            self.pending.append(operation)
            return
        names = {operation.file, *(one.file for one in self.pending if one.kind == "delete")}
        for one in self.pending:
            if one.file in names:
                apply(self.files, one)
        self.pending = [one for one in self.pending if one.file not in names]

    def left(self, kept: list[Operation]) -> dict[str, bytearray]:
        """The files if of what is on its way only `kept` arrived."""
        found = {name: bytearray(content) for name, content in self.files.items()}
        for one in kept:
            apply(found, one)
        return found

    def outcomes(self, chance: random.Random) -> Iterator[tuple[str, dict[str, bytearray]]]:
        """What a cut at this moment may leave, with words for it."""
        yield "nothing unsynced arrived", self.left([])
        if self.pending:
            yield "all arrived", self.left(self.pending)
            yield "the last was torn", self.left([*self.pending[:-1], *torn(self.pending[-1])])
        if len(self.pending) > 1:
            sectors = [part for one in self.pending for part in in_sectors(one)]
            some = [one for one in sectors if chance.random() < 0.5]
            chance.shuffle(some)
            yield "some arrived, in any order", self.left(some)


def apply(files: dict[str, bytearray], operation: Operation) -> None:
    """Do to files in memory what was asked of those on the disk."""
    if operation.kind == "delete":
        files.pop(operation.file, None)
        return
    content = files.setdefault(operation.file, bytearray())
    end = operation.at + len(operation.content)
    if operation.kind == "cut":
        del content[operation.at :]
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    if operation.kind == "write":
        content[operation.at : end] = operation.content


def torn(operation: Operation) -> list[Operation]:
    """The first half of a write; of all else, nothing."""
    if operation.kind != "write":
        return []
    half = operation.content[: len(operation.content) // 2]
    return [Operation("write", operation.file, operation.at, half)]


def in_sectors(operation: Operation) -> list[Operation]:
    """A write as the sectors of a disk."""
    if operation.kind != "write":
        return [operation]
    parts, start = [], 0
    while start < len(operation.content):
        stop = start + SECTOR - (operation.at + start) % SECTOR
        part = operation.content[start:stop]
        parts.append(Operation("write", operation.file, operation.at + start, part))
        start = stop
    return parts
