"""Pasted text: what it is found to be, what somebody chose, and what is left to mend."""

import pytest

from quizapp.formats.entries import RefusedError
from quizapp.formats.pasted import events_of, left_to_mend
from quizapp.formats.table.chosen import Signs
from tests.formats.reading import bodies, notices

CARD = {"type": "flashcard"}


def cards(text: str, signs: Signs | None = None) -> list[tuple[str, str]]:
    found = bodies(events_of(text, signs or Signs()))
    return [(one["front"], one["back"]) for one in found]


def test_a_table_is_found_by_its_tabs() -> None:
    assert cards("sun\tSonne\nmoon\tMond") == [("sun", "Sonne"), ("moon", "Mond")]


def test_another_format_is_found_by_what_stands_in_it() -> None:
    found = bodies(events_of("Who? {=Ada ~Bob}", Signs()))
    assert [one["type"] for one in found] == ["single"]


def test_signs_that_were_chosen_go_before_those_that_are_found() -> None:
    text = "sun - Sonne;moon - Mond, lune"
    assert cards(text, Signs(cells=" - ", rows=";")) == [("sun", "Sonne"), ("moon", "Mond, lune")]
    assert cards('"a,b",c', Signs(cells=",")) == [("a,b", "c")]


def test_the_first_row_is_a_heading_where_somebody_says_so() -> None:
    text = "front\tback\nsun\tSonne"
    assert cards(text) == [("sun", "Sonne")]
    assert cards(text, Signs(header=False)) == [("front", "back"), ("sun", "Sonne")]


def test_a_line_that_nothing_divides_goes_on_with_the_answer_and_is_told() -> None:
    events = list(events_of("sun - Sonne\nmoon - Mond\n\njust one\nand more", Signs()))
    told = [where for where, text in notices(events) if "nothing divides it" in text]
    assert told == ["line 4"]
    chosen = Signs(cells="=", rows=";")  # rows over several lines are as somebody wants them
    assert not notices(events_of("sun=Sonne\nStern;moon=Mond", chosen))


def test_after_a_cell_without_end_lines_are_told_as_they_are_counted() -> None:
    events = list(events_of('a,b\nc,"d\ne\n' + f"f,{'g' * 1000}\n" * 140, Signs(cells=",")))
    assert [where for where, text in notices(events) if "nothing divides it" in text] == ["line 3"]


def test_words_without_a_sign_between_are_refused_with_advice() -> None:
    with pytest.raises(RefusedError, match="divides questions from answers"):
        list(events_of("one\ntwo\nthree", Signs()))


def test_a_word_without_its_meaning_becomes_a_card_to_fill() -> None:
    found = list(events_of("front\tback\nlonely\t", Signs()))
    assert bodies(found)[0]["back"] == "—"
    assert [where for where, _ in notices(found)] == ["line 2"]


def test_only_rows_that_could_not_be_taken_are_left_as_they_were_typed() -> None:
    text = "sun\tSonne\r\nlonely\t\nmoon\tMond\n\tbackless"
    found = list(events_of(text, Signs(cells="\t")))
    assert cards(text, Signs(cells="\t")) == [("sun", "Sonne"), ("moon", "Mond")]
    assert left_to_mend(text, found) == "lonely\t\n\tbackless"
    assert left_to_mend("sun\tSonne", list(events_of("sun\tSonne", Signs()))) == ""


def test_what_has_no_line_leaves_nothing_to_mend() -> None:
    found = list(events_of("Who? {=Ada ~Bob}", Signs()))
    assert notices(found) == []
    assert left_to_mend("Who? {=Ada ~Bob}", found) == ""
