"""Drilling on a telephone: what was asked for is in view, above the buttons that follow the page."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from quizapp.domain.items.options import Option, with_bullets
from quizapp.markup import block
from tests.support.browser import Guard

SET = "/study/sets/1945-a-line-on-a-map"
PHONE = {"width": 360, "height": 740}
STEM = "Which reason did the foreign ministers give in December 1945 for putting off independence?"
CHOICES = [
    Option(text=f"Reason {number}: a sentence that is as long as choices of the course often are")
    for number in range(1, 6)
]
ABOVE_THE_BAR = """one => {
  const box = one.getBoundingClientRect();
  return box.top >= 0 && box.bottom <= document.querySelector(".desk").getBoundingClientRect().top;
}"""


def with_choices(route: Route) -> None:
    """The queue, its first card one that is made of a question with choices."""
    answer = route.fetch()
    queue: dict[str, Any] = answer.json()
    front, back = with_bullets(STEM, CHOICES, fixed=True), CHOICES[2].text
    queue["cards"][0].update(front_html=block(front), back_html=block(back), typed=False)
    route.fulfill(response=answer, json=queue)


@pytest.fixture
def phone(new_context: Callable[..., BrowserContext], request: pytest.FixtureRequest) -> Page:
    """A question with choices as the first card of a telephone."""
    motion = getattr(request, "param", "no-preference")
    page = new_context(viewport=PHONE, has_touch=True, reduced_motion=motion).new_page()
    page.goto("/")
    page.get_by_role("button", name="Start learning").first.click()
    page.wait_for_url("**/lessons/**")
    page.route("**/api/v1/study/queue?**", with_choices)
    page.goto(SET)
    expect(page.locator("#front li")).to_have_count(5)
    return page


def above_the_bar(part: Locator) -> bool:
    seen: bool = part.evaluate(ABOVE_THE_BAR)
    return seen


@pytest.mark.parametrize("phone", ["no-preference", "reduce"], indirect=True)
@pytest.mark.parametrize("way", ["key", "finger"])
def test_the_answer_to_a_question_with_choices_comes_into_view(phone: Page, way: str) -> None:
    if way == "key":
        phone.keyboard.press("Space")
    else:
        phone.get_by_role("button", name="Show the answer").tap()
    expect(phone.locator("#back")).to_have_text(CHOICES[2].text)
    assert above_the_bar(phone.locator("#back"))
    phone.keyboard.press("2")
    expect(phone.locator("#front li")).to_have_count(0)
    assert above_the_bar(phone.locator("#front"))  # the next card begins at its beginning


def test_choices_are_set_as_text_and_not_as_a_heading(phone: Page) -> None:
    stem, choice = phone.locator("#front > p").first, phone.locator("#front li").first
    expect(choice).to_have_css("font-weight", "400")
    size = "one => parseFloat(getComputedStyle(one).fontSize)"
    assert choice.evaluate(size) < stem.evaluate(size)


@pytest.mark.parametrize("side", ["left", "right"])
def test_no_menu_leaves_the_screen_wherever_its_button_stands(phone: Page, side: str) -> None:
    more = phone.locator(".desk .menu")
    end = {"left": "flex-start", "right": "flex-end"}[side]
    more.evaluate("(one, end) => (one.parentElement.style.justifyContent = end)", end)
    more.evaluate("one => (one.style.margin = 0)")
    for menu in (more, phone.locator(".bar .menu")):
        menu.locator("summary").tap()
        expect(menu.locator(".sheet")).to_be_in_viewport(ratio=1)
        menu.locator("summary").tap()
        expect(menu.locator(".sheet")).to_be_hidden()


def test_offline_the_menu_stays_at_its_edge_and_the_note_speaks_of_cards(
    phone: Page, guard: Guard
) -> None:
    guard.allow("ERR_INTERNET_DISCONNECTED")
    phone.context.set_offline(True)
    expect(phone.locator(".offline-note")).to_contain_text("You can go on: answers are kept")
    phone.keyboard.press("Space")
    phone.keyboard.press("2")
    expect(phone.locator("#save-state")).to_have_text("Offline: 1 answer is kept on this device")
    phone.locator(".desk .menu summary").tap()
    expect(phone.locator(".desk .sheet")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("key", ["f", "b", "n"])
def test_what_is_said_for_a_moment_covers_no_button(phone: Page, key: str) -> None:
    expect(phone.locator("[data-keys]")).not_to_have_attribute("hidden", "")
    phone.keyboard.press(key)
    expect(phone.locator(".toast")).to_be_visible()
    said, grades = phone.locator(".toast").bounding_box(), phone.locator("#grades").bounding_box()
    assert said
    assert grades
    assert said["y"] + said["height"] <= grades["y"]
    phone.locator(".toast").evaluate("one => one.remove()")
    assert phone.locator("#grades").bounding_box() == grades  # nobody's finger misses


def test_a_card_that_never_comes_again_is_said_to_be_set_aside(phone: Page, guard: Guard) -> None:
    guard.allow("ERR_INTERNET_DISCONNECTED")
    expect(phone.locator("[data-keys]")).not_to_have_attribute("hidden", "")
    phone.keyboard.press("n")
    expect(phone.locator(".toast")).to_contain_text(
        "until you bring it back under Cards set aside."
    )
    phone.context.set_offline(True)
    phone.locator(".toast a").click()
    expect(phone.locator(".toast")).to_have_text("The cards set aside need a connection.")
    phone.context.set_offline(False)
    phone.locator(".desk .menu summary").tap()
    phone.locator(".desk .menu a").tap()
    phone.wait_for_url("**/study/aside")
    expect(phone.locator(".item-list .stem")).to_have_count(1)


def test_without_a_card_there_is_nothing_to_flag(phone: Page, guard: Guard) -> None:
    guard.allow("ERR_INTERNET_DISCONNECTED|ERR_FAILED")
    phone.route("**/api/v1/study/queue?**", only_one)
    phone.reload()
    expect(phone.locator("[data-keys]")).not_to_have_attribute("hidden", "")
    phone.context.set_offline(True)
    phone.keyboard.press("Space")
    phone.keyboard.press("2")
    expect(phone.locator("#front")).to_contain_text("All cards that were here are answered")
    expect(phone.locator("#kicker")).to_have_text("No card left here")
    phone.locator(".desk .menu summary").tap()
    expect(phone.locator("[data-keys]")).to_be_visible()
    expect(phone.locator("[data-mark]:visible")).to_have_count(0)
    phone.locator("#undo").tap()
    phone.locator(".desk .menu summary").tap()
    expect(phone.locator("[data-mark]:visible")).to_have_count(3)


def only_one(route: Route) -> None:
    """The queue, of its first card alone."""
    answer = route.fetch()
    queue: dict[str, Any] = answer.json()
    queue["cards"] = queue["cards"][:1]
    queue["cards"][0]["typed"] = False
    route.fulfill(response=answer, json=queue)


def typed(route: Route) -> None:
    """The queue, its first card one that is typed."""
    answer = route.fetch()
    queue: dict[str, Any] = answer.json()
    queue["cards"][0].update(back_html=block("Pyongyang"), typed=True)
    route.fulfill(response=answer, json=queue)


def test_what_was_typed_and_what_was_expected_stand_one_below_the_other(
    phone: Page, guard: Guard
) -> None:
    guard.allow("ERR_FAILED")
    phone.route("**/api/v1/study/cards/*", lambda route: route.abort())
    phone.route("**/api/v1/study/queue?**", typed)
    phone.reload()
    phone.locator("#given").fill("pyonyank")
    phone.locator("#given").press("Enter")
    lines = phone.locator("#diff > div")
    expect(lines.locator("dt")).to_have_text(["You typed", "Expected"])
    expect(lines.locator("dd")).to_have_text(["pyonyank", "Pyongyang"])
    expect(phone.locator("#diff del")).to_have_text(["k"])
    expect(phone.locator("#diff ins")).to_have_text(["g", "g"])
    assert above_the_bar(phone.locator("#diff"))


def test_the_keys_of_a_typed_card_are_told_and_do_what_is_told(phone: Page, guard: Guard) -> None:
    guard.allow("ERR_FAILED")
    phone.route("**/api/v1/study/cards/*", lambda route: route.abort())
    phone.route("**/api/v1/study/queue?**", typed)
    phone.reload()
    expect(phone.locator("#given")).to_be_focused()
    phone.keyboard.type("2u?")
    expect(phone.locator("#given")).to_have_value("2u?")
    phone.keyboard.press("Tab")
    phone.keyboard.press("?")
    keys = phone.get_by_role("dialog", name="Keys")
    expect(keys.get_by_role("heading", name="Keys", exact=True)).to_be_in_viewport()
    expect(keys).to_contain_text("letters of your answer while you type")
    expect(keys).to_be_in_viewport(ratio=1)
    phone.keyboard.press("Escape")
    phone.locator("#given").press("Enter")
    expect(phone.locator("#back")).to_have_text("Pyongyang")
    phone.keyboard.press("Space")  # what was typed differs
    expect(phone.locator("#save-state")).to_have_text("All answers saved")
    rows = phone.request.get("/api/v1/me/export").json()["reviews"]
    assert [row["rating"] for row in rows] == [1]
