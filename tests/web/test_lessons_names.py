"""Glossary and people: everybody and everything once, with native names and all their lessons."""

import re
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.people import person_slug, sorted_name
from quizapp.models.courses import Lesson
from tests.support.visitor import Visitor


def page(visitor: Visitor, path: str) -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return unescape(answer.get_data(as_text=True))


def entry(html: str, slug: str) -> str:
    return html.split(f'<dt id="{slug}">')[1].split("</div>", maxsplit=1)[0]


def test_everybody_is_there_once_with_every_role_and_lesson(
    client: Visitor, session: Session
) -> None:
    html = page(client, "/people")
    told: dict[str, list[tuple[str, str]]] = {}
    for lesson in session.scalars(select(Lesson).order_by(Lesson.position)):
        for one in lesson.data["people"]:
            told.setdefault(one["name"], []).append((one["role"], lesson.slug))
    listed = re.findall(r'<dt id="([^"]+)">', html)
    assert sorted(listed) == sorted(map(person_slug, told))
    for name, roles in told.items():
        mine = entry(html, person_slug(name))
        for role, slug in roles:
            assert role in mine, name
            assert f'href="/lessons/{slug}"' in mine, name


def test_names_stand_in_their_own_script_and_under_the_family_name(client: Visitor) -> None:
    html = page(client, "/people")
    assert '<span lang="ko">김일성</span>' in entry(html, "kim-il-sung")
    assert '<span lang="ru">Иосиф Сталин</span>' in entry(html, "joseph-stalin")
    order = ["kim-il-sung", "douglas-macarthur", "syngman-rhee", "joseph-stalin"]
    listed = re.findall(r'<dt id="([^"]+)">', html)
    assert [slug for slug in listed if slug in order] == order


@pytest.mark.parametrize("path", ["/people", "/glossary"])
def test_every_letter_leads_somewhere(client: Visitor, path: str) -> None:
    html = page(client, path)
    letters = re.findall(r'<a href="#(letter-\w+)">', html)
    assert letters
    assert letters == re.findall(r'<h2 id="(letter-\w+)">', html)


def test_a_term_names_the_lessons_that_use_it(client: Visitor, session: Session) -> None:
    html = page(client, "/glossary")
    lessons = session.scalars(select(Lesson)).all()
    for lesson in lessons:
        for slug in lesson.data["terms_used"]:
            assert f'href="/lessons/{lesson.slug}"' in entry(html, slug), slug


@pytest.mark.parametrize(
    ("name", "language", "family", "sort"),
    [
        ("Kim Il-sung", "ko", None, "kim il-sung"),
        ("Syngman Rhee", "ko", "Rhee", "rhee syngman rhee"),
        ("Joseph Stalin", "ru", None, "stalin joseph stalin"),
        ("Harry S. Truman", None, None, "truman harry s. truman"),
        ("Élodie", None, None, "elodie"),
    ],
)
def test_people_are_looked_up_by_family_name(
    name: str, language: str | None, family: str | None, sort: str
) -> None:
    assert sorted_name(name, language, family) == sort


def test_an_address_calls_people_by_name() -> None:
    assert person_slug("Kim Il-sung") == "kim-il-sung"
    assert person_slug("Élodie d'Or") == "elodie-d-or"
