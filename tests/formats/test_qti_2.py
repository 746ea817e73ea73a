"""QTI 2 and 3: every interaction, the ways to say what is right, and what cannot be taken."""

from pathlib import Path

import pytest

from quizapp.formats.entries import Medium, Notice, media_address
from tests.formats.qti_items import (
    FIELD,
    MAP_RESPONSE,
    choice,
    events,
    item,
    notices,
    response,
    skipped,
    taken,
)


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
        '<img src="data:text/html;base64,AAAA" alt="dot"/></p>'
    )
    text = item(response("A"), body + choice("a", "b"))
    stem = taken(tmp_path, text)["stem"]
    assert f"![Map]({media_address('m.png')})" in stem
    assert "[there](https://example.org/)" in stem
    assert "The file “m.png” is missing." in notices(tmp_path, text)


def test_files_within_the_text_are_taken_out_of_it(tmp_path: Path) -> None:
    picture = '<img src="data:image/jpeg;base64,aGVs\nbG8=" alt="hi"/>'
    broken = '<img src="data:image/png;base64,a" alt="no"/>'
    found = events(
        tmp_path, item(response("A"), f"<p>{picture}{picture}{broken}</p>{choice('a', 'b')}")
    )
    media = [one for one in found if isinstance(one, Medium)]
    assert [(one.name, one.size, one.read()) for one in media] == [
        ("2cf24dba5fb0a30e.jpg", 5, b"hello")
    ]
    assert found[0].body.stem.startswith(f"![hi]({media_address('2cf24dba5fb0a30e.jpg')})")
    assert any(isinstance(one, Notice) and "broken-file" in one.text for one in found)


def test_texts_and_trees_beyond_any_question_are_told(tmp_path: Path) -> None:
    long = item(response("A"), f"<p>{'word ' * 90_000}</p>{choice('a', 'b')}")
    assert skipped(tmp_path, long) == "It is longer than can be taken here."
    many = item(response("A"), f"<p>{'<b/>' * 20_001}</p>{choice('a', 'b')}")
    assert skipped(tmp_path, many) == "It is made of more than 20,000 elements."
    fields = f"<p>{FIELD * 101}</p>"
    assert "It asks for 101 answers" in skipped(
        tmp_path, item(response("a", base="string"), fields)
    )
    missing = "".join(f'<img src="{place}.png" alt="x"/>' for place in range(30))
    told = events(tmp_path, item(response("A"), f"<p>{missing}</p>{choice('a', 'b')}"))
    assert len(told) == 21


def test_many_spaces_before_a_tag_are_one_space(tmp_path: Path) -> None:
    text = item(response("A"), f"<p>One{' ' * 20_000}<b>two</b></p>{choice('a', 'b', prompt='')}")
    assert taken(tmp_path, text)["stem"] == "One **two**"


def test_empty_blocks_after_the_only_paragraph_are_nothing(tmp_path: Path) -> None:
    text = item(
        response("A"), f"<div>One</div><div>{choice('a', 'b', prompt='')}</div><div> </div>"
    )
    assert taken(tmp_path, text)["stem"] == "One"


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
