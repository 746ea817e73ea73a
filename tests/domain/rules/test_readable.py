"""What readers see of a lesson, in the pieces that they read in one go."""

from quizapp.domain.rules.readable import Text, passages

BODY = """\
Two officers drew the [38th parallel](term:38th-parallel)
on a map.[^S89]
::: hard Soldiers and deaths
It was late.

## A *heading*

- one entry
  goes on
- another
2. a third

::: evidence How do we know?
We looked.
:::

| Said | Known |
|---|---|
| a meeting | held[^S50] |
"""


def test_passages_have_the_line_they_begin_on() -> None:
    assert list(passages(BODY)) == [
        (0, "Two officers drew the [38th parallel](term:38th-parallel) on a map.[^S89]"),
        (2, "Soldiers and deaths"),
        (3, "It was late."),
        (5, "A *heading*"),
        (7, "one entry goes on"),
        (9, "another"),
        (10, "a third"),
        (12, "How do we know?"),
        (13, "We looked."),
        (16, "Said"),
        (16, "Known"),
        (18, "a meeting"),
        (18, "held[^S50]"),
    ]


def test_a_text_is_read_without_marks() -> None:
    shown = [Text((), "lesson", text).plain for _, text in passages(BODY)]
    assert shown[0] == "Two officers drew the 38th parallel on a map."
    assert shown[3] == "A heading"
    assert shown[-1] == "held"
    assert Text((), "lesson", "김정은 [조만식]{lang=ko} came").plain == "김정은 조만식 came"


def test_an_empty_lesson_has_no_passage() -> None:
    assert list(passages("")) == []
