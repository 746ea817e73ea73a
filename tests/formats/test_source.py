"""Files as text: encodings that are told, guessed and refused."""

from pathlib import Path

import pytest

from quizapp.formats import source
from quizapp.formats.entries import RefusedError
from quizapp.formats.registry import FORMATS, format_of, read
from quizapp.formats.source import decode
from tests.formats.reading import source_of


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_with_a_mark_or_in_utf8_needs_no_guess(encoding: str) -> None:
    found = decode("Ö\r\nя\r한".encode(encoding))
    assert (found.text, found.notices) == ("Ö\nя\n한", ())


def test_a_guess_is_told() -> None:
    western = decode("Ö wie Öl".encode("cp1252"))
    assert western.text == "Ö wie Öl"
    assert "Windows-1252" in western.notices[0].text
    japanese = "日本語の文章です。ソ連と北朝鮮の歴史について学びます。表示"
    found = decode(japanese.encode("shift_jis"))  # Windows-1252 has no letter at some of its places
    assert found.text == japanese
    assert "not UTF-8" in found.notices[0].text


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"\x00\x01\x02", "not a text file"),
        (b"\xff\xfea", "cannot be read as utf-16"),
        (b"\xef\xbb\xbf\xff", "cannot be read as utf-8"),
    ],
)
def test_what_is_no_text_is_refused(raw: bytes, why: str) -> None:
    with pytest.raises(RefusedError, match=why):
        decode(raw)


def test_bytes_of_no_encoding_are_refused() -> None:
    noise = (
        b"u>\xb9\xee\x1d\x02\xec\x80s^\xec\xef\xc7IrI\xc3\x03\x1cM\x11\x96\x0b\x85\xee\xc2\xd6\xc6\xdf@\xb7-\x0eA"
        b"\xf9k\x80\xdb\x96\xd3\xff\xc1\xaf\xccr\xa8\n\x8bO\xa31h\x84\x8d;\x1c\xf2\xf3)\xac"
    )
    with pytest.raises(RefusedError, match="Save it as UTF-8"):
        decode(noise)


def test_a_text_that_is_too_long_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "MOST_TEXT", 3)
    with pytest.raises(RefusedError, match="Split it"):
        source_of(tmp_path, "long").text()
    assert source_of(tmp_path, "ok").text().text == "ok"


def test_an_empty_file_and_one_of_no_format_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="empty"):
        format_of(source_of(tmp_path, ""))
    with pytest.raises(RefusedError, match="none of the formats"):
        format_of(source_of(tmp_path, b"\x7fELF\x00\x00\x00", "a.bin"))


def test_a_format_that_is_only_written_says_so(tmp_path: Path) -> None:
    for form in FORMATS.values():
        if form.read is None:
            with pytest.raises(RefusedError, match="can be written here, but not read"):
                list(read(source_of(tmp_path, "x"), form))
