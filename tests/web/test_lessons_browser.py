"""The reading page in a browser: by keyboard, on a phone, without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.browser import Guard
from tests.support.lessons import ASKED, FIRST

CHECK = f"#check-{ASKED}"
HARD = "/lessons/1950-the-decision"


def start(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Start learning").click()
    page.wait_for_url(f"**/lessons/{FIRST}")


def choose(page: Page, text: str) -> None:
    page.locator(CHECK).get_by_text(text, exact=True).click()
    page.locator(CHECK).get_by_role("button", name="Check the answer").click()


def test_an_answer_is_explained_in_place_and_still_there_on_return(
    page: Page, check_accessibility: Callable[[Page], None]
) -> None:
    start(page)
    choose(page, "Where two Korean governments would rule")
    check = page.locator(CHECK)
    expect(check.locator(".verdict")).to_have_text("✗ Not this time")
    expect(check.locator(".verdict")).to_be_focused()
    expect(check.locator(".opt.picked-wrong")).to_contain_text("That is what it became by 1948")
    expect(check.locator(".opt.right")).to_contain_text("Which army would disarm")
    expect(check).to_contain_text("surrender line first")
    check_accessibility(page)
    page.reload()
    expect(check.locator(".verdict")).to_have_text("✗ Not this time")
    check.get_by_role("link", name="Try again").click()
    choose(page, "Which army would disarm Japanese troops")
    expect(check.locator(".verdict")).to_have_text("✓ Right")
    check.get_by_role("button", name="Make this a card").click()
    expect(check).to_contain_text("Among your cards")


def test_nothing_chosen_is_told_and_nothing_sent(page: Page) -> None:
    start(page)
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
    page.locator(CHECK).get_by_role("button", name="Check the answer").click()
    expect(page.locator(CHECK)).to_contain_text("Choose or write an answer first.")
    assert sent == []


def test_an_answer_survives_a_lost_connection(page: Page, guard: Guard) -> None:
    guard.allow("ERR_INTERNET_DISCONNECTED")
    start(page)
    page.context.set_offline(True)
    choose(page, "Which army would disarm Japanese troops")
    expect(page.locator(CHECK)).to_contain_text("Your answer is still here")
    page.context.set_offline(False)
    page.locator(CHECK).get_by_role("button", name="Check the answer").click()
    expect(page.locator(f"{CHECK} .verdict")).to_have_text("✓ Right")


def test_everything_works_by_keyboard(page: Page) -> None:
    start(page)
    term = page.locator("button.term").first
    note = page.locator("#term-38th-parallel")
    term.focus()
    page.keyboard.press("Enter")
    expect(note).to_be_visible()
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    expect(term).to_be_focused()
    page.locator("a.note").first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(page.url.split("#")[0] + "#source-S89")
    page.locator("#source-S89 .back").first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(page.url.split("#")[0] + "#ref-S89")
    page.locator(f"{CHECK} input[type=radio]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.locator(CHECK).get_by_role("button", name="Check the answer")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(f"{CHECK} .verdict")).to_be_focused()


def test_a_hard_passage_is_skipped_by_one_key(page: Page) -> None:
    page.goto(HARD)
    page.get_by_role("link", name="skip this passage").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#after-hard-1")).to_be_focused()
    page.keyboard.press("Tab")
    inside = page.evaluate("document.activeElement.closest('.hard') !== null")
    assert not inside


def test_the_place_is_kept_and_offered_and_the_end_is_noticed(page: Page) -> None:
    start(page)
    with page.expect_response("**/position"):
        page.locator("#a-plan-that-failed").evaluate("one => one.scrollIntoView()")
    page.reload()
    resume = page.locator(".resume")
    expect(resume).to_contain_text("Continue where you were: A plan that failed")
    resume.get_by_role("link").click()
    expect(page.locator("#a-plan-that-failed")).to_be_in_viewport()
    with page.expect_response("**/position"):
        page.locator("#next").evaluate("one => one.scrollIntoView({block: 'end'})")
    expect(page.locator("#next .saved")).to_have_text("Read")
    page.goto("/lessons")
    expect(page.locator(".contents > li").first).to_contain_text("Read on")


def test_a_phone_folds_the_margin_and_shows_notes_at_the_foot(
    narrow_page: Page, check_accessibility: Callable[[Page], None]
) -> None:
    page = narrow_page
    page.goto(HARD)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    contents = page.locator(".margin details").first
    expect(contents).not_to_have_attribute("open", "")
    contents.locator("summary").tap()
    contents.get_by_role("link", name="Who began it?").tap()
    expect(page.locator("#who-began-it")).to_be_in_viewport()
    expect(contents).not_to_have_attribute("open", "")
    term = page.locator("button.term").first
    term.tap()
    note = page.locator(f"#{term.get_attribute('popovertarget')}")
    expect(note).to_be_in_viewport()
    check_accessibility(page)


def test_without_javascript_everything_is_there(no_script_page: Page, guard: Guard) -> None:
    guard.allow("status of 422")
    page = no_script_page
    start(page)
    page.locator(CHECK).get_by_role("button", name="Check the answer").click()
    expect(page.locator(CHECK)).to_contain_text("Choose or write an answer first.")
    choose(page, "Where two Korean governments would rule")
    expect(page).to_have_url(page.url.split("/lessons")[0] + f"/lessons/{FIRST}{CHECK}")
    expect(page.locator(f"{CHECK} .verdict")).to_be_in_viewport()
    page.locator(CHECK).get_by_role("link", name="Try again").click()
    choose(page, "Which army would disarm Japanese troops")
    expect(page.locator(f"{CHECK} .verdict")).to_have_text("✓ Right")
    page.locator(CHECK).get_by_role("button", name="Make this a card").click()
    expect(page.locator(CHECK)).to_contain_text("Among your cards")
    page.get_by_role("button", name="Mark as read").click()
    expect(page.locator("#next")).to_contain_text("You have read this lesson")


@pytest.mark.parametrize("path", ["/lessons", HARD, "/claims", "/claims/P3.9", "/glossary"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    new_context: Callable[..., BrowserContext],
    check_accessibility: Callable[[Page], None],
    path: str,
    scheme: str,
) -> None:
    page = new_context(color_scheme=scheme).new_page()
    page.goto(path)
    check_accessibility(page)
