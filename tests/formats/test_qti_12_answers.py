"""QTI 1.2: typed answers, numbers, essays and blanks."""

from pathlib import Path

from tests.formats.qti12_items import (
    COLOURS,
    equal,
    field,
    item,
    label,
    lid,
    material,
    notices,
    rule,
    said,
    skipped,
    taken,
)


def test_a_typed_answer_with_parts_and_notes(tmp_path: Path) -> None:
    rules = rule(equal("Seoul") + equal("Soul"), 100) + rule(equal("Hanyang"), 50, "h")
    rules += rule(equal("Pusan"), 0)
    one = item(material("Capital?") + field(), rules, said("h", "Once."))
    assert taken(tmp_path, one) == {
        "type": "short",
        "stem": "Capital?",
        "answers": ["Seoul", "Soul"],
        "partial": {"Hanyang": 0.5},
        "reject": ["Pusan"],
        "notes": {"Hanyang": "Once."},
    }


def test_numbers_ranges_and_parts(tmp_path: Path) -> None:
    near = (
        f"<or>{equal('38')}<and><vargte respident='r'>37.5</vargte>"
        "<varlte respident='r'>38.5</varlte></and></or>"
    )
    wide = "<vargte respident='r'>10</vargte><varlte respident='r'>20</varlte>"
    rules = rule(wide, 50) + rule(near, 100) + rule(equal("40"), 100)
    one = item(material("Which?") + field(kind="Decimal"), rules)
    assert taken(tmp_path, one) == {
        "type": "numeric",
        "stem": "Which?",
        "answer": 38,
        "tolerance": 0.5,
        "also": [{"answer": 40}, {"answer": 15, "tolerance": 5, "credit": 0.5}],
    }


def test_a_number_that_is_none_or_missing_is_told(tmp_path: Path) -> None:
    kind = "numerical_question"
    none = item(material("?") + field(), rule(equal("many"), 1), question_type=kind)
    assert skipped(tmp_path, none) == "Its answer “many” is not a number."
    endless = item(material("?") + field(), rule(equal("Infinity"), 1), question_type=kind)
    assert skipped(tmp_path, endless) == "Its answer “Infinity” is not a number."
    missing = item(material("?") + field(), question_type=kind)
    assert "does not say which number" in skipped(tmp_path, missing)


def test_essays_and_texts(tmp_path: Path) -> None:
    essay = item(material("Write.") + field(), after=said("x", "Be brief."))
    assert taken(tmp_path, essay) == {
        "type": "essay",
        "stem": "Write.",
        "explanation": "Be brief.",
    }
    assert taken(tmp_path, item(material("Read.", "text/plain"))) == {
        "type": "text",
        "stem": "Read.",
    }
    text = item(material("Read."), question_type="text_only_question", points_possible="3")
    assert taken(tmp_path, text) == {"type": "text", "stem": "Read."}


def test_blanks_in_brackets(tmp_path: Path) -> None:
    shown = material("Roses are [a], violets are [b &amp; c], and [more].")
    shown += lid(label("1", "red") + label("2", "Red"), "response_a")
    shown += lid(label("3", "blue"), "response_x", own="b &amp; c")
    shown += lid(label("4", "lost"), "response_gone", own="gone")
    one = item(
        shown,
        rule(equal("1", "response_a"), 50) + rule(equal("3", "response_x"), 50)
        + rule(equal("2", "response_a"), None, "m"),
        said("m", "In capitals."),
        question_type="fill_in_multiple_blanks_question",
    )  # fmt: skip
    assert taken(tmp_path, one) == {
        "type": "cloze",
        "stem": "Roses are {{1}}, violets are {{2}}, and \\[more\\].\n\ngone: {{3}}",
        "blanks": {
            "1": {"answers": ["red", "Red"], "notes": {"Red": "In capitals."}},
            "2": {"answers": ["blue"]},
            "3": {"answers": ["lost"]},
        },
    }


def test_blanks_with_lists(tmp_path: Path) -> None:
    shown = material("It is [x].") + lid(COLOURS, "response_x")
    rules = rule(equal("2", "response_x"), 100) + rule(equal("1", "response_x"), None, "m")
    wanted = {
        "answers": ["blue"],
        "options": ["red", "blue", "green"],
        "reject": ["red"],
        "notes": {"red": "No."},
    }
    for fields in ({"question_type": "multiple_dropdowns_question"}, {}):
        one = item(shown, rules, said("m", "No."), **fields)
        assert taken(tmp_path, one)["blanks"] == {"1": wanted}
    assert "what is right in one of the blanks" in skipped(tmp_path, item(shown))


def test_ways_to_answer_of_new_quizzes(tmp_path: Path) -> None:
    shown = material("[x] [y]")
    shown += lid(label("1", "red", answer_type="dropdown") + label("2", "blue"), "response_x")
    pattern = label("3", "^a.*$", scoring_algorithm="TextRegex", answer_type="openEntry")
    shown += lid(pattern + label("4", "apple"), "response_y")
    kind = "fill_in_multiple_blanks_question"
    one = item(shown, rule(equal("1", "response_x"), 50), question_type=kind)
    blanks = taken(tmp_path, one)["blanks"]
    assert blanks == {
        "1": {"answers": ["red"], "options": ["red", "blue"]},
        "2": {"answers": ["apple"]},
    }
    assert "patterns were left out" in notices(tmp_path, one)[0]
    only = item(material("[y]") + lid(pattern, "response_y"), question_type=kind)
    assert "what is right in one of the blanks" in skipped(tmp_path, only)


def test_fields_between_pieces_of_text(tmp_path: Path) -> None:
    shown = material("Now is the ", "text/plain") + field("a") + material(" of our ") + field("b")
    rules = rule(equal("winter", "a") + equal("discontent", "b"), 2)
    for fields in ({}, {"question_type": "short_answer_question"}):
        assert taken(tmp_path, item(f"<flow>{shown}</flow>", rules, **fields)) == {
            "type": "cloze",
            "stem": "Now is the {{1}} of our {{2}}",
            "blanks": {"1": {"answers": ["winter"]}, "2": {"answers": ["discontent"]}},
        }


def test_wrong_choices_with_the_same_text_are_one(tmp_path: Path) -> None:
    labels = label("a", "Seoul") + label("b", "Busan") + label("c", "Busan")
    one = item(material("Which?") + lid(labels), rule(equal("a"), 100))
    assert [option["text"] for option in taken(tmp_path, one)["options"]] == ["Seoul", "Busan"]
    assert "A choice that was there twice is there once now." in notices(tmp_path, one)


def test_one_text_that_is_right_and_wrong_is_left_out(tmp_path: Path) -> None:
    labels = label("a", "Seoul") + label("b", "Seoul") + label("c", "Busan")
    one = item(material("Which?") + lid(labels), rule(equal("a"), 100))
    assert "“Seoul” is there twice" in skipped(tmp_path, one)
