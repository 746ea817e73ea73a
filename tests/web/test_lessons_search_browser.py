"""Searching in a browser: by key, by hand, at both sizes, without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

SIZES = [(360, 780), (1280, 800)]


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desk"])
@pytest.mark.parametrize("address", ["/search", "/search?q=treaty", "/search?q=paralell"])
def test_axe_finds_nothing_and_nothing_sticks_out(
    page: Page,
    check_accessibility: Callable[[Page], None],
    size: tuple[int, int],
    address: str,
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(address)
    check_accessibility(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_a_slash_leads_to_the_field_and_enter_to_what_is_found(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/lessons")
    page.keyboard.press("/")
    field = page.get_by_role("searchbox", name="Search the course")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    page.keyboard.type("38th/parallel")
    expect(field).to_have_value("38th/parallel")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=38th%2Fparallel")
    section = page.get_by_role("region", name="Glossary")
    section.get_by_role("link", name="38th parallel").first.click()
    page.wait_for_url("**/glossary#*")


def test_on_a_phone_a_button_leads_there(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto("/quizzes")
    page.get_by_role("button", name="Search", exact=True).click()
    page.wait_for_url("**/search?q=")
    page.keyboard.press("/")
    expect(page.get_by_label("Words to look for")).to_be_focused()


def test_it_works_without_javascript(no_script_page: Page) -> None:
    plain = no_script_page
    plain.goto("/search")
    plain.get_by_label("Words to look for").fill("treaty")
    plain.get_by_role("main").get_by_role("button", name="Search").click()
    expect(plain.get_by_role("status").filter(has_text="passages")).to_be_visible()
