"""Cards of Mnemosyne and SuperMemo: read from XML; pickles are refused unread."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from quizapp.domain.items.registry import dump_body
from quizapp.formats.entries import Entry, Event, Notice, RefusedError, Skipped, media_address
from quizapp.formats.registry import format_of, read
from quizapp.formats.source import Source


def events(tmp_path: Path, text: str | bytes, name: str = "cards.xml") -> list[Event]:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    source = Source.of(path)
    return list(read(source, format_of(source)))


MNEMOSYNE = """<?xml version="1.0" encoding="UTF-8"?>
<mnemosyne core_version="1" time_of_start="1247533200">
<category active="1"><name>Rivers</name></category>
<item id="a1" gr="4"><cat>Rivers</cat><Q>&lt;b&gt;Aare&lt;/b&gt;
line 2 &lt;img src="figs\\a.png"&gt;&lt;card style="answerbox: overlay"/&gt;</Q><A>Bern</A></item>
<item id="a1.inv" u="1" gr="0"><cat>&lt;default&gt;</cat>
 <Q>&lt;sound src="/s.ogg"&gt; &lt;$&gt;x^2&lt;/$&gt; &lt;latex&gt;y&lt;/latex&gt;</Q><A>5 &lt; 6</A></item>
<item><Q>lonely</Q><A></A></item>
</mnemosyne>"""


def test_a_deck_and_a_database_are_refused_with_what_to_do(tmp_path: Path) -> None:
    deck = BytesIO()
    with ZipFile(deck, "w") as archive:
        archive.writestr("cards.xml", "<openSM2sync></openSM2sync>")
    with pytest.raises(RefusedError, match=r"a deck of Mnemosyne.*Tab-separated text"):
        events(tmp_path, deck.getvalue(), "rivers.cards")
    with pytest.raises(RefusedError, match=r"database of a program.*\.apkg"):
        events(tmp_path, b"SQLite format 3\x00" + bytes(200), "default.db")
    other = BytesIO()
    with ZipFile(other, "w") as archive:
        archive.writestr("words.txt", "nothing")
    with pytest.raises(RefusedError, match="none of the formats"):
        events(tmp_path, other.getvalue(), "other.zip")


def test_cards_of_mnemosyne(tmp_path: Path) -> None:
    first, second, third, *notices = events(tmp_path, MNEMOSYNE)
    assert isinstance(first, Entry)
    assert (first.own_id, first.category, first.card_count) == ("a1", ("Rivers",), 1)
    picture = media_address("figs/a.png")
    assert dump_body(first.body) == {
        "type": "flashcard",
        "id": "q1",
        "front": f"**Aare**\\\nline 2 ![]({picture})",
        "back": "Bern",
    }
    assert isinstance(second, Entry)
    assert second.category == ()
    content = dump_body(second.body)
    assert content["front"] == rf"[s.ogg]({media_address('s.ogg')}) \$x^2\$ y"
    assert content["back"] == r"5 \< 6"
    assert third == Skipped("card 3", "the back is empty")
    told = " ".join(one.text for one in notices if isinstance(one, Notice))
    assert "schedule of 1 cards" in told
    assert "figs/a.png, s.ogg" in told


def test_cards_of_supermemo(tmp_path: Path) -> None:
    found = events(
        tmp_path,
        "<SuperMemoCollection><Count>3</Count>"
        "<SuperMemoElement><ID>1</ID><Title>Root</Title><Type>Topic</Type>"
        "<Content><Question>to read</Question></Content>"
        "<SuperMemoElement><ID>2</ID><Type>Item</Type><Content><Question>a &lt;i&gt;b&lt;/i&gt;"
        "</Question><Answer>c</Answer></Content></SuperMemoElement>"
        "<SuperMemoElement><ID>3</ID><Type>Item</Type><Content><Question>a</Question></Content>"
        "</SuperMemoElement></SuperMemoElement></SuperMemoCollection>",
    )
    first, second, notice = found
    assert isinstance(first, Entry)
    assert first.own_id == "2"
    assert dump_body(first.body)["front"] == "a *b*"
    assert isinstance(second, Skipped)
    assert isinstance(notice, Notice)
    assert "1 topics" in notice.text


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"--- Mnemosyne Data Base --- Format Version 1 ---\n\x80\x04.", "default.mem"),
        (b"--- Mnemosyne Data Base --- Format Version 3 ---\n(lp1\n", "renamed.txt"),
        (b"\x80\x04cposix\nsystem\n", "evil.mem"),
    ],
)
def test_pickles_are_refused_with_advice(tmp_path: Path, raw: bytes, name: str) -> None:
    with pytest.raises(RefusedError, match="Export"):
        events(tmp_path, raw, name)


def test_broken_xml_is_refused_with_its_line(tmp_path: Path) -> None:
    broken = "<mnemosyne>\n<item><Q>a</Q>\n<A>b</B></item></mnemosyne>"
    with pytest.raises(RefusedError, match="line 3"):
        events(tmp_path, broken)


@pytest.mark.parametrize(
    "text",
    [
        "<mnemosyne><item><Q>für</Q><A>b</A></item></mnemosyne>",
        (
            "<SuperMemoCollection><SuperMemoElement><Type>Item</Type><Content><Question>für</Question>"
            "<Answer>b</Answer></Content></SuperMemoElement></SuperMemoCollection>"
        ),
    ],
)
def test_a_guess_of_the_encoding_is_told(tmp_path: Path, text: str) -> None:
    notice, entry = events(tmp_path, text.encode("cp1252"))
    assert isinstance(notice, Notice)
    assert isinstance(entry, Entry)
    assert dump_body(entry.body)["front"] == "für"
