"""Drilling on a telephone: what was asked for is in view, above the buttons that follow the page."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from quizapp.domain.items.options import Option, with_bullets
from quizapp.markup import block

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


@pytest.fixture(params=["no-preference", "reduce"])
def phone(new_context: Callable[..., BrowserContext], request: pytest.FixtureRequest) -> Page:
    """A question with choices as the first card of a telephone."""
    page = new_context(viewport=PHONE, has_touch=True, reduced_motion=request.param).new_page()
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
