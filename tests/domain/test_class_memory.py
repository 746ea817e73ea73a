"""What a class will recall, against a slow reference; small groups stay hidden."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.class_memory import FEWEST_STUDENTS, Held, Recall, apart, recall_by
from quizapp.domain.scheduling.recall import retrievability
from quizapp.domain.scheduling.states import DEFAULT_PARAMETERS, CardState

TODAY = date(2026, 5, 4)
DAYS = [TODAY + timedelta(days=1), TODAY + timedelta(days=40)]


def held(student: int, card: int, stability: float = 10.0, ago: int = 3) -> Held:
    state = CardState(
        state="review", stability=stability, last_day=TODAY - timedelta(days=ago), due=None
    )
    return Held(student, card, card // 2, state, DEFAULT_PARAMETERS)


rows = st.lists(
    st.builds(
        held, st.integers(0, 8), st.integers(0, 5), st.sampled_from([0.5, 4.0, 90.0]),
        st.integers(0, 60),
    ),
    max_size=60,
)  # fmt: skip


@given(rows)
def test_means_over_all_cards_of_enough_students(held_cards: list[Held]) -> None:
    found, hidden = recall_by(held_cards, lambda one: (one.item,), DAYS)
    by_item = {one.about: one for one in found}
    everything = {one.item for one in held_cards}
    for item in everything:
        mine = [one for one in held_cards if one.item == item]
        students = {one.student for one in mine}
        if len(students) < FEWEST_STUDENTS:
            assert item not in by_item
            continue
        line = by_item[item]
        assert (line.students, line.cards) == (len(students), len({one.card for one in mine}))
        for place, day in enumerate(DAYS):
            mean = sum(retrievability(one.state, day, one.parameters) for one in mine) / len(mine)
            assert line.recall[place] == pytest.approx(mean)
        assert line.recall[0] >= line.recall[1]
    assert hidden == len(everything) - len(found)
    assert [one.recall for one in found] == sorted(one.recall for one in found)


def test_four_students_are_too_few() -> None:
    four = [held(student, 1) for student in range(FEWEST_STUDENTS - 1)]
    assert recall_by([*four, held(0, 1)], lambda one: (one.card,), DAYS) == ([], 1)


def test_starters_have_nothing_in_common() -> None:
    ranked = [Recall(card, 5, 1, (card / 10,)) for card in range(6)]
    same = {0: {"a"}, 1: {"a", "b"}, 2: {"c"}, 3: {"c"}, 4: {"d"}, 5: {"e"}}
    chosen = apart(ranked, lambda card: frozenset(same[card]), 3)
    assert [one.about for one in chosen] == [0, 2, 4]
    assert apart([], lambda card: frozenset(), 3) == []
