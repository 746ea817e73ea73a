"""Zip archives of others: what is read of them, and what is refused."""

import io
import stat
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from quizapp.formats.archive import MB, Archive, Limits, MemberError, is_zip
from quizapp.formats.entries import RefusedError
from quizapp.formats.source import Source


def zipped(folder: Path, members: dict[str, bytes], name: str = "set.zip") -> Source:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    return Source.of(path)


def test_members_are_read_by_name_in_the_order_of_the_file(tmp_path: Path) -> None:
    archive = Archive(zipped(tmp_path, {"b.xml": b"two", "a/c.png": b"three"}))
    assert archive.names == ("b.xml", "a/c.png")
    assert archive.read("a/c.png", MB) == b"three"
    assert archive.size("b.xml") == 3
    assert "b.xml" in archive
    assert "c.png" not in archive


def test_one_folder_around_everything_does_not_count(tmp_path: Path) -> None:
    members = {"my quiz/imsmanifest.xml": b"m", "my quiz/img/a.png": b"p", "__MACOSX/x": b"litter"}
    archive = Archive(zipped(tmp_path, members))
    assert archive.names == ("imsmanifest.xml", "img/a.png")


def test_a_reference_leads_beside_its_file_and_never_out(tmp_path: Path) -> None:
    archive = Archive(zipped(tmp_path, {"q/a.xml": b"", "img/my pic.png": b"", "top.png": b""}))
    assert archive.beside("q/a.xml", "../img/my%20pic.png") == "img/my pic.png"
    assert archive.beside("q/a.xml", "..\\top.png") == "top.png"
    assert archive.beside("", "q/a.xml") == "q/a.xml"
    for outside in (
        "../../etc/passwd",
        "/top.png",
        "file:///top.png",
        "http://h/top.png",
        "",
        "//[x",
    ):
        assert archive.beside("q/a.xml", outside) is None, outside


def test_paths_that_lead_out_and_links_are_left_out_and_named(tmp_path: Path) -> None:
    path = tmp_path / "odd.zip"
    link = zipfile.ZipInfo("link.png")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("good.xml", b"x")
        archive.writestr("../evil.xml", b"x")
        archive.writestr("/root.xml", b"x")
        archive.writestr("C:/win.xml", b"x")
        archive.writestr(link, b"/etc/passwd")
    found = Archive(Source.of(path))
    assert found.names == ("good.xml",)
    assert set(found.refused) == {"../evil.xml", "/root.xml", "C:/win.xml", "link.png"}


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    source = zipped(tmp_path, {f"{n}.xml": b"" for n in range(12)})
    with pytest.raises(RefusedError, match="more than 10 files"):
        Archive(source, Limits(members=10))
    assert len(Archive(source, Limits(members=12)).names) == 12


def test_a_directory_too_large_for_the_limit_is_not_even_read(tmp_path: Path) -> None:
    source = zipped(tmp_path, {f"{n:04}{'x' * 60_000}": b"" for n in range(3)})
    with pytest.raises(RefusedError, match="more than 2 files"):
        Archive(source, Limits(members=2))


def test_a_bomb_is_refused_by_what_it_declares(tmp_path: Path) -> None:
    source = zipped(tmp_path, {"i.xml": b" " * (2 * MB)})
    with pytest.raises(RefusedError, match=r"too large: [12] kB that would unpack to 2 MB"):
        Archive(source, Limits(suspect=MB))
    with pytest.raises(RefusedError, match="unpack to 2 MB; the most is 1 MB"):
        Archive(source, Limits(total=MB))


def test_a_member_above_the_readers_limit_is_not_read(tmp_path: Path) -> None:
    archive = Archive(zipped(tmp_path, {"i.xml": b"x" * 2 * MB, "small": b"s"}))
    with pytest.raises(MemberError, match=r"“i\.xml” .* too large \(2 MB, the most is 1 MB\)"):
        archive.read("i.xml", MB)
    assert archive.read("small", MB) == b"s"


def test_no_more_is_read_than_was_declared(tmp_path: Path) -> None:
    """A lie about the size in both headers: the rest is never unpacked."""
    raw = bytearray(zipped(tmp_path, {"i.xml": b"x" * MB}).path.read_bytes())
    declared = struct.pack("<L", MB)
    lie = raw.replace(declared, struct.pack("<L", 10))
    path = tmp_path / "lie.zip"
    path.write_bytes(lie)
    archive = Archive(Source.of(path))
    assert archive.size("i.xml") == 10
    with pytest.raises(MemberError, match="damaged"):
        archive.read("i.xml", MB)


def test_a_lie_about_the_size_costs_no_memory(tmp_path: Path) -> None:
    raw = zipped(tmp_path, {"i.xml": b"x" * 64 * MB}).path.read_bytes()
    path = tmp_path / "lie.zip"
    path.write_bytes(raw.replace(struct.pack("<L", 64 * MB), struct.pack("<L", 10)))
    archive = Archive(Source.of(path))
    tracemalloc.start()
    try:
        with pytest.raises(MemberError, match="damaged"):
            archive.read("i.xml", MB)
        assert tracemalloc.get_traced_memory()[1] < 8 * MB
    finally:
        tracemalloc.stop()


def test_a_damaged_member_is_told_and_the_others_stay_readable(tmp_path: Path) -> None:
    path = tmp_path / "stored.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", b"first text")
        archive.writestr("b.txt", b"second text")
    path.write_bytes(path.read_bytes().replace(b"first text", b"FIRST text"))
    found = Archive(Source.of(path))
    with pytest.raises(MemberError, match=r"“a\.txt” in the archive is damaged"):
        found.read("a.txt", MB)
    assert found.read("b.txt", MB) == b"second text"


def test_a_member_whose_own_header_is_damaged_is_told(tmp_path: Path) -> None:
    source = zipped(tmp_path, {"a.txt": b"text"})
    source.path.write_bytes(source.path.read_bytes().replace(b"PK\x03\x04", b"PK\x03\x05", 1))
    with pytest.raises(MemberError, match="damaged"):
        Archive(source).read("a.txt", MB)


def test_locked_and_strangely_packed_members_are_told(tmp_path: Path) -> None:
    source = zipped(tmp_path, {"a.txt": b"text"})
    raw = source.path.read_bytes()
    place = raw.index(b"PK\x01\x02")
    locked = raw[: place + 8] + b"\x01\x00" + raw[place + 10 :]
    source.path.write_bytes(locked)
    with pytest.raises(MemberError, match="locked with a password"):
        Archive(source).read("a.txt", MB)
    with zipfile.ZipFile(source.path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.txt", b"text")
    with pytest.raises(MemberError, match="packed in a way"):
        Archive(source).read("a.txt", MB)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<!DOCTYPE html><title>Sign in</title>", "This is a web page"),
        (b"PK\x03\x04 and then nothing", "incomplete or damaged"),
        (b"some text", "not a zip archive"),
    ],
)
def test_what_is_no_archive_is_refused_with_what_it_is(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    with pytest.raises(RefusedError, match=said):
        Archive(Source.of(path))


def test_a_name_that_is_no_text_is_refused(tmp_path: Path) -> None:
    source = zipped(tmp_path, {"ä.xml": b"x"})
    source.path.write_bytes(source.path.read_bytes().replace("ä".encode(), b"\xff\xff"))
    with pytest.raises(RefusedError, match="incomplete or damaged"):
        Archive(source)


def test_the_file_is_closed_when_the_archive_is_gone(tmp_path: Path) -> None:
    archive = Archive(zipped(tmp_path, {"a": b"x"}))
    stream = archive.open("a", MB)
    assert isinstance(stream, io.BufferedReader)
    stream.close()
    del archive  # a file left open is a warning, and warnings are errors


def test_an_archive_is_told_by_its_first_bytes(tmp_path: Path) -> None:
    assert is_zip(zipped(tmp_path, {}))
    assert is_zip(zipped(tmp_path, {"a": b""}))
    path = tmp_path / "text.zip"
    path.write_bytes(b"text")
    assert not is_zip(Source.of(path))
