"""XML of strangers is read as a stream; what could do harm, or is broken, is refused with a line."""

from collections.abc import Callable
from io import BytesIO

import pytest
from lxml import etree

from quizapp.formats.entries import Notice, RefusedError
from quizapp.formats.safe_xml import child, children, document, local_name, records, text_of


def read(raw: bytes, *names: str) -> tuple[list[str], list[Notice]]:
    texts, notices = [], []
    for found in records(lambda: BytesIO(raw), names or ("q",)):
        if isinstance(found, Notice):
            notices.append(found)
        else:
            texts.append(text_of(found))
    return texts, notices


def test_the_outermost_elements_come_one_by_one() -> None:
    raw = b"<a xmlns='urn:x'><q>1<q>2</q></q>x<b><q>3</q></b><c>no</c></a>"
    assert read(raw) == (["12", "3"], [])


def test_what_was_read_is_dropped() -> None:
    raw = b"<a>" + b"<q><t>x</t></q>" * 1_000 + b"</a>"
    seen = 0
    for found in records(lambda: BytesIO(raw), ["q"]):
        assert not isinstance(found, Notice)
        parent = found.getparent()
        assert parent is not None
        if (seen := seen + 1) > 1:
            assert parent.index(found) <= 1
    assert seen == 1_000


@pytest.mark.parametrize(
    "raw",
    [
        '<?xml version="1.0" encoding="UTF-8"?><a><q>판é</q></a>'.encode(),
        "<a><q>판é</q></a>".encode("utf-8-sig"),
        '<?xml version="1.0" encoding="UTF-16"?><a><q>판é</q></a>'.encode("utf-16"),
        "<a><q>판é</q></a>".encode("utf-16-le"),
        "<a><q>판é</q></a>".encode("utf-16-be"),
        '<?xml version="1.0" encoding="utf-16"?><a><q>판é</q></a>'.encode(),
        '<?xml version="1.0" encoding="nonsense"?><a><q>판é</q></a>'.encode(),
        '<?xml version="1.0" encoding="zlib"?><a><q>판é</q></a>'.encode(),
        '<?xml version="1.0" encoding="gb18030"?><a><q>판é</q></a>'.encode("gb18030"),
    ],
)
def test_encodings(raw: bytes) -> None:
    assert read(raw) == (["판é"], [])


def test_an_encoding_that_is_not_named_is_guessed_aloud() -> None:
    texts, notices = read('<?xml version="1.0"?><a><q>für</q></a>'.encode("cp1252"))
    assert texts == ["für"]
    assert "Western European" in notices[0].text


def test_a_damaged_text_with_a_mark_is_refused() -> None:
    with pytest.raises(RefusedError, match="utf-16"):
        read("<a/>".encode("utf-16")[:-1])


def test_entities_of_html_are_letters_and_unknown_ones_stay_as_text() -> None:
    padding = b"x" * 70_000
    raw = b"<a><q>&uarr;&nbsp;&lt;&foo;" + padding + b"&eacute;</q></a>"
    for cut in range(8):
        shifted = raw.replace(padding, b"x" * (65_536 - 25 - cut))
        text = read(shifted)[0][0]
        assert text.startswith("↑\xa0<&foo;x")
        assert text.endswith("xé")


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE a [<!ENTITY x "y">]>',
        '<!doctype a [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]>',
        '<?pi a?><!-- c --><!DOCTYPE a PUBLIC "x" "y" [<!ELEMENT a ANY>]>',
        "<!DOCTYPE a",
        "<!-- " + "x" * 100_000 + ' --><!DOCTYPE a [<!ENTITY x "y">]>',
    ],
)
def test_definitions_are_refused(doctype: str) -> None:
    with pytest.raises(RefusedError):
        read(f"{doctype}<a><q>&x;</q></a>".encode())


@pytest.mark.parametrize(
    "doctype", ['<!DOCTYPE a SYSTEM "x[1].dtd">', "<!DOCTYPE a>", '<!DOCTYPE a SYSTEM "x" [ ]>']
)
def test_a_type_that_is_only_named_is_not_fetched(doctype: str) -> None:
    assert read(f"{doctype}<a><q>1</q></a>".encode())[0] == ["1"]


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"<a>\n<q>1</q>\n", "line 3"),
        (b"<a>\n<q>1</b>\n</a>", "line 2"),
        (b"<a>" * 200_000, "256 elements"),
        (b"<a>\n<q>" + b"x" * 11_000_000 + b"</q></a>", "larger than 10 MB"),
        (b"", "not XML"),
        (b"hello", "not XML"),
        (b"<a>\n\n&#1;</a>", "line 3"),
    ],
)
def test_broken_xml_is_refused_with_its_line(raw: bytes, told: str) -> None:
    with pytest.raises(RefusedError, match=told):
        read(raw)


def test_letters_that_xml_forbids_are_left_out() -> None:
    assert read(b"<a><q>1\x0b2</q></a>")[0] == ["12"]


def test_a_small_document_as_a_whole() -> None:
    root, notices = document(b"<a xmlns='urn:x'><b>1</b><c/><b>2</b><!-- x --></a>")
    assert local_name(root) == "a"
    assert [text_of(one) for one in children(root, "b")] == ["1", "2"]
    assert child(root, "d") is None
    assert text_of(None) == ""
    assert not notices


@pytest.mark.parametrize("make", [etree.Comment, etree.ProcessingInstruction])
def test_what_is_no_element_has_no_name(make: Callable[[str], etree._Element]) -> None:
    assert local_name(make("x")) == ""


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quizapp.formats.safe_xml.MOST_BYTES", 10)
    with pytest.raises(RefusedError, match="larger"):
        read(b"<a><q>1</q></a>")


def test_what_holds_no_element_is_refused() -> None:
    with pytest.raises(RefusedError):
        document(b"<!-- nothing -->")
