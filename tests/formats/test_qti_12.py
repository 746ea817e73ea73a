"""QTI 1.2: every kind of question, with and without what Canvas writes beside it."""

from pathlib import Path
from typing import Any

import pytest

from quizapp.domain.items.registry import dump_body
from quizapp.formats.entries import Entry, Notice, RefusedError, Skipped, media_address
from quizapp.formats.qti.formats import QTI12
from quizapp.formats.source import Source

NAMESPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"


def material(html: str, kind: str = "text/html") -> str:
    escaped = html.replace("&", "&amp;").replace("<", "&lt;")
    return f'<material><mattext texttype="{kind}">{escaped}</mattext></material>'


def label(identifier: str, text: str, **attributes: str) -> str:
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<response_label ident="{identifier}"{more}>{material(text)}</response_label>'


def lid(labels: str, identifier: str = "r", many: str = "Single", own: str = "") -> str:
    inside = material(own) if own else ""
    return (
        f'<response_lid ident="{identifier}" rcardinality="{many}">{inside}'
        f"<render_choice>{labels}</render_choice></response_lid>"
    )


def field(identifier: str = "r", kind: str = "String") -> str:
    shown = f'<render_fib fibtype="{kind}"><response_label ident="A"/></render_fib>'
    return f'<response_str ident="{identifier}" rcardinality="Single">{shown}</response_str>'


def equal(value: str, response: str = "r") -> str:
    return f'<varequal respident="{response}">{value}</varequal>'


def rule(condition: str, points: float | None = None, message: str = "") -> str:
    score = "" if points is None else f'<setvar action="Add" varname="S">{points}</setvar>'
    said = f'<displayfeedback linkrefid="{message}"/>' if message else ""
    return f"<respcondition><conditionvar>{condition}</conditionvar>{score}{said}</respcondition>"


def said(identifier: str, text: str) -> str:
    return (
        f'<itemfeedback ident="{identifier}"><flow_mat>{material(text)}</flow_mat></itemfeedback>'
    )


def item(shown: str, rules: str = "", after: str = "", **fields: str) -> str:
    """An item; `fields` are its metadata."""
    described = "".join(
        f"<qtimetadatafield><fieldlabel>{name}</fieldlabel><fieldentry>{value}</fieldentry>"
        "</qtimetadatafield>"
        for name, value in fields.items()
    )
    return (
        f'<item ident="own" title="A title"><itemmetadata><qtimetadata>{described}</qtimetadata>'
        f"</itemmetadata><presentation>{shown}</presentation>"
        f"<resprocessing>{rules}</resprocessing>{after}</item>"
    )


def document(*items: str) -> str:
    return (
        f'<?xml version="1.0"?><questestinterop xmlns="{NAMESPACE}"><assessment title="Quiz">'
        f'<section ident="root_section">{"".join(items)}</section></assessment></questestinterop>'
    )


def events(folder: Path, text: str) -> list[Any]:
    path = folder / "quiz.xml"
    path.write_text(text, encoding="utf-8")
    source = Source.of(path)
    assert QTI12.suits(source) > 90
    assert QTI12.read is not None
    return list(QTI12.read(source))


def taken(folder: Path, *items: str) -> dict[str, Any]:
    """The content of the one item that is read, without its id."""
    found = [one for one in events(folder, document(*items)) if not isinstance(one, Notice)]
    assert isinstance(found[0], Entry), found
    return {name: value for name, value in dump_body(found[0].body).items() if name != "id"}


def skipped(folder: Path, one: str) -> str:
    found = events(folder, document(one))
    assert isinstance(found[0], Skipped), found
    return found[0].reason


def notices(folder: Path, one: str) -> list[str]:
    return [e.text for e in events(folder, document(one)) if isinstance(e, Notice)]


COLOURS = label("1", "red") + label("2", "blue") + label("3", "green")


def test_one_of_several(tmp_path: Path) -> None:
    rules = rule(equal("2"), 100, "2_fb") + rule(equal("1"), None, "1_fb")
    after = said("2_fb", "<b>Yes</b>") + said("1_fb", "No") + said("general_fb", "So it is.")
    one = item(
        material("<p>Which?</p>") + lid(COLOURS),
        rules,
        after,
        question_type="multiple_choice_question",
        points_possible="2.5",
    )
    assert taken(tmp_path, one) == {
        "type": "single",
        "stem": "Which?",
        "explanation": "So it is.",
        "points": 2.5,
        "options": [
            {"text": "red", "feedback": "No"},
            {"text": "blue", "key": True, "feedback": "**Yes**"},
            {"text": "green"},
        ],
    }


def test_where_it_stands_and_what_it_is_called(tmp_path: Path) -> None:
    one = item(material("Which?") + lid(COLOURS), rule(equal("2"), 1))
    first, second = events(tmp_path, document(one, one))
    assert (first.where, first.own_id, first.category) == (
        "question 1, “A title”",
        "own",
        ("Quiz",),
    )
    assert (second.where, second.own_id) == ("question 2, “A title”", None)


def test_options_that_earn_a_part(tmp_path: Path) -> None:
    rules = rule(equal("1"), 10) + rule(equal("2"), 5) + rule(equal("3"), -2.5)
    one = item(material("Which?") + lid(COLOURS), rules)
    assert taken(tmp_path, one)["options"] == [
        {"text": "red", "key": True},
        {"text": "blue", "credit": 0.5},
        {"text": "green", "credit": -0.25},
    ]


def test_two_options_that_both_earn_everything_are_told(tmp_path: Path) -> None:
    one = item(material("Which?") + lid(COLOURS), rule(equal("1"), 1) + rule(equal("2"), 1))
    assert "More than one option earns all the points" in notices(tmp_path, one)[0]


def test_true_or_false(tmp_path: Path) -> None:
    labels = label("t", "True") + label("f", "False")
    rules = rule(equal("f"), 100, "correct_fb") + rule(equal("t"), None, "t_fb")
    after = (
        said("correct_fb", "Well done") + said("t_fb", "Think") + said("general_incorrect_fb", "No")
    )
    one = item(
        material("Sky is green") + lid(labels), rules, after, question_type="true_false_question"
    )
    assert taken(tmp_path, one) == {
        "type": "true_false",
        "stem": "Sky is green",
        "answer": False,
        "explanation": "*For a right answer:* Well done\n\n*For a wrong answer:* No\n\nTrue: Think",
    }


def test_several_that_count_only_together(tmp_path: Path) -> None:
    condition = f"<and>{equal('1')}{equal('2')}<not>{equal('3')}</not></and>"
    one = item(material("Which?") + lid(COLOURS, many="Multiple"), rule(condition, 100))
    assert taken(tmp_path, one)["options"] == [
        {"text": "red", "key": True},
        {"text": "blue", "key": True},
        {"text": "green"},
    ]
    assert "only all the right options together" in notices(tmp_path, one)[0]


def test_several_of_which_each_counts(tmp_path: Path) -> None:
    rules = rule(equal("1"), 50) + rule(equal("2"), 50) + rule(equal("3"), -10)
    one = item(
        material("Which?") + lid(COLOURS, many="Multiple"),
        rules,
        question_type="multiple_answers_question",
    )
    assert [option.get("credit") for option in taken(tmp_path, one)["options"]] == [0.5, 0.5, -0.1]


def test_all_or_nothing_as_new_quizzes_say_it(tmp_path: Path) -> None:
    rules = rule(equal("1"), 50) + rule(equal("2"), 50)
    shown = material("Which?") + lid(COLOURS, many="Multiple")
    one = item(shown, rules, scoring_algorithm="AllOrNothing")
    assert all("credit" not in option for option in taken(tmp_path, one)["options"])


def test_an_empty_option_is_left_out_unless_it_is_right(tmp_path: Path) -> None:
    shown = material("Which?") + lid(COLOURS + label("4", ""))
    assert len(taken(tmp_path, item(shown, rule(equal("1"), 1)))["options"]) == 3
    assert "empty option was left out" in notices(tmp_path, item(shown, rule(equal("1"), 1)))[0]
    assert skipped(tmp_path, item(shown, rule(equal("4"), 1))) == "The right option is empty."


def test_a_choice_without_a_key_or_options_is_told(tmp_path: Path) -> None:
    assert "does not say which answer is right" in skipped(
        tmp_path, item(material("?") + lid(COLOURS))
    )
    assert skipped(tmp_path, item(material("?") + lid(""))) == "There is nothing to choose from."


def test_order_of_options_is_kept_where_it_goes_by_value(tmp_path: Path) -> None:
    for words, kept in ((("1", "2", "3"), True), (("b", "c", "a"), False)):
        labels = "".join(label(f"L{place}", word) for place, word in enumerate(words))
        shown = lid(labels).replace("<render_choice>", '<render_choice shuffle="No">')
        one = item(material("Which?") + shown, rule(equal("L0"), 1))
        assert taken(tmp_path, one).get("fixed_order", False) is kept
        assert bool(notices(tmp_path, one)) is not kept


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


def test_matching(tmp_path: Path) -> None:
    shown = material("Match.") + lid(COLOURS + label("4", ""), "a", own="rose")
    shown += lid(COLOURS, "b", own="sky") + lid(COLOURS, "c", own="nothing")
    rules = rule(equal("1", "a"), 50) + rule(equal("2", "b"), 50)
    one = item(shown, rules)
    assert taken(tmp_path, one) == {
        "type": "matching",
        "stem": "Match.",
        "pairs": [{"left": "rose", "right": "red"}, {"left": "sky", "right": "blue"}],
        "extra": [{"text": "green"}],
    }
    assert notices(tmp_path, one) == ["“nothing” belongs to nothing: left out."]


def test_one_pair_with_spare_answers_is_a_choice(tmp_path: Path) -> None:
    shown = material("Match.") + lid(COLOURS, "a", own="rose")
    one = item(shown, rule(equal("1", "a"), 1), question_type="matching_question")
    assert taken(tmp_path, one) == {
        "type": "single",
        "stem": "Match.\n\nrose",
        "options": [{"text": "red", "key": True}, {"text": "blue"}, {"text": "green"}],
    }


def test_groups(tmp_path: Path) -> None:
    shown = (
        material("Sort.")
        + lid(COLOURS, "a", "Multiple", "warm")
        + lid(COLOURS, "b", "Multiple", "cold")
    )
    rules = rule(equal("1", "a"), 50) + rule(equal("2", "b"), 50)
    one = item(shown, rules)
    assert taken(tmp_path, one) == {
        "type": "categorise",
        "stem": "Sort.",
        "groups": ["warm", "cold", "None of these"],
        "options": [
            {"text": "red", "group": "warm"},
            {"text": "blue", "group": "cold"},
            {"text": "green", "group": "None of these"},
        ],
    }
    assert "there is a group “None of these”" in notices(tmp_path, one)[0]
    assert "what belongs together" in skipped(tmp_path, item(shown))


def test_ordering(tmp_path: Path) -> None:
    shown = material("Sort.") + lid(COLOURS, many="Ordered")
    rules = rule(equal("3") + equal("1"), 1) + rule(equal("3") + equal("1") + equal("2"), 5)
    assert taken(tmp_path, item(shown, rules))["order"] == [
        {"text": "green"},
        {"text": "red"},
        {"text": "blue"},
    ]
    assert "which order is right" in skipped(tmp_path, item(shown))
    some = item(shown, rule(equal("3") + equal("1"), 1))
    assert skipped(tmp_path, some) == "Only some of its entries belong into the order."


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("calculated_question", "drawn anew by a formula"),
        ("hot_spot_question", "answered on a picture"),
        ("file_upload_question", "a file to hand in"),
    ],
)
def test_what_cannot_be_taken_is_told(tmp_path: Path, kind: str, reason: str) -> None:
    assert reason in skipped(tmp_path, item(material("?") + field(), question_type=kind))


def test_points_on_pictures_and_missing_texts_are_told(tmp_path: Path) -> None:
    point = '<response_xy ident="r"><render_hotspot/></response_xy>'
    assert "on a picture" in skipped(tmp_path, item(material("?") + point))
    assert skipped(tmp_path, "<item ident='a'><resprocessing/></item>") == "There is no text in it."


def test_names_of_other_programs_for_the_kinds(tmp_path: Path) -> None:
    shown = material("Which?") + lid(COLOURS)
    one = item(shown, rule(equal("1"), 1), cc_profile="cc.multiple_choice.v0p1")
    assert taken(tmp_path, one)["type"] == "single"
    old = one.replace(
        "<qtimetadata>", "<qmd_itemtype>Multiple Response</qmd_itemtype><qtimetadata>"
    )
    assert taken(tmp_path, old.replace("cc.multiple_choice.v0p1", "?"))["type"] == "multi"


def test_other_materials(tmp_path: Path) -> None:
    shown = (
        "<material><mattext>a &lt; b</mattext><matbreak/><matemtext>so</matemtext>"
        '<matimage uri="x y.png" label="map"/><mataudio uri="s.mp3"/><matimage/></material>'
        "<material><mattext texttype='text/xhtml'><b>bold</b></mattext></material>"
        "<material><mattext texttype='text/plain'>&lt;i&gt;sloping&lt;/i&gt;</mattext></material>"
    )
    found = taken(tmp_path, item(shown))["stem"]
    assert found == (
        f"a \\< b\\\n*so*![map]({media_address('x y.png')})sound\n\n**bold**\n\n*sloping*"
    )


def test_formulas_of_canvas_stay_text(tmp_path: Path) -> None:
    html = '<p>Solve <img class="equation_image" data-equation-content="x^2" src="/e?x" alt="e"> now</p>'
    assert taken(tmp_path, item(material(html)))["stem"] == r"Solve \\\(x^2\\\) now"


def test_questions_of_a_bank_that_is_not_there_are_told(tmp_path: Path) -> None:
    found = events(
        tmp_path, document('<bankentry_item item_ref="x"/>', '<bankentry_item item_ref="y"/>')
    )
    assert found == [Notice("the file", "It names questions of a bank that is not in the file.")]


def test_sections_name_the_folder(tmp_path: Path) -> None:
    one = item(material("Read."))
    nested = f'<section title="Group 1">{one}</section>'
    assert events(tmp_path, document(nested))[0].category == ("Quiz", "Group 1")


def test_definitions_of_elements_do_no_harm_but_entities_are_refused(tmp_path: Path) -> None:
    inner = "<!-- x -->\n<!ELEMENT a (b)>"
    plain = document(item(material("Read.")))
    doctype = plain.replace(
        "<questestinterop",
        f'<!DOCTYPE questestinterop SYSTEM "q.dtd" [\n{inner}\n]>\n<questestinterop',
        1,
    )
    assert isinstance(events(tmp_path, doctype)[0], Entry)
    with pytest.raises(RefusedError, match="definitions of its own"):
        events(tmp_path, doctype.replace(inner, '<!ENTITY a "aaaa">'))


def test_broken_xml_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="broken at line 1"):
        events(tmp_path, document(item(material("Read.")) + "<open>"))


def test_bare_items_are_known(tmp_path: Path) -> None:
    assert isinstance(events(tmp_path, item(material("Read.")))[0], Entry)


def test_values_in_one_text_and_lists_in_brackets(tmp_path: Path) -> None:
    several = "<varsubset respident='r'>1, 2</varsubset>"
    one = item(material("Which?") + lid(COLOURS, many="Multiple"), rule(several, 1))
    assert [option.get("key") for option in taken(tmp_path, one)["options"]] == [True, True, None]
    shown = material("[x] [y]") + lid(COLOURS, "response_x") + lid(COLOURS, "response_y")
    rules = rule(equal("1", "response_x"), 1) + rule(equal("3", "response_y"), 1)
    assert taken(tmp_path, item(shown, rules))["blanks"]["2"]["answers"] == ["green"]


def test_an_encoding_that_was_guessed_is_told(tmp_path: Path) -> None:
    path = tmp_path / "quiz.xml"
    path.write_bytes(document(item(material("Café"))).encode("cp1252"))
    assert QTI12.read is not None
    notice, entry = QTI12.read(Source.of(path))
    assert isinstance(notice, Notice)
    assert isinstance(entry, Entry)
    assert entry.body.stem == "Café"


def test_a_question_that_asks_too_much_or_is_too_large(tmp_path: Path) -> None:
    fields = "".join(field(f"f{place}") for place in range(101))
    assert "It asks for 101 answers" in skipped(tmp_path, item(material("?") + fields))
    small = item(material("x" * 2**20))
    assert len(events(tmp_path, document(*[small] * 9))) == 9
    large = item(material("x" * 2**20) * 9)
    with pytest.raises(RefusedError, match="One question in it is larger than 8 MB"):
        events(tmp_path, document(large))
