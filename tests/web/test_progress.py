"""The progress page and today's plan: which cards are weak, and where their matter is told."""

import re

from sqlalchemy.orm import Session

from tests.support.cast import Person
from tests.support.clock import FixedClock
from tests.support.drill import Drill, cards_of


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
