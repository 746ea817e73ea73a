"""QTI 2 and 3: typed answers, numbers, blanks, pairs and orders."""

from pathlib import Path

import pytest

from tests.formats.qti_items import (
    FIELD,
    MAP_RESPONSE,
    MATCH_CORRECT,
    choice,
    choices,
    item,
    notices,
    response,
    skipped,
    taken,
)


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
