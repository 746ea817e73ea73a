"""The history of a question in the words of the editor."""

from quizapp.queries.authoring.sets import OwnSet
from quizapp.web.authoring.item_forms.plainly import plain_lines
from tests.support.authoring import add_item, new_set
from tests.support.cast import Person
from tests.support.forms import filled
from tests.support.quizzes import every_type


def test_what_a_question_holds_stands_there_line_by_line() -> None:
    assert plain_lines(
        {
            "id": "q1", "type": "multi", "stem": "Which two?\nName both.", "points": 2.0,
            "tags": [], "explanation": "", "fixed_order": False,
            "options": [{"feedback": "Yes.", "text": "Turkey", "key": True}, {"text": "Sweden"}],
        }
    ) == [
        "Type: Several right answers", "Question: Which two?", "  Name both.", "Points: 2",
        "Options", "  · Turkey", "    Feedback: Yes.", "    Right: yes", "  · Sweden",
    ]  # fmt: skip
    assert plain_lines({"type": "true_false", "answer": False})[1:] == ["Answer: False"]
    gaps = {"blanks": {"1": {"answers": ["1950", "fifty"]}}}
    assert plain_lines(gaps) == [
        "Gaps",
        "  1",
        "    Accepted answers",
        "      · 1950",
        "      · fifty",
    ]


def test_every_type_has_lines() -> None:
    for content in every_type():
        assert plain_lines(content)[0].startswith("Type: ")
        assert len(plain_lines(content)) > 1


def test_a_change_is_shown_without_the_names_of_fields(ms_park: Person) -> None:
    one: OwnSet = new_set(ms_park)
    code = add_item(ms_park, one, {"type": "short", "stem": "Who?", "answers": ["Kim"]})
    address = f"/teach/sets/{one.slug}/items/{code}"
    form = filled(ms_park.client.get(address), "editor")
    ms_park.client.send_form(address, {**form, "stem": "Who led the North?", "answers": "Kim\nKIS"})
    page = ms_park.client.get(f"{address}/history").text
    assert '<del><span class="vh">Gone: </span>Question: Who?</del>' in page
    assert '<ins><span class="vh">Added: </span>Question: Who led the North?</ins>' in page
    assert '<ins><span class="vh">Added: </span>  · KIS</ins>' in page
    assert "stem:" not in page
