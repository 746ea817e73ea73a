"""Long files in base64 are cut, wherever the pieces of the document end; nothing else is touched."""

import pytest

from quizapp.formats.long_files import CUT, without_long_files

MOST = 20


def cut(text: str, size: int) -> str:
    pieces = [text[place : place + size] for place in range(0, len(text), size)]
    return "".join(without_long_files(pieces, MOST))


@pytest.mark.parametrize("size", [1, 3, 7, 1_000])
@pytest.mark.parametrize(
    "text",
    [
        "<a>short</a>",
        f"<a>{'words, and more of them; ' * 9}</a>",  # no base64
        f"<a x='{'y' * 9}'/>" * 5,
        f"<file>{'QUJD' * 5}</file>",
    ],
)
def test_what_is_no_long_file_stays(text: str, size: int) -> None:
    assert cut(text, size) == text


@pytest.mark.parametrize("size", [3, 7, 19])
def test_a_long_file_ends_with_the_mark(size: int) -> None:
    made = cut(f"<q><file n='1'>{'QUJD' * 50}</file><t>kept</t></q>", size)
    assert made.startswith("<q><file n='1'>")
    assert made.endswith(f"{CUT}</file><t>kept</t></q>")
    assert len(made) < 80


@pytest.mark.parametrize("size", [3, 7, 19])
def test_the_end_of_a_cdata_section_stays(size: int) -> None:
    made = cut(f"<file><![CDATA[{'Q' * 200}]]></file>", size)
    assert made.startswith("<file><![CDATA[")
    assert made.endswith(f"{CUT}]]></file>")
    assert len(made) < 80
