"""What the study page says about answers on their way, and what can be taken back of them."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.support.browser import Guard

SET = "/study/sets/1945-a-line-on-a-map"


@pytest.fixture
def study(new_context: Callable[..., BrowserContext]) -> Page:
    page = new_context().new_page()
    page.goto("/")
    page.get_by_role("button", name="Start learning").first.click()
    page.wait_for_url("**/lessons/**")
    page.goto(SET)
    ready(page)
    return page


def ready(page: Page) -> None:
    expect(page.locator("[data-keys]")).not_to_have_attribute("hidden", "")


def answer(page: Page) -> None:
    if page.locator("#given").is_visible():
        page.locator("#given").press("Enter")
    else:
        page.keyboard.press("Space")
    page.keyboard.press("2")


def says(page: Page, text: str) -> None:
    expect(page.locator("#save-state")).to_have_text(text)


def test_an_answer_that_waits_for_the_next_batch_is_said_to_be_kept(study: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    study.route("**/api/v1/study/reviews", hold)
    with study.expect_request("**/api/v1/study/reviews"):
        answer(study)
        says(study, "Kept, sent in a moment")
    says(study, "Kept, sent in a moment")  # also while it is under way
    held[0].continue_()
    says(study, "All answers saved")


def test_what_is_taken_back_offline_is_counted_no_more(study: Page, guard: Guard) -> None:
    guard.allow("ERR_INTERNET_DISCONNECTED")
    undo = study.locator("#undo")
    study.context.set_offline(True)
    for number in ("1 answer is", "2 answers are", "3 answers are"):
        answer(study)
        says(study, f"Offline: {number} kept on this device")
    for left in ("2 answers are", "1 answer is"):
        undo.click()
        says(study, f"Offline: {left} kept on this device")
    undo.click()
    says(study, "Offline")
    expect(undo).to_be_hidden()
    study.context.set_offline(False)
    says(study, "All answers saved")
    rows = study.request.get("/api/v1/me/export").json()["reviews"]
    assert len([row for row in rows if row["undone"]]) == 3


def test_an_earlier_answer_needs_the_connection_to_be_taken_back(study: Page, guard: Guard) -> None:
    guard.allow("ERR_INTERNET_DISCONNECTED")
    answer(study)
    says(study, "All answers saved")
    study.reload()
    ready(study)
    study.context.set_offline(True)
    study.locator("#undo").click()
    expect(study.locator(".toast")).to_have_text("That needs a connection. Nothing was changed.")
    study.context.set_offline(False)
    study.locator("#undo").click()
    expect(study.locator(".flash")).to_contain_text("Taken back")


def test_an_answer_sent_by_the_next_page_is_the_first_to_be_taken_back(
    study: Page, guard: Guard
) -> None:
    guard.allow("ERR_FAILED")
    answer(study)
    says(study, "All answers saved")
    last = study.locator("#front").inner_text()
    reviews = re.compile("/study/reviews")
    study.route(reviews, lambda route: route.abort())
    answer(study)
    study.reload()
    ready(study)
    study.unroute(reviews)  # only now can the server hear of it
    study.locator("#undo").click()
    expect(study.locator(".flash")).to_contain_text("Taken back")
    expect(study.locator("#front")).to_have_text(last)
