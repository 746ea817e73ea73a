"""The editor in Chromium: what is said about a question while somebody types it, by keys alone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.authoring import PIXEL
from tests.support.browser import Guard

PASSWORD = "lamp river seven"
ALL_OF_THEM = "All of the above"
Check = Callable[[Page], None]


@pytest.fixture
def new_item(new_teacher: Page) -> Callable[[str], Page]:
    """Open an empty form of a type, in a set of a teacher who has just got her account."""
    page = new_teacher
    page.goto("/teach/sets/new")
    page.get_by_label("Title").fill("Korea after 1945")
    page.get_by_role("button", name="Make the set").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Korea after 1945")
    address = page.url

    def opened(kind: str) -> Page:
        page.goto(f"{address}/items/new?type={kind}")
        expect(page.locator("#stem")).to_be_focused()
        return page

    return opened


def under(page: Page, field: str) -> Locator:
    return page.locator(f"[id='{field}-remarks']")


def follow(page: Page, link: str) -> None:
    """To a field from the list at the top, by keys."""
    summary = page.locator("#remarks > summary")
    if page.locator("#remarks").get_attribute("open") is None:
        summary.press("Enter")
    page.locator("#remarks").get_by_role("link", name=link).press("Enter")


def test_advice_comes_and_goes_under_its_field_while_one_types(
    new_item: Callable[[str], Page], check_accessibility: Check
) -> None:
    page = new_item("single")
    page.keyboard.type("Which city is the capital of the North?")
    page.get_by_label("Right: option 1").check()
    for option in ("Pyongyang", "Seoul", ALL_OF_THEM):
        page.keyboard.press("Enter" if option != "Pyongyang" else "Tab")
        page.keyboard.type(option)
    third = page.locator("#options-2-text")
    expect(under(page, "options-2-text")).to_contain_text("Advice:")
    expect(third).to_be_focused()
    expect(third).to_have_accessible_description(re.compile("Advice:"))
    expect(page.locator("#remarks > summary")).to_contain_text("of advice")
    check_accessibility(page)

    follow(page, "other options")
    expect(third).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("Kaesong")
    expect(under(page, "options-2-text")).to_be_empty()
    expect(third).to_be_focused()
    assert third.input_value() == "Kaesong"
    expect(page.locator("#remarks > summary")).to_contain_text("Nothing to say")


def test_a_row_takes_its_remark_along_and_a_new_one_has_none(
    new_item: Callable[[str], Page],
) -> None:
    page = new_item("single")
    page.keyboard.type("Which city is the capital of the North?")
    page.get_by_label("Right: option 1").check()
    for place, option in enumerate(("Pyongyang", "Seoul", "Kaesong", ALL_OF_THEM)):
        page.locator(f"#options-{place}-text").fill(option)
    expect(under(page, "options-3-text")).to_contain_text("Advice:")
    page.locator("#options-3-text").press("Alt+ArrowUp")
    expect(page.locator("#options-2-text")).to_be_focused()
    expect(page.locator("#options-2-text")).to_have_value(ALL_OF_THEM)
    expect(under(page, "options-2-text")).to_contain_text("Advice:")
    expect(under(page, "options-3-text")).to_be_empty()
    expect(page.get_by_label("Option 3", exact=True)).to_have_value(ALL_OF_THEM)

    page.locator("#options-3-text").press("Enter")
    fifth = page.get_by_label("Option 5", exact=True)
    expect(fifth).to_be_focused()
    page.keyboard.type("None of the above")
    expect(under(page, "options-4-text")).to_contain_text("Advice:")
    expect(fifth).to_have_accessible_description(re.compile("Advice:"))


def test_what_has_to_be_mended_is_said_when_the_field_is_left(
    new_item: Callable[[str], Page], check_accessibility: Check, guard: Guard
) -> None:
    guard.allow("422")  # the pair that is left half empty
    page = new_item("matching")
    page.keyboard.type("Match the leaders with the years in which they began.")
    for place, (left, right) in enumerate(
        [("Kim Il-sung", ""), ("Kim Jong-il", "1994"), ("Kim Jong-un", "2011")]
    ):
        page.locator(f"#pairs-{place}-left").fill(left)
        page.locator(f"#pairs-{place}-right").fill(right)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    half = page.locator("#pairs-0-right")
    expect(under(page, "pairs-0-right")).to_contain_text("To mend:")
    check_accessibility(page)

    page.locator(".error-summary").get_by_role("link").press("Enter")
    expect(half).to_be_focused()
    page.keyboard.type("1948")
    expect(under(page, "pairs-0-right")).to_be_empty()
    expect(half).to_be_focused()
    expect(half).not_to_have_attribute("aria-invalid", "true")

    for _ in "1948":
        page.keyboard.press("Backspace")
    expect(page.locator("#remarks > summary")).to_contain_text("1 thing to mend")
    expect(under(page, "pairs-0-right")).to_be_empty()  # it is still being written
    page.keyboard.press("Tab")
    expect(under(page, "pairs-0-right")).to_contain_text("To mend:")
    expect(page.locator("#pairs-1-left")).to_be_focused()
    expect(half).to_have_attribute("aria-invalid", "true")
    expect(half).to_have_accessible_description(re.compile("To mend:"))
    check_accessibility(page)

    follow(page, "Please write")
    expect(half).to_be_focused()
    page.keyboard.type("1948")
    expect(under(page, "pairs-0-right")).to_be_empty()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".flash")).to_contain_text("Saved.")


def test_the_summary_of_what_was_refused_goes_as_it_is_mended(
    new_item: Callable[[str], Page], guard: Guard
) -> None:
    guard.allow("422")  # the empty form
    page = new_item("short")
    page.keyboard.press("Control+Enter")
    summary = page.locator(".error-summary")
    expect(summary.get_by_role("listitem")).to_have_count(2)
    page.locator("#stem").fill("Who led the North from 1948?")
    expect(summary.get_by_role("listitem")).to_have_count(1)
    page.locator("#answers").fill("Kim Il-sung")
    expect(summary).to_have_count(0)


def test_a_picture_takes_the_place_of_the_first_one_that_is_missing(
    new_item: Callable[[str], Page],
) -> None:
    page = new_item("short")
    stem = page.locator("#stem")
    stem.fill("Where ![a map](/media/missing) and ![a flag](/media/missing)?")
    page.get_by_text("Add a picture").press("Enter")
    page.locator("#picture-file").set_input_files(
        {"name": "map.png", "mimeType": "image/png", "buffer": PIXEL}
    )
    page.get_by_label("What it shows").fill("A map of Korea")
    page.get_by_role("button", name="Add the picture", exact=True).press("Enter")
    expect(stem).to_have_value(
        re.compile(
            r"Where !\[A map of Korea\]\(/media/\w+\.png\) and !\[a flag\]\(/media/missing\)\?"
        )
    )


def test_a_picture_stands_apart_from_the_words_before_it(new_item: Callable[[str], Page]) -> None:
    page = new_item("short")
    page.locator("#stem").evaluate("one => { one.value = 'Which city?' }")
    page.get_by_text("Add a picture").press("Enter")
    page.locator("#picture-file").set_input_files(
        {"name": "map.png", "mimeType": "image/png", "buffer": PIXEL}
    )
    page.get_by_label("What it shows").fill("A map")
    page.get_by_role("button", name="Add the picture", exact=True).press("Enter")
    expect(page.locator("#stem")).to_have_value(
        re.compile(r"^Which city\? !\[A map\]\(/media/\w+\.png\)$")
    )


def test_without_a_connection_the_form_stays_and_goes_out_when_it_is_back(
    new_item: Callable[[str], Page], guard: Guard
) -> None:
    guard.allow("net::ERR_INTERNET_DISCONNECTED")
    page = new_item("short")
    page.locator("#stem").fill("Who signed for the North?")
    page.locator("#answers").fill("Nam Il")
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#save-state")).to_contain_text("no connection. Leave this page open")
    expect(page.locator("#answers")).to_have_value("Nam Il")
    page.context.set_offline(False)
    expect(page.locator("#save-state")).to_have_text("Saved just now, as a draft")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/items/new?type=short&after=q1")
    page.goto(page.url.split("/items")[0])
    expect(page.locator("[data-order] > li")).to_have_count(1)
    expect(page.locator("[data-order]")).to_contain_text("Who signed for the North?")
    expect(page.get_by_text("Begun and not saved")).to_have_count(0)
