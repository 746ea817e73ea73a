"""Packages of Anki that mean harm, are damaged, or come from other times."""

from pathlib import Path

import pytest
import zstandard

from quizapp.formats.anki import guarded_sqlite
from quizapp.formats.entries import (
    RefusedError,
)
from tests.formats.anki_files import (
    Made,
    package,
    read,
    read_bare,
)


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """A collection with one note."""
    one = Made(tmp_path / "collection.anki2")
    one.note("Front", "Back")
    return one


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "set.apkg"


@pytest.mark.parametrize("known_size", [True, False])
def test_a_bomb_is_refused_by_what_it_says_and_by_what_it_unpacks(
    file: Path, known_size: bool
) -> None:
    compressor = zstandard.ZstdCompressor(write_content_size=known_size)
    writer = compressor.compressobj(size=64 * 2**20 if known_size else -1)
    bomb = b"".join(writer.compress(bytes(2**20)) for _ in range(64)) + writer.flush()
    with pytest.raises(RefusedError, match="unpacks to more than 32 MB"):
        read(file, package({"collection.anki21b": bomb}))


def test_a_view_is_no_table(made: Made) -> None:
    made.database.executescript(
        "alter table notes rename to kept; create view notes as select * from kept"
    )
    with pytest.raises(RefusedError, match="no table “notes”"):
        read_bare(made)


def test_a_virtual_table_is_no_table(made: Made) -> None:
    made.database.executescript("drop table notes; create virtual table notes using fts5(id)")
    with pytest.raises(RefusedError, match="no table “notes”"):
        read_bare(made)


def test_a_query_without_end_is_stopped(made: Made) -> None:
    made.database.close()
    endless = (
        "with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n"
    )
    with guarded_sqlite.opened(made.path) as database, pytest.raises(RefusedError, match="so that"):
        list(database.rows(endless))


def test_the_file_cannot_be_written_to(made: Made) -> None:
    before = made.bytes()
    with guarded_sqlite.opened(made.path) as database, pytest.raises(RefusedError):
        list(database.rows("delete from notes"))
    assert made.path.read_bytes() == before


def test_damage_is_refused(made: Made, file: Path) -> None:
    content = bytearray(made.bytes())
    content[100:200] = b"\xff" * 100
    with pytest.raises(RefusedError, match="damaged"):
        read(file, package({"collection.anki2": bytes(content)}))
    with pytest.raises(RefusedError, match="damaged"):
        read(file, package({"collection.anki2": b"no database at all" * 100}))


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("create table facts (id); create table fields (id)", "file of Anki 1"),
        ("update col set ver = 19", "newer Anki"),
        ("delete from col", "does not say"),
        ("update col set models = '[]'", "note types"),
    ],
)
def test_collections_of_other_times_are_refused(made: Made, script: str, reason: str) -> None:
    made.database.executescript(script)
    with pytest.raises(RefusedError, match=reason):
        read_bare(made)
