"""The progress page and today's plan: which cards are weak, and where their matter is told."""

import re
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from quizapp.models.items import Card, Item
from quizapp.services.transaction import write
from tests.support.cast import Person
from tests.support.clock import START, FixedClock
from tests.support.drill import FIRST_SET, Drill, cards_of
from tests.support.quizzes import begin, make_quiz, single


def weak(person: Person, path: str = "/progress") -> list[tuple[str, str]]:
    """Address and line of each weak card, in order."""
    html = person.client.get(path).get_data(as_text=True)
    found = re.search(r'<ul class="weak">(.*?)</ul>', html, re.DOTALL)
    if found is None:
        return []
    return [
        (match[1], " ".join(re.sub(r"<[^>]+>", " ", match[0]).split()))
        for match in re.finditer(r'<li>\s*<a href="([^"]+)".*?</li>', found[1], re.DOTALL)
    ]


def test_a_card_met_today_and_known_is_not_weak(session: Session, mina: Person) -> None:
    drill = Drill(mina)
    for card in cards_of(session)[:4]:
        drill.answer(card.id)
    assert weak(mina) == []


def test_the_card_just_forgotten_comes_first(
    session: Session, mina: Person, jun: Person, clock: FixedClock
) -> None:
    drill, cards = Drill(mina), cards_of(session)[:5]
    for card in cards:
        drill.answer(card.id)
    clock.move(days=30)
    drill.answer(cards[3].id, rating=1)
    listed = weak(mina)
    assert len(listed) == 3
    assert "being learnt again" in listed[0][1]
    assert "seen today" in listed[0][1]
    assert "forgotten 1 time" in listed[0][1]
    assert all("last seen 30 days ago" in line for _, line in listed[1:])
    assert weak(mina, "/") == listed
    assert weak(jun) == []


def test_a_weak_card_leads_to_its_passage(
    session: Session, mina: Person, clock: FixedClock
) -> None:
    drill = Drill(mina)
    for card in cards_of(session):
        drill.answer(card.id, rating=1)
    clock.move(days=2)
    addresses = [address for address, _ in weak(mina)]
    for address in addresses:
        path, _, anchor = address.partition("#")
        assert anchor
        assert f'id="{anchor}"' in mina.client.get(path).get_data(as_text=True)


def test_every_passage_of_the_course_exists(session: Session, mina: Person) -> None:
    lost = []
    pages: dict[str, str] = {}
    for card in cards_of(session, kind=None):
        lesson = mina.client.api("GET", f"/study/cards/{card.id}").get_json()["lesson"]
        path = f"/lessons/{lesson['slug']}"
        html = pages.setdefault(path, mina.client.get(path).get_data(as_text=True))
        if not lesson["passage"]:
            lost.append(card.id)
        else:
            assert f'id="{lesson["passage"]}"' in html
    assert not lost


@pytest.fixture
def gaps() -> list[int]:
    """The two cards of a text with gaps that a quiz asks too."""
    text = {
        "id": "T-cloze", "type": "cloze", "stem": "In {{1}} the ministers met in {{2}}.",
        "blanks": {"1": {"answers": ["1945"]}, "2": {"answers": ["Moscow"]}},
    }  # fmt: skip
    item_id = make_quiz(contents=[text]).items["T-cloze"]
    with write() as session:
        home = session.get_one(Item, item_id).set_id
        cards = [
            Card(item_id=item_id, set_id=home, kind="cloze", ordinal=n, position=n, auto=True,
                 created_at=START)
            for n in (1, 2)
        ]  # fmt: skip
        session.add_all(cards)
        session.flush()
        return [card.id for card in cards]


@pytest.mark.parametrize("path", ["/", "/progress"])
def test_a_weak_card_gives_nothing_away_while_its_question_is_being_asked(
    mina: Person, clock: FixedClock, gaps: list[int], path: str
) -> None:
    drill = Drill(mina)
    for card in gaps:
        drill.answer(card, rating=1)
    clock.move(days=3)
    lines = " ".join(line for _, line in weak(mina, path))
    assert "In […] the ministers met in Moscow." in lines
    assert "In 1945 the ministers met in […]." in lines
    attempt = begin(mina.id, "made-up", clock.now())
    page = mina.client.get(path).text
    assert weak(mina, path) == []
    assert "ministers met" not in page
    mina.client.api("POST", f"/attempts/{attempt}/submit", {"id": str(UUID(int=1))})
    assert len(weak(mina, path)) == 2


def words(person: Person, path: str = "/progress") -> str:
    html = person.client.get(path).get_data(as_text=True)
    return " ".join(re.sub(r"<[^>]+>", " ", html[html.index("<main") :]).split())


def test_without_answers_words_stand_where_charts_would_be_empty(mina: Person) -> None:
    html = mina.client.get("/progress").get_data(as_text=True)
    assert '<figure class="chart' not in html
    shown = words(mina)
    assert "No card comes back within the next 30 days" in shown
    assert "No card answered in the last 26 weeks" in shown
    assert "Each quiz you finish becomes a point here" in shown


def test_what_is_counted_is_named(session: Session, mina: Person) -> None:
    make_quiz(contents=[single()])
    hand_in(mina, "made-up", 0)
    assert "New: cards that you have not answered yet" in words(mina)
    assert "No card answered in the last 26 weeks" in words(mina)
    Drill(mina).answer(cards_of(session)[0].id)
    assert "1 card answer in the last 26 weeks" in words(mina)


def test_the_best_quiz_has_its_name_beside_it(mina: Person) -> None:
    html = mina.client.get("/progress").get_data(as_text=True)
    assert re.search(r'<td class="n"><span class="cell-name">Best quiz</span>', html)


def test_scores_of_different_quizzes_are_not_joined(mina: Person, clock: FixedClock) -> None:
    make_quiz("one", contents=[single("Q-1")])
    make_quiz("two", contents=[single("Q-2")])
    for number, slug in enumerate(("one", "two", "one")):
        hand_in(mina, slug, number)
        clock.move(days=1)
    html = mina.client.get("/progress").get_data(as_text=True)
    dots = re.findall(r'<circle class="dot[^"]*" cx="([^"]+)"', html)
    lines = re.findall(r'<line class="stroke" x1="([^"]+)" y1="[^"]+" x2="([^"]+)"', html)
    assert len(dots) == 3
    assert lines == [(dots[0], dots[2])]
    assert "Quiz two" in html


def hand_in(person: Person, slug: str, number: int) -> None:
    attempt = begin(person.id, slug, person.clock.now())
    person.client.api("POST", f"/attempts/{attempt}/submit", {"id": str(UUID(int=number + 1))})


def test_a_new_card_that_is_suspended_does_not_wait_to_be_met(
    session: Session, mina: Person
) -> None:
    def new() -> int:
        found = mina.client.get("/api/v1/progress").get_json()
        return int(next(one for one in found["sets"] if one["slug"] == FIRST_SET)["new"])

    before = new()
    card = cards_of(session)[0].id
    Drill(mina).mark(card, "suspend")
    assert new() == before - 1
    Drill(mina).mark(card, "suspend", on=False)
    assert new() == before
