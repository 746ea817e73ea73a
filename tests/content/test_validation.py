"""A complaint of pydantic stands at the field it is about."""

from quizapp.content.positioned_yaml import parse_yaml
from quizapp.content.validation import validate
from quizapp.domain.course import Fact, QuizPlan
from quizapp.domain.items.registry import load_body

FACT = "id: F1\nlesson: L1\ndate: '1945'\ntext: x\nverification: V\n"


def complaints(make: object, text: str) -> list[str]:
    assert callable(make)
    made, problems = validate(make, parse_yaml(text, "f.yaml"))
    assert (made is None) == bool(problems)
    return [str(problem) for problem in problems]


def test_a_valid_record_is_built() -> None:
    made, problems = validate(Fact.model_validate, parse_yaml(FACT, "f.yaml"))
    assert made == Fact(id="F1", lesson="L1", date="1945", text="x", verification="V")
    assert problems == []


def test_all_complaints_come_at_once() -> None:
    text = "id: F1\nlesson: L1\ndate: 1945\ntext: x\nverification: Z\nsuorces: []\n"
    assert complaints(Fact.model_validate, text) == [
        "f.yaml:3:7: date: Input should be a valid string; put it in quotes: '1945'",
        "f.yaml:5:15: verification: Input should be 'V', 'P', 'K', 'C' or 'n/a'",
        "f.yaml:6:1: the field 'suorces' is unknown",
    ]


def test_a_missing_field_points_at_its_record() -> None:
    text = "slug: q\nsets: [a]\n"
    assert complaints(QuizPlan.model_validate, text) == ["f.yaml:1:1: the field 'title' is missing"]


def test_places_inside_lists() -> None:
    text = FACT + "sources: [S1, '§', S3]\n"
    assert complaints(Fact.model_validate, text)[0].startswith("f.yaml:6:15: sources[1]: ")


def test_an_item_says_which_option() -> None:
    text = (
        "id: L1-01\ntype: single\nstem: x\noptions:\n"
        "  - {text: a, key: true}\n  - {text: b, feedbak: c}\n"
    )
    assert complaints(load_body, text) == [
        "f.yaml:6:15: options[1]: the field 'feedbak' is unknown"
    ]


def test_an_unknown_type_of_item_stands_at_the_type() -> None:
    assert complaints(load_body, "id: a\ntype: quiz\n")[0].startswith("f.yaml:2:7: type: ")


def test_something_else_than_a_record() -> None:
    assert complaints(Fact.model_validate, "[1]")[0].startswith("f.yaml:1:1: ")
