"""Cards that give each other away do not share a day."""

from quizapp.domain.scheduling.siblings import Candidate, choose, interfering_group


def card(name: str, facts: str = "", groups: str = "", *, in_steps: bool = False) -> Candidate:
    return Candidate(
        card=name,
        facts=frozenset(facts.split()),
        groups=frozenset(groups.split()),
        in_steps=in_steps,
    )


def chosen(
    queue: list[Candidate], facts: tuple[str, ...] = (), groups: tuple[str, ...] = (), n: int = 9
) -> list[object]:
    return [candidate.card for candidate in choose(queue, facts, groups, n)]


def test_of_siblings_the_first_in_the_queue_is_taken() -> None:
    queue = [card("a", "F1 F2"), card("b", "F2"), card("c", "F3"), card("d", "F3 F1")]
    assert chosen(queue) == ["a", "c"]


def test_a_sibling_seen_earlier_today_holds_a_card_back() -> None:
    queue = [card("a", "F1"), card("b", "F2", "L1-02"), card("c")]
    assert chosen(queue, facts=("F1",), groups=("L1-02",)) == ["c"]


def test_a_fact_and_a_group_of_one_name_are_different_things() -> None:
    assert chosen([card("a", "X"), card("b", "", "X")]) == ["a", "b"]


def test_an_interfering_pair_is_a_group_whichever_way_round_it_is_named() -> None:
    pair = interfering_group("L1-F02", "L1-F01")
    assert pair == interfering_group("L1-F01", "L1-F02")
    queue = [Candidate(card=n, groups=frozenset({pair})) for n in (1, 2)]
    assert [c.card for c in choose(queue, (), (), 5)] == [1]


def test_a_card_in_steps_comes_back_although_its_facts_were_seen() -> None:
    queue = [card("a", "F1"), card("b", "F1", in_steps=True), card("c", "F1")]
    assert chosen(queue, facts=("F1",)) == ["b"]


def test_the_limit_counts_what_is_taken() -> None:
    queue = [card("a", "F1"), card("b", "F1"), card("c"), card("d")]
    assert chosen(queue, n=2) == ["a", "c"]
    assert chosen(queue, n=0) == []
