"""Drawing: chance by the secret alone, balance over objectives, never two enemies."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.drawing import Candidate, draw

SECRET = bytes(32)


def pool(count: int = 12, objectives: int = 3, **fields: object) -> list[Candidate]:
    return [
        Candidate(n, f"I-{n}", f"O{n % objectives}", **fields)  # type: ignore[arg-type]
        for n in range(count)
    ]


def codes(items: list[Candidate]) -> list[str]:
    return [item.code for item in items]


def test_the_same_secret_draws_the_same_and_another_one_something_else() -> None:
    first = draw(pool(), SECRET, 5, balance=None, shuffled=True)
    assert codes(first) == codes(draw(pool(), SECRET, 5, balance=None, shuffled=True))
    others = {
        tuple(codes(draw(pool(), bytes([n]) * 32, 5, balance=None, shuffled=True)))
        for n in range(20)
    }
    assert len(others) > 15


def test_the_order_of_the_pool_does_not_matter_to_what_is_drawn() -> None:
    drawn = draw(pool(), SECRET, 5, balance="objective", shuffled=True)
    assert codes(drawn) == codes(draw(pool()[::-1], SECRET, 5, balance="objective", shuffled=True))


def test_balance_takes_the_objectives_in_turn() -> None:
    crowded = [Candidate(n, f"I-{n}", "big" if n < 20 else f"small-{n}") for n in range(23)]
    drawn = draw(crowded, SECRET, 8, balance="objective", shuffled=True)
    counts = Counter(item.objective for item in drawn)
    assert counts == {"big": 5, "small-20": 1, "small-21": 1, "small-22": 1}


def test_balance_by_lesson_asks_of_every_lesson_and_spreads_within_it() -> None:
    lessons = [
        Candidate(10 * at + n, f"L{at}-{n}", f"L{at}.{n % 3}", set_id=at)
        for at, size in enumerate((14, 18, 4))
        for n in range(size)
    ]
    for secret in (bytes([n]) * 32 for n in range(20)):
        drawn = draw(lessons, secret, 9, balance="lesson", shuffled=True)
        assert Counter(item.set_id for item in drawn) == {0: 3, 1: 3, 2: 3}
        assert len({item.objective for item in drawn}) == 9
    assert {item.set_id for item in draw(lessons, SECRET, 3, balance="lesson", shuffled=True)} == {
        0, 1, 2,
    }  # fmt: skip


def test_an_enemy_does_not_cost_its_lesson_a_turn() -> None:
    lessons = [
        Candidate(
            10 * at + n, f"L{at}-{n}", f"L{at}.{n % 3}", frozenset({f"L{at}-{n ^ 1}"}), set_id=at
        )
        for at in range(3)
        for n in range(10)
    ]
    for secret in (bytes([n]) * 32 for n in range(20)):
        drawn = draw(lessons, secret, 12, balance="lesson", shuffled=True)
        assert Counter(item.set_id for item in drawn) == {0: 4, 1: 4, 2: 4}


def test_everything_in_its_own_order_where_nothing_is_drawn_or_shuffled() -> None:
    given = [Candidate(1, "T", text=True), *pool(4), Candidate(9, "U", text=True)]
    assert draw(given, SECRET, None, balance=None, shuffled=False) == given


def test_texts_lead_where_the_order_is_shuffled_and_are_never_drawn() -> None:
    mixed = [*pool(4), Candidate(9, "U", text=True)]
    assert draw(mixed, SECRET, None, balance=None, shuffled=True)[0].code == "U"
    assert all(not item.text for item in draw(mixed, SECRET, 4, balance=None, shuffled=False))


def test_asking_for_more_than_there_is_asks_all() -> None:
    assert len(draw(pool(3), SECRET, 10, balance="objective", shuffled=True)) == 3


@given(
    st.binary(min_size=32, max_size=32),
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=15),
    st.one_of(st.none(), st.integers(1, 12)),
)
def test_two_enemies_are_never_asked_together(
    secret: bytes, pairs: list[tuple[int, int]], count: int | None
) -> None:
    hates: dict[int, set[str]] = {}
    for one, other in pairs:
        if one != other:
            hates.setdefault(one, set()).add(f"I-{other}")
    items = [Candidate(n, f"I-{n}", "O", frozenset(hates.get(n, ()))) for n in range(12)]
    asked = draw(items, secret, count, balance="objective", shuffled=True)
    names = set(codes(asked))
    assert len(names) == len(asked) <= (count or 12)
    assert not any(item.enemies & names for item in asked)
