"""QTI 2 and 3: every interaction, the ways to say what is right, and what cannot be taken."""

from pathlib import Path
from typing import Any

import pytest

from quizapp.domain.items.registry import dump_body
from quizapp.formats.entries import Entry, Notice, Skipped, media_address
from quizapp.formats.qti.formats import QTI21, QTI30
from quizapp.formats.source import Source

MATCH_CORRECT = '<responseProcessing template="http://x/rptemplates/match_correct"/>'
MAP_RESPONSE = '<responseProcessing template="http://x/rptemplates/map_response.xml"/>'


def response(
    correct: str = "",
    mapped: str = "",
    many: str = "single",
    base: str = "identifier",
    name: str = "RESPONSE",
) -> str:
    """A declaration: `correct` are values between commas, `mapped` are like "A=1, B=0.5"."""
    values = "".join(f"<value>{one.strip()}</value>" for one in correct.split(",") if one)
    entries = "".join(
        '<mapEntry mapKey="{}" mappedValue="{}"/>'.format(*one.strip().split("="))
        for one in mapped.split(",")
        if one
    )
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{many}" baseType="{base}">'
        + (f"<correctResponse>{values}</correctResponse>" if values else "")
        + (f'<mapping defaultValue="0">{entries}</mapping>' if entries else "")
        + "</responseDeclaration>"
    )


def item(
    declared: str, body: str, rules: str = MATCH_CORRECT, after: str = "", more: str = ""
) -> str:
    return (
        '<?xml version="1.0"?><!-- made here -->'
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="own" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b" '
        f'title="A title" {more} timeDependent="false">{declared}'
        f"<itemBody>{body}</itemBody>{rules}{after}</assessmentItem>"
    )


def events(folder: Path, text: str) -> list[Any]:
    path = folder / "item.xml"
    path.write_text(text, encoding="utf-8")
    source = Source.of(path)
    form = max(QTI21, QTI30, key=lambda one: one.suits(source))
    assert form.suits(source) > 90
    assert form.read is not None
    return list(form.read(source))


def taken(folder: Path, text: str) -> dict[str, Any]:
    """The content of the item, without its id."""
    found = events(folder, text)
    assert isinstance(found[0], Entry), found
    return {name: value for name, value in dump_body(found[0].body).items() if name != "id"}


def skipped(folder: Path, text: str) -> str:
    found = events(folder, text)
    assert isinstance(found[0], Skipped), found
    return found[0].reason


def notices(folder: Path, text: str) -> str:
    return "\n".join(one.text for one in events(folder, text) if isinstance(one, Notice))


def choices(*texts: str, tag: str = "simpleChoice") -> str:
    names = "ABCDEFGH"
    return "".join(
        f'<{tag} identifier="{names[place]}">{text}</{tag}>' for place, text in enumerate(texts)
    )


def choice(*texts: str, prompt: str = "Which?", **attributes: str) -> str:
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    asked = f"<prompt>{prompt}</prompt>" if prompt else ""
    return (
        f'<choiceInteraction responseIdentifier="RESPONSE"{more}>{asked}{choices(*texts)}'
        "</choiceInteraction>"
    )


FIELD = '<textEntryInteraction responseIdentifier="RESPONSE"/>'


def test_one_of_several_with_text_around(tmp_path: Path) -> None:
    body = f"<p>Look &amp; see.</p>{choice('red <em>hot</em>', 'blue')}<p>Take care.</p>"
    found = events(tmp_path, item(response("B"), body))
    assert (found[0].where, found[0].own_id) == ("question 1, “A title”", "own")
    assert taken(tmp_path, item(response("B"), body)) == {
        "type": "single",
        "stem": "Look & see.\n\nWhich?\n\nTake care.",
        "options": [{"text": "red *hot*"}, {"text": "blue", "key": True}],
    }


def test_options_that_earn_a_part(tmp_path: Path) -> None:
    declared = response("B", "A=1, B=4, C=-2")
    found = taken(tmp_path, item(declared, choice("a", "b", "c", "d"), MAP_RESPONSE))
    assert found["points"] == 4
    assert [one.get("credit") for one in found["options"]] == [0.25, None, -0.5, None]
    alone = taken(tmp_path, item(response(mapped="A=1"), choice("a", "b"), ""))
    assert alone["options"][0]["key"] is True


def test_several_with_a_mapping_or_only_together(tmp_path: Path) -> None:
    body = choice("a", "b", "c", maxChoices="0")
    mapped = response("A, B", "A=1, B=1, C=-2", many="multiple")
    assert [one.get("credit") for one in taken(tmp_path, item(mapped, body, MAP_RESPONSE))["options"]] == [
        0.5, 0.5, -1.0,
    ]  # fmt: skip
    together = item(response("A, B", many="multiple"), body)
    assert taken(tmp_path, together)["options"][2] == {"text": "c"}
    assert "Of 1 question: in the file only all the right options" in notices(tmp_path, together)
    assert "a poll?" in skipped(tmp_path, item(response(many="multiple"), body))


def test_rules_that_say_what_is_right(tmp_path: Path) -> None:
    rules = (
        "<responseProcessing><responseCondition><responseIf><match>"
        '<variable identifier="RESPONSE"/><baseValue baseType="identifier">B</baseValue></match>'
        '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue>'
        "</setOutcomeValue></responseIf><responseElse><setOutcomeValue identifier='SCORE'>"
        '<baseValue baseType="float">0</baseValue></setOutcomeValue></responseElse>'
        "</responseCondition></responseProcessing>"
    )
    assert taken(tmp_path, item(response(), choice("a", "b"), rules))["options"][1]["key"] is True
    negated = rules.replace("<match>", "<not><match>").replace("</match>", "</match></not>")
    assert "a poll?" in skipped(tmp_path, item(response(), choice("a", "b"), negated))


def test_true_or_false_with_what_is_said(tmp_path: Path) -> None:
    inline = (
        '<feedbackInline outcomeIdentifier="F" identifier="A" showHide="show">Yes.</feedbackInline>'
    )
    modal = (
        '<modalFeedback outcomeIdentifier="F" identifier="{}" showHide="show">{}</modalFeedback>'
    )
    after = (
        modal.format("correct", "Good") + modal.format("incorrect", "No") + modal.format("x", "")
    )
    body = choice(f"True{inline}", "False", shuffle="false")
    assert taken(tmp_path, item(response("A"), body, after=after)) == {
        "type": "true_false",
        "stem": "Which?",
        "answer": True,
        "explanation": "*For a right answer:* Good\n\n*For a wrong answer:* No\n\nTrue: Yes.",
    }


def test_what_is_said_about_an_option_and_in_general(tmp_path: Path) -> None:
    rules = (
        "<responseProcessing><responseCondition><responseIf><match><variable "
        'identifier="RESPONSE"/><baseValue baseType="identifier">A</baseValue></match>'
        '<setOutcomeValue identifier="F"><baseValue baseType="identifier">m</baseValue>'
        "</setOutcomeValue></responseIf></responseCondition></responseProcessing>"
    )
    after = (
        '<modalFeedback outcomeIdentifier="F" identifier="m"><p>About a.</p></modalFeedback>'
        '<modalFeedback outcomeIdentifier="F" identifier="B">About b.</modalFeedback>'
    )
    block = '<feedbackBlock outcomeIdentifier="F" identifier="s"><p>Solution</p></feedbackBlock>'
    found = taken(tmp_path, item(response("B"), choice("a", "b") + block, rules, after))
    assert [one["feedback"] for one in found["options"]] == ["About a.", "About b."]
    assert found["explanation"] == "Solution"


def test_words_for_takers_and_for_markers(tmp_path: Path) -> None:
    body = (
        '<rubricBlock view="candidate"><p>Read on.</p></rubricBlock>'
        f'<rubricBlock view="scorer tutor"><p>Be strict.</p></rubricBlock>{choice("a", "b")}'
    )
    text = item(response("A"), body)
    assert taken(tmp_path, text)["stem"] == "Read on.\n\nWhich?"
    assert "those who mark it" in notices(tmp_path, text)
    essay = body.replace(
        choice("a", "b"), '<extendedTextInteraction responseIdentifier="RESPONSE"/>'
    )
    assert taken(tmp_path, item(response(base="string"), essay)) == {
        "type": "essay",
        "stem": "Read on.",
        "sample": "Be strict.",
    }


def test_an_essay_with_a_model_answer(tmp_path: Path) -> None:
    field = '<extendedTextInteraction responseIdentifier="RESPONSE"><prompt>Why?</prompt></extendedTextInteraction>'
    text = item(response("Since a &lt; b", base="string"), field)
    assert taken(tmp_path, text) == {"type": "essay", "stem": "Why?", "sample": "Since a \\< b"}
    assert "several long texts" in skipped(tmp_path, item(response(base="string"), field * 2))


def test_kept_order(tmp_path: Path) -> None:
    assert taken(tmp_path, item(response("A"), choice("1", "2", shuffle="FALSE")))["fixed_order"]
    text = item(response("A"), choice("b", "a", shuffle="false"))
    assert "fixed_order" not in taken(tmp_path, text)
    assert "keep their order" in notices(tmp_path, text)


def test_a_short_answer_and_a_blank_in_a_text(tmp_path: Path) -> None:
    declared = response("Seoul", "Seoul=2, seoul=1, Hanyang=1, Pusan=0, Busan=-1", base="string")
    short = item(declared, f"<p>Capital?</p><div><p>{FIELD}</p></div>", MAP_RESPONSE)
    lists = {"answers": ["Seoul"], "partial": {"Hanyang": 0.5}, "reject": ["Pusan", "Busan"]}
    assert taken(tmp_path, short) == {
        "type": "short", "stem": "Capital?", "points": 2, **lists,
    }  # fmt: skip
    blank = item(declared, f"<p>It is {FIELD}.</p>", MAP_RESPONSE)
    assert taken(tmp_path, blank)["stem"] == "It is {{1}}."
    assert taken(tmp_path, blank)["blanks"] == {"1": lists}
    direct = item(response("a", base="string"), f"Which? {FIELD}")
    assert taken(tmp_path, direct)["type"] == "cloze"
    unknown = item(response(base="string"), f"<p>{FIELD}</p>", "")
    assert skipped(tmp_path, unknown) == "The file does not say which answer is right."


def test_answers_beside_a_mapping(tmp_path: Path) -> None:
    declared = response("c", "a=1, b=0.5", base="string")
    found = taken(tmp_path, item(declared, f"<p>x {FIELD}</p>", MAP_RESPONSE))
    assert found["blanks"]["1"] == {"answers": ["c", "a"], "partial": {"b": 0.5}}


def equal(mode: str, width: str, what: str = '<correct identifier="RESPONSE"/>') -> str:
    return (
        "<responseProcessing><responseCondition><responseIf>"
        f'<equal toleranceMode="{mode}" tolerance="{width}"><variable identifier="RESPONSE"/>{what}'
        '</equal><setOutcomeValue identifier="SCORE"><variable identifier="MAXSCORE"/>'
        "</setOutcomeValue></responseIf></responseCondition></responseProcessing>"
    )


@pytest.mark.parametrize(
    ("rules", "tolerance"),
    [
        (MATCH_CORRECT, None),
        (equal("absolute", "0.5 0.25"), 0.5),
        (equal("relative", "10"), 4),
        (equal("exact", "3"), None),
        (equal("absolute", "{TOL}"), None),
    ],
)
def test_numbers(tmp_path: Path, rules: str, tolerance: float | None) -> None:
    text = item(response("40", base="float"), f"<p>How many? {FIELD} km</p>", rules)
    found = taken(tmp_path, text)
    assert (found["type"], found["stem"], found["answer"]) == (
        "numeric",
        "How many? \\_\\_\\_\\_ km",
        40,
    )
    assert found.get("tolerance") == tolerance


def test_a_number_alone_or_none_at_all(tmp_path: Path) -> None:
    body = f"<p>How many?</p><p>{FIELD}</p>"
    assert taken(tmp_path, item(response("4", base="integer"), body))["stem"] == "How many?"
    assert "not a number" in skipped(tmp_path, item(response("four", base="float"), body))
    assert "no number that can" in skipped(tmp_path, item(response("1e99", base="float"), body))
    assert "which number is right" in skipped(tmp_path, item(response(base="float"), body))


def test_a_slider_becomes_a_number(tmp_path: Path) -> None:
    body = (
        '<sliderInteraction responseIdentifier="RESPONSE" lowerBound="0" upperBound="9">'
        "<prompt>How many?</prompt></sliderInteraction>"
    )
    text = item(response("4", "4=2, 5=1, 6=0", base="integer"), body, MAP_RESPONSE)
    assert taken(tmp_path, text) == {
        "type": "numeric",
        "stem": "How many?",
        "points": 2,
        "answer": 4,
        "also": [{"answer": 5, "credit": 0.5}],
    }
    assert "A slider from 0 to 9" in notices(tmp_path, text)


def inline(name: str, *texts: str) -> str:
    inside = choices(*texts, tag="inlineChoice")
    return (
        f'<inlineChoiceInteraction responseIdentifier="{name}">{inside}</inlineChoiceInteraction>'
    )


def test_blanks_of_both_kinds(tmp_path: Path) -> None:
    declared = response("B", name="R") + response("five", base="string", name="S")
    field = FIELD.replace("RESPONSE", "S")
    body = f"<p>In {inline('R', 'Yalta', 'Cairo')} for {field} years.</p>"
    found = taken(tmp_path, item(declared, body))
    assert found["stem"] == "In {{1}} for {{2}} years."
    assert found["blanks"] == {
        "1": {"answers": ["Cairo"], "options": ["Yalta", "Cairo"]},
        "2": {"answers": ["five"]},
    }


def test_weights_and_numbers_in_blanks(tmp_path: Path) -> None:
    declared = response("A", "A=2, B=1", name="X_3") + response(
        "5", "5=1", base="float", name="X_2"
    )
    field = FIELD.replace("RESPONSE", "X_2")
    text = item(declared, f"<p>{inline('X_3', 'a', 'b', 'c')} or {field}</p>", MAP_RESPONSE)
    assert taken(tmp_path, text)["blanks"] == {
        "3": {"answers": ["a"], "options": ["a", "b", "c"], "partial": {"b": 0.5}},
        "2": {"answers": ["5"]},
    }
    assert "compared here as it is written" in notices(tmp_path, text)
    assert "parts earn different points" in notices(tmp_path, text)


def test_choices_beside_blanks_become_blanks(tmp_path: Path) -> None:
    declared = response("A", name="R") + response("B")
    body = f"<p>It is {inline('R', 'a', 'b')}.</p>{choice('c', 'd')}"
    found = taken(tmp_path, item(declared, body))
    assert found["stem"] == "It is {{1}}.\n\nWhich? {{2}}"
    assert found["blanks"]["2"] == {"answers": ["d"], "options": ["c", "d"]}
    several = declared.replace('cardinality="single"', 'cardinality="multiple"')
    assert "several questions of different kinds" in skipped(tmp_path, item(several, body))
    with_picture = inline("R", "a", '<img src="x"/>')
    picture = item(declared, f"<p>{with_picture}</p>")
    assert "has no words" in skipped(tmp_path, picture)
    assert "what is right in one" in skipped(
        tmp_path, item(response(name="R"), f"<p>{inline('R', 'a', 'b')}</p>")
    )


GAPS = (
    '<gapMatchInteraction responseIdentifier="RESPONSE"><prompt>Fill.</prompt>'
    '<gapText identifier="W">winter</gapText><gapText identifier="S">summer</gapText>'
    '<p>Now is the <gap identifier="G1"/> and <gap identifier="G2"/>.</p></gapMatchInteraction>'
)


def test_gaps_filled_with_words(tmp_path: Path) -> None:
    for declared in (response("W G1, G2 S", many="multiple"), response(mapped="W G1=1, S G2=1")):
        found = taken(tmp_path, item(declared, GAPS))
        assert found["stem"] == "Fill.\n\nNow is the {{1}} and {{2}}."
        assert found["blanks"]["2"] == {"answers": ["summer"], "options": ["winter", "summer"]}
    assert "what is right" in skipped(tmp_path, item(response("W G1"), GAPS))
    pictures = GAPS.replace("gapText", "gapImg")
    assert "Pictures are dragged" in skipped(tmp_path, item(response("W G1"), pictures))


def match(lefts: str, rights: str, most: str = "1", **attributes: str) -> str:
    def entries(names: str, limit: str) -> str:
        return "".join(
            f'<simpleAssociableChoice identifier="{name}" matchMax="{limit}">{name.lower()}'
            "</simpleAssociableChoice>"
            for name in names.split()
        )

    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return (
        f'<matchInteraction responseIdentifier="RESPONSE"{more}><prompt>Match.</prompt>'
        f"<simpleMatchSet>{entries(lefts, '1')}</simpleMatchSet>"
        f"<simpleMatchSet>{entries(rights, most)}</simpleMatchSet></matchInteraction>"
    )


def test_matching_and_its_turns(tmp_path: Path) -> None:
    pairs = response("A X, Y B", many="multiple", base="directedPair")
    found = taken(tmp_path, item(pairs, match("A B", "X Y Z", "4", shuffle="false")))
    assert found["pairs"] == [{"left": "a", "right": "x"}, {"left": "b", "right": "y"}]
    assert (found["extra"], found["fixed_order"]) == ([{"text": "z"}], True)
    turned = response("A X, A Y, B Z", many="multiple", base="directedPair")
    found = taken(tmp_path, item(turned, match("A B", "X Y Z")))
    assert [pair["left"] for pair in found["pairs"]] == ["x", "y", "z"]
    text = item(pairs, match("A B C", "X Y Z"))
    assert len(taken(tmp_path, text)["pairs"]) == 2
    assert "belong to nothing" in notices(tmp_path, text)
    many = response("A X, A Y, B X", many="multiple", base="directedPair")
    assert "on both sides" in skipped(tmp_path, item(many, match("A B", "X Y Z")))
    assert "what belongs together" in skipped(tmp_path, item(response(), match("A B", "X Y")))
    one_list = (
        match("A B", "X Y")
        .replace("<simpleMatchSet>", "<p>", 1)
        .replace("</simpleMatchSet>", "</p>", 1)
    )
    assert "two lists" in skipped(tmp_path, item(pairs, one_list))


def test_groups_that_take_any_number(tmp_path: Path) -> None:
    pairs = response(mapped="A X=1, B Y=1, C X=2", many="multiple", base="directedPair")
    text = item(pairs, match("A B C", "X Y", "0"), MAP_RESPONSE)
    found = taken(tmp_path, text)
    assert (found["type"], found["groups"]) == ("categorise", ["x", "y"])
    assert [one["group"] for one in found["options"]] == ["x", "y", "x"]
    assert "parts earn different points" in notices(tmp_path, text)


def test_associations(tmp_path: Path) -> None:
    names = "".join(
        f'<simpleAssociableChoice identifier="{n}" matchMax="1">{n}</simpleAssociableChoice>'
        for n in "ABCDE"
    )
    body = f'<associateInteraction responseIdentifier="RESPONSE">{names}</associateInteraction>'
    stem = "<p>Which are rivals?</p>"
    found = taken(tmp_path, item(response("A C, D B", many="multiple", base="pair"), stem + body))
    assert found["pairs"] == [{"left": "A", "right": "C"}, {"left": "D", "right": "B"}]
    assert found["extra"] == [{"text": "E"}]
    chain = response("A C, C B", many="multiple", base="pair")
    assert "belongs to several others" in skipped(tmp_path, item(chain, stem + body))


def test_order(tmp_path: Path) -> None:
    body = f'<orderInteraction responseIdentifier="RESPONSE"><prompt>Sort.</prompt>{choices("a", "b", "c")}</orderInteraction>'
    declared = response("C, A, B", many="ordered")
    assert [one["text"] for one in taken(tmp_path, item(declared, body))["order"]] == [
        "c",
        "a",
        "b",
    ]
    assert "Only some" in skipped(tmp_path, item(response("C, A", many="ordered"), body))
    assert "which order" in skipped(tmp_path, item(response(many="ordered"), body))


def test_hot_text(tmp_path: Path) -> None:
    marked = 'He <hottext identifier="A">go</hottext> <hottext identifier="B">home</hottext>.'
    body = (
        '<hottextInteraction responseIdentifier="RESPONSE"><prompt>Wrong?</prompt>'
        f"<p>{marked}</p></hottextInteraction>"
    )
    assert taken(tmp_path, item(response("A"), body)) == {
        "type": "single",
        "stem": "Wrong?\n\nHe **go** **home**.",
        "options": [{"text": "go", "key": True}, {"text": "home"}],
    }


def test_texts_without_a_question(tmp_path: Path) -> None:
    block = '<feedbackBlock outcomeIdentifier="F" identifier="s">More.</feedbackBlock>'
    media = '<mediaInteraction responseIdentifier="R"><object data="a.mp3" type="audio/mpeg"/></mediaInteraction>'
    found = taken(tmp_path, item("", f"<p>Listen.</p>{block}{media}"))
    assert (found["type"], found["stem"]) == ("text", "Listen.\n\na.mp3\n\nMore.")
    assert skipped(tmp_path, item("", "<p> </p>")) == "the question is missing"


@pytest.mark.parametrize(
    ("declared", "body", "more", "reason"),
    [
        ("", "<p>x</p>", 'adaptive="true"', "It is adaptive"),
        ('<templateDeclaration identifier="T"/>', "<p>x</p>", "", "It is a template"),
        ("", "<customInteraction/>", "", "brings its own program"),
        ("", "<hotspotInteraction/>", "", "answered on a picture"),
        ("", "<drawingInteraction/>", "", "a drawing"),
        ("", "<uploadInteraction/>", "", "a file to hand in"),
        ("", "<strangeInteraction/>", "", "different kinds (strange)"),
    ],
)
def test_what_cannot_be_taken_is_told(
    tmp_path: Path, declared: str, body: str, more: str, reason: str
) -> None:
    assert reason in skipped(tmp_path, item(declared, body, more=more))


def test_an_item_without_a_body_is_told(tmp_path: Path) -> None:
    text = item("", "").replace("<itemBody></itemBody>", "")
    assert skipped(tmp_path, text) == "There is no text in it."


def test_buttons_formulas_and_parts_elsewhere_are_told(tmp_path: Path) -> None:
    body = (
        '<p>Is <math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math> it?</p>'
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'
        f'{choice("a", "b")}<endAttemptInteraction responseIdentifier="H" title="Hint"/>'
    )
    text = item(response("A"), body)
    assert taken(tmp_path, text)["stem"] == "Is x it?\n\nWhich?"
    told = notices(tmp_path, text)
    assert "MathML" in told
    assert "(XInclude) was left out" in told
    assert "A button (“Hint”) was left out." in told


def test_pictures_and_links(tmp_path: Path) -> None:
    body = (
        '<p><object data="m.png" type="image/png">Map</object> <object data="d/a.pdf" type="x/y"/>'
        '<object type="x/y">gone</object> <a href="https://example.org/">there</a> '
        '<img src="data:image/png;base64,AAAA" alt="dot"/></p>'
    )
    text = item(response("A"), body + choice("a", "b"))
    stem = taken(tmp_path, text)["stem"]
    assert f"![Map]({media_address('m.png')})" in stem
    assert "[there](https://example.org/)" in stem
    assert "The file “m.png” is missing." in notices(tmp_path, text)


def test_languages_are_kept(tmp_path: Path) -> None:
    body = '<p>What is <span xml:lang="ko">집</span>?</p>' + choice("house", "door", prompt="")
    assert taken(tmp_path, item(response("A"), body))["stem"] == "What is [집]{lang=ko}?"


def test_the_declared_maximum_is_the_points(tmp_path: Path) -> None:
    outcome = '<outcomeDeclaration identifier="{}" cardinality="single" baseType="float" {}/>'
    most = outcome.format("SCORE", 'normalMaximum="3"')
    assert taken(tmp_path, item(response("A") + most, choice("a", "b")))["points"] == 3
    most = (
        '<outcomeDeclaration identifier="MAXSCORE"><defaultValue><value>7</value></defaultValue>'
        "</outcomeDeclaration>"
    )
    assert taken(tmp_path, item(response("A") + most, choice("a", "b")))["points"] == 7
    endless = outcome.format("SCORE", 'normalMaximum="1e9"')
    assert "points" not in taken(tmp_path, item(response("A") + endless, choice("a", "b")))


def test_several_of_which_none_earns_anything(tmp_path: Path) -> None:
    declared = response(mapped="A=-1", many="multiple")
    assert "a poll?" in skipped(tmp_path, item(declared, choice("a", "b", "c"), MAP_RESPONSE))


def test_an_item_with_too_many_responses(tmp_path: Path) -> None:
    assert "It asks for 101 answers" in skipped(
        tmp_path, item(response("A") * 101, choice("a", "b"))
    )


def test_the_names_of_3_0(tmp_path: Path) -> None:
    text = (
        '<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="own" '
        'title="T" adaptive="false" time-dependent="false"><qti-response-declaration '
        'identifier="RESPONSE" cardinality="multiple" base-type="identifier"><qti-correct-response>'
        "<qti-value>A</qti-value><qti-value>B</qti-value></qti-correct-response><qti-mapping "
        'upper-bound="2" default-value="-1"><qti-map-entry map-key="A" mapped-value="1"/>'
        '<qti-map-entry map-key="B" mapped-value="1"/></qti-mapping></qti-response-declaration>'
        '<qti-item-body><qti-choice-interaction response-identifier="RESPONSE" max-choices="2" '
        'data-x="y"><qti-prompt>Which?</qti-prompt><qti-simple-choice identifier="A">a'
        '</qti-simple-choice><qti-simple-choice identifier="B">b</qti-simple-choice>'
        '<qti-simple-choice identifier="C">c</qti-simple-choice></qti-choice-interaction>'
        "</qti-item-body><qti-response-processing template="
        '"https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/map_response.xml"/>'
        "</qti-assessment-item>"
    )
    found = taken(tmp_path, text)
    assert (found["type"], found["points"], found["stem"]) == ("multi", 2, "Which?")
    assert [one.get("key", False) for one in found["options"]] == [True, True, False]
