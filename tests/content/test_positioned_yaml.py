"""Reading YAML: exact places, plain scalars, and a quick no to everything dangerous."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.content.positioned_yaml import MAX_DEPTH, Node, parse_yaml, read_yaml
from quizapp.content.problems import ContentError

ALIAS_BOMB = "\n".join(
    ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
)


def refusal(text: str) -> str:
    with pytest.raises(ContentError) as caught:
        parse_yaml(text, "f.yaml")
    assert all(problem.unreadable for problem in caught.value.problems)
    return str(caught.value)


def test_every_node_knows_its_line_and_column() -> None:
    node = parse_yaml("a: 1\nbeta:\n  - x\n  - {c: [d, e]}\n", "f.yaml")
    assert str(node.find(("beta", 0))) == "f.yaml:3:5"
    assert str(node.find(("beta", 1, "c", 1))) == "f.yaml:4:13"
    assert str(node.keys["beta"]) == "f.yaml:2:1"


def test_columns_count_characters_not_bytes() -> None:
    node = parse_yaml("{조선: x, 평양: y}", "f.yaml")
    assert str(node.find(("평양",))) == "f.yaml:1:13"


def test_a_path_that_ends_early_gives_the_deepest_place() -> None:
    node = parse_yaml("a:\n  b: 1\n", "f.yaml")
    assert str(node.find(("a", "gone"))) == "f.yaml:2:3"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1945-08-15", "1945-08-15"),
        ("yes", "yes"),
        ("No", "No"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("007", "007"),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        (".5", ".5"),
        (".inf", ".inf"),
        ("=", "="),
        ("'1945'", "1945"),
        ("1945", 1945),
        ("-3", -3),
        ("0.25", 0.25),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
    ],
)
def test_plain_scalars_mean_what_they_look_like(written: str, meant: object) -> None:
    value = parse_yaml(f"a: {written}\n", "f.yaml").plain()
    assert isinstance(value, dict)
    assert value["a"] == meant
    assert type(value["a"]) is type(meant)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &x 1\nb: *x\n", "f.yaml:1:4: anchors and aliases (& and *) are not allowed"),
        ("a: *x\n", "f.yaml:1:4: anchors and aliases (& and *) are not allowed"),
        ("a: !!python/object:os.system x\n", "f.yaml:1:4: tags are not allowed"),
        ("a: !!str 1\n", "f.yaml:1:4: tags are not allowed"),
        ("a: 1\nb:\n  c: 1\n  c: 2\n", "f.yaml:4:3: the key 'c' appears twice"),
        ("a: 1\n---\nb: 2\n", "f.yaml:2:1: one document a file"),
        ("? [a, b]\n: 1\n", "f.yaml:1:3: a key must be plain text"),
        ("", "f.yaml:1:1: the file is empty"),
        ("# only a remark\n", "f.yaml:1:1: the file is empty"),
        ("title: 1945: a line\n", "f.yaml:1:12: not valid YAML: mapping values"),
        ("a: [1, 2\n", "f.yaml:2:1: not valid YAML"),
        ("a: 'x\n", "f.yaml:2:1: not valid YAML"),
        ("a: 1\nb: x\x00y\n", "f.yaml:2:5: the character U+0000 is not allowed"),
        ("a: \ud800\n", "f.yaml:1:4: the character U+D800 is not allowed"),
    ],
)
def test_what_is_refused_is_refused_with_its_place(text: str, message: str) -> None:
    assert refusal(text).startswith(message)


def test_an_alias_bomb_is_refused_at_once() -> None:
    started = time.perf_counter()
    assert "f.yaml:1:5: anchors" in refusal(ALIAS_BOMB)
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize("opening", ["[", "{a: "])
def test_deep_nesting_is_refused_before_it_is_read(opening: str) -> None:
    started = time.perf_counter()
    assert f"nested deeper than {MAX_DEPTH} levels" in refusal(opening * 200_000)
    assert time.perf_counter() - started < 2


def test_too_many_values_are_refused() -> None:
    assert "more than 200000 values" in refusal("[" + "1," * 210_000 + "]")


def test_a_file_in_another_encoding_says_where(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes("a: 1\nb: Stra\xdfe\n".encode("latin-1"))
    with pytest.raises(ContentError, match="x:2:8: not UTF-8 text"):
        read_yaml(path, "x")


def test_a_missing_and_an_oversize_file(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="cannot be read: No such file"):
        read_yaml(tmp_path / "gone.yaml", "gone.yaml")
    big = tmp_path / "big.yaml"
    big.write_bytes(b"a" * 2_000_001)
    with pytest.raises(ContentError, match="larger than 2000000 bytes"):
        read_yaml(big, "big.yaml")


def test_bom_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    assert read_yaml(path, "x").plain() == {"a": 1, "b": 2}


@given(st.text(max_size=200))
def test_any_text_gives_nodes_or_a_content_error(text: str) -> None:
    try:
        node = parse_yaml(text, "f.yaml")
    except ContentError:
        return
    assert isinstance(node, Node)
