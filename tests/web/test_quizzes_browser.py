"""A sitting in Chromium: saved at once, two tabs, offline, by keyboard, on a telephone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.browser import Guard

QUIZ = "/quizzes/quiz-1945-a-line-on-a-map"


@pytest.fixture
def device(new_context: Callable[..., BrowserContext]) -> BrowserContext:
    """A browser of a guest who has just started."""
    context = new_context()
    page = context.new_page()
    page.goto(QUIZ)
    page.get_by_role("button", name="Start learning").click()
    # Chromium never closes a page that is just arriving somewhere, and Playwright waits for ever.
    expect(page.get_by_role("button", name="Begin")).to_be_visible()
    page.close()
    return context


@pytest.fixture
def sitting(device: BrowserContext) -> Page:
    """A fresh attempt, shown on one page."""
    return begin(device)


def begin(device: BrowserContext) -> Page:
    page = device.new_page()
    page.goto(QUIZ)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/attempts/*")
    page.goto(f"{page.url}?layout=all")
    return page


def first_choice(page: Page) -> int:
    """The position of the first single-choice question."""
    return int(page.locator("[data-type=single]").first.get_attribute("data-position") or 0)


def choose(page: Page, position: int, number: int) -> None:
    page.locator(f"#q{position} .opt").nth(number).click()


def saved(page: Page) -> None:
    expect(page.locator("#save-state")).to_have_text(re.compile(r"^Saved \d\d:\d\d:\d\d$"))


def test_an_answer_is_saved_at_once_and_there_on_another_device(
    sitting: Page, device: BrowserContext, new_context: Callable[..., BrowserContext]
) -> None:
    position = first_choice(sitting)
    choose(sitting, position, 1)
    expect(sitting.locator("#save-state")).to_have_text(re.compile("^Saved"))
    other = new_context(storage_state=device.storage_state()).new_page()
    other.goto(sitting.url)
    expect(other.locator(f"#q{position} .opt input").nth(1)).to_be_checked()


def test_the_losing_tab_is_told_and_may_choose(
    sitting: Page, device: BrowserContext, guard: Guard
) -> None:
    guard.allow("409")  # Chromium logs every refused request
    position = first_choice(sitting)
    other = device.new_page()
    other.goto(sitting.url)
    choose(sitting, position, 0)
    saved(sitting)
    choose(other, position, 2)
    notice = other.locator(f"#q{position} [data-conflict]")
    expect(notice).to_contain_text("A newer answer was saved in another tab")
    expect(other.locator(f"#q{position} .opt input").nth(0)).to_be_checked()
    notice.get_by_role("button", name="Use mine instead").click()
    saved(other)
    other.reload()
    expect(other.locator(f"#q{position} .opt input").nth(2)).to_be_checked()


def test_being_sure_is_saved_with_the_answer_also_from_offline(
    sitting: Page, device: BrowserContext, guard: Guard
) -> None:
    guard.allow("ERR_INTERNET_DISCONNECTED")
    position = first_choice(sitting)
    box = sitting.locator(f"#q{position} [name=sure]")
    box.check()  # before the answer: it goes along with it
    choose(sitting, position, 1)
    saved(sitting)
    sitting.reload()
    expect(box).to_be_checked()
    device.set_offline(True)
    box.uncheck()
    expect(sitting.locator("#save-state")).to_contain_text("kept on this device")
    device.set_offline(False)
    saved(sitting)
    sitting.reload()
    expect(box).not_to_be_checked()
    expect(sitting.locator(f"#q{position} .opt input").nth(1)).to_be_checked()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_box_of_being_sure_stands_beside_its_first_line(sitting: Page, width: int) -> None:
    sitting.set_viewport_size({"width": width, "height": 780})
    middle = """box => {
      const line = document.createRange();
      line.selectNodeContents(box.parentElement.querySelector("span").firstChild);
      const centre = (rect) => (rect.top + rect.bottom) / 2;
      return centre(box.getBoundingClientRect()) - centre(line.getClientRects()[0]);
    }"""
    assert abs(sitting.locator("[name=sure]").first.evaluate(middle)) <= 2


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="Check and hand in").first.click()
    page.locator("dialog [data-submit]").click()
    page.wait_for_url("**/result")


@pytest.mark.parametrize("change", ["an answer", "a flag"])
def test_a_tab_left_open_after_handing_in_is_told_and_led_to_the_result(
    sitting: Page, device: BrowserContext, guard: Guard, change: str
) -> None:
    guard.allow("409")
    position = first_choice(sitting)
    other = device.new_page()
    other.goto(sitting.url)
    hand_in(other)
    score = other.locator(".score-head .lede").inner_text()
    if change == "an answer":
        choose(sitting, position, 0)
    else:
        sitting.locator(f"#q{position} [name=flag]").check()
    sitting.wait_for_url("**/result?handed_in=elsewhere")
    told = sitting.get_by_text("This quiz was handed in from another tab or device.")
    expect(told).to_be_visible()
    expect(sitting.locator(".score-head .lede")).to_have_text(score)
    expect(sitting.locator(f"#q{position} input:checked")).to_have_count(0)


def test_handing_in_twice_tells_the_second_tab(sitting: Page, device: BrowserContext) -> None:
    other = device.new_page()
    other.goto(sitting.url)
    hand_in(other)
    sitting.get_by_role("button", name="Check and hand in").first.click()
    sitting.locator("dialog [data-submit]").click()
    sitting.wait_for_url("**/result?handed_in=elsewhere")
    expect(sitting.get_by_text("was handed in from another tab or device")).to_be_visible()


def test_what_is_answered_offline_is_sent_by_a_later_visit(
    sitting: Page, device: BrowserContext, guard: Guard
) -> None:
    guard.allow("ERR_INTERNET_DISCONNECTED")
    position, address = first_choice(sitting), sitting.url
    device.set_offline(True)
    choose(sitting, position, 3)
    expect(sitting.locator("#save-state")).to_have_text("Offline: kept on this device")
    sitting.close()
    device.set_offline(False)
    again = device.new_page()
    again.goto(address)
    saved(again)
    again.reload()
    expect(again.locator(f"#q{position} .opt input").nth(3)).to_be_checked()


def test_from_start_to_result_by_keyboard(device: BrowserContext) -> None:
    page = device.new_page()
    page.goto(QUIZ)
    page.get_by_role("button", name="Begin").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/attempts/*")
    for number in range(1, 11):
        shown = page.locator(".question:not([hidden])")
        expect(shown).to_have_attribute("aria-label", f"Question {number} of 10")
        control = shown.locator("input:not([type=hidden]):not([name=flag]), select, .move").first
        control.focus()
        kind = shown.get_attribute("data-type")
        if kind in ("single", "true_false", "multi", "ordering"):
            page.keyboard.press("Space")
        elif kind in ("short", "numeric"):
            page.keyboard.type("1945")
        page.locator(".steps button:visible").last.focus()
        page.keyboard.press("Enter")
    expect(page.locator("dialog#check")).to_be_visible()
    expect(page.get_by_role("button", name="Go on answering")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Hand in", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/result")
    expect(page.get_by_role("img", name=re.compile("Your score"))).to_be_visible()


def test_the_rules_of_a_quiz_stand_one_below_the_other_where_the_text_is_very_large(
    new_context: Callable[..., BrowserContext],
) -> None:
    page = new_context(viewport={"width": 360, "height": 780}).new_page()
    page.goto(QUIZ)

    def beside() -> list[bool]:
        tops: list[bool] = page.eval_on_selector_all(
            ".rules li",
            "rows => rows.map(row => row.children[0].offsetTop === row.children[1].offsetTop)",
        )
        return tops

    assert beside() == [True] * 4
    page.locator("html").evaluate("root => root.dataset.text = 'larger'")
    assert beside() == [False] * 4
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing(
    new_context: Callable[..., BrowserContext],
    check_accessibility: Callable[[Page], None],
    dark: bool,
) -> None:
    context = new_context(
        color_scheme="dark" if dark else "light", viewport={"width": 360, "height": 780}
    )
    page = context.new_page()
    page.goto(QUIZ)
    page.get_by_role("button", name="Start learning").click()
    page.goto("/quizzes")
    check_accessibility(page)
    page.goto(QUIZ)
    check_accessibility(page)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/attempts/*")
    check_accessibility(page)
    page.goto(f"{page.url}?layout=all")
    check_accessibility(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Check and hand in").first.click()
    check_accessibility(page)
    page.locator("dialog [data-submit]").click()
    page.wait_for_url("**/result")
    check_accessibility(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
