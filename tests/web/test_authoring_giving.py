"""From a set to the class that is to answer it."""

import pytest

from tests.support.authoring import SHORT, add_item, new_set
from tests.support.cast import Person
from tests.support.classes import MadeClass, make_class
from tests.support.forms import filled


@pytest.fixture
def group(ms_park: Person, mina: Person) -> MadeClass:
    return make_class(ms_park, mina)


def test_a_set_leads_to_a_class_to_give_it_to(
    ms_park: Person, mr_cho: Person, group: MadeClass
) -> None:
    made = new_set(ms_park)
    add_item(ms_park, made, SHORT)
    address = f"{group.home}/assignments/new?source=set:{made.slug}"
    assert f'href="{address}"' in ms_park.client.get(f"/teach/sets/{made.slug}").text
    assert filled(ms_park.client.get(address))["source"] == f"set:{made.slug}"
    assert mr_cho.client.get(address).status_code == 404


def test_without_a_class_the_set_leads_to_making_one(ms_park: Person, group: MadeClass) -> None:
    made = new_set(ms_park)
    add_item(ms_park, made, SHORT)
    ms_park.client.send_form(f"{group.home}/archive", {"away": "1"})
    page = ms_park.client.get(f"/teach/sets/{made.slug}").text
    assert "There is no class in use." in page
    assert group.home not in page


def test_cards_alone_cannot_be_handed_in_and_the_page_says_so(
    ms_park: Person, group: MadeClass
) -> None:
    made = new_set(ms_park)
    add_item(ms_park, made, {"type": "flashcard", "front": "1948", "back": "Two states"})
    page = ms_park.client.get(f"{group.home}/assignments/new?source=set:{made.slug}").text
    assert "no questions that can be handed in" in page


def test_the_set_of_cards_says_so_before_a_class_is_chosen(
    ms_park: Person, mr_cho: Person, group: MadeClass
) -> None:
    made = new_set(ms_park)
    add_item(ms_park, made, {"type": "flashcard", "front": "1948", "back": "Two states"})
    page = ms_park.client.get(f"/teach/sets/{made.slug}").text
    assert "no question that can be handed in" in page
    assert "choose “Everybody”" in page
    assert group.home not in page
    open_one = new_set(ms_park, "Dates", "public")
    add_item(ms_park, open_one, {"type": "flashcard", "front": "1948", "back": "Two states"})
    page = ms_park.client.get(f"/teach/sets/{open_one.slug}").text
    assert f'href="/study/sets/{open_one.slug}"' in page
    assert mr_cho.client.get(f"/teach/sets/{made.slug}").status_code == 404
    add_item(ms_park, made, SHORT)
    assert group.home in ms_park.client.get(f"/teach/sets/{made.slug}").text
