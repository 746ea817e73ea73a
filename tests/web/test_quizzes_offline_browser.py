"""Handing in without a connection: the learner sees that it has not happened, and then it does."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.support.browser import Guard

QUIZ = "/quizzes/quiz-1945-a-line-on-a-map"
ANSWERS = re.compile(r"/api/v1/attempts/[^/]+/responses/")
SUBMIT = re.compile(r"/api/v1/attempts/[^/]+/submit$")


@pytest.fixture
def device(new_context: Callable[..., BrowserContext], guard: Guard) -> BrowserContext:
    guard.allow("ERR_INTERNET_DISCONNECTED|ERR_FAILED")
    return new_context(viewport={"width": 360, "height": 740})


@pytest.fixture
def sitting(device: BrowserContext) -> Page:
    """A fresh attempt on one long page of a telephone."""
    page = device.new_page()
    page.goto(QUIZ)
    page.get_by_role("button", name="Start learning").click()
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/attempts/*")
    page.goto(f"{page.url}?layout=all")
    return page


def option(page: Page, number: int) -> Locator:
    return page.locator("[data-type=single]").first.locator(".opt").nth(number)


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="Check and hand in").first.click()
    page.locator("#check [data-submit]").click()


def writes(page: Page) -> list[str]:
    """What is sent from now on and heard of: answers and submissions, in their order."""
    heard: list[str] = []
    page.on(
        "response",
        lambda answer: (
            heard.append(answer.url.rpartition("/api/v1/attempts/")[2].split("/")[1])
            if answer.request.method in ("PUT", "POST") and "/place" not in answer.url
            else None
        ),
    )
    return heard


def told(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Not handed in yet")


def test_handed_in_offline_it_goes_out_once_when_the_connection_is_back(
    sitting: Page, device: BrowserContext, check_accessibility: Callable[[Page], None]
) -> None:
    heard = writes(sitting)
    device.set_offline(True)
    option(sitting, 1).click()
    hand_in(sitting)
    expect(told(sitting)).to_be_in_viewport(ratio=1)
    expect(told(sitting)).to_contain_text("handed in by itself as soon as the connection is back")
    check_accessibility(sitting)
    device.set_offline(False)
    sitting.wait_for_url("**/result")
    assert heard == ["responses", "submit"]
    expect(sitting.locator("main")).to_contain_text("Your answer")


def test_who_goes_on_answering_has_not_handed_in(sitting: Page, device: BrowserContext) -> None:
    heard = writes(sitting)
    device.set_offline(True)
    option(sitting, 1).click()
    hand_in(sitting)
    told(sitting).get_by_role("button", name="Go on answering").click()
    expect(told(sitting)).to_be_hidden()
    option(sitting, 2).click()
    device.set_offline(False)
    expect(sitting.locator("#save-state")).to_have_text(re.compile("^Saved"))
    assert "submit" not in heard
    hand_in(sitting)
    sitting.wait_for_url("**/result")


def test_what_arrived_without_an_answer_is_her_own(sitting: Page) -> None:
    lost: list[int] = []

    def lose(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    sitting.route(SUBMIT, lose)
    hand_in(sitting)
    told(sitting).get_by_role("button", name="Try again now").click()
    sitting.wait_for_url("**/result")  # and not the one for another tab
    assert lost == [200]


def test_an_answer_whose_reply_was_lost_does_not_keep_the_next_one_from_being_handed_in(
    sitting: Page, guard: Guard
) -> None:
    guard.allow("409")
    lost: list[int] = []

    def lose(route: Route) -> None:
        if not lost:
            lost.append(route.fetch().status)
        route.abort()

    sitting.route(ANSWERS, lose)
    option(sitting, 1).click()
    expect(sitting.locator("#save-state")).to_contain_text("Offline")
    with sitting.expect_event("requestfailed"):
        option(sitting, 2).click()
    sitting.unroute(ANSWERS)
    hand_in(sitting)
    sitting.wait_for_url("**/result")  # and no dialog stands in the way
    assert lost == [200]


def test_a_wish_that_follows_one_taken_back_locks_the_answers_again(sitting: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    sitting.route(ANSWERS, lambda route: route.abort())
    option(sitting, 1).click()
    hand_in(sitting)
    expect(told(sitting)).to_be_visible()
    sitting.unroute(ANSWERS)
    sitting.route(ANSWERS, hold, times=1)
    told(sitting).get_by_role("button", name="Try again now").click()
    told(sitting).get_by_role("button", name="Go on answering").click()
    box = sitting.locator("[data-type=single] input").first
    expect(box).to_be_enabled()
    hand_in(sitting)
    expect(box).to_be_disabled(timeout=3_000)  # before the held answer is given up
    held[0].continue_()
    sitting.wait_for_url("**/result")


def test_an_answer_from_elsewhere_is_decided_about_before_anything_is_handed_in(
    sitting: Page, device: BrowserContext, guard: Guard
) -> None:
    guard.allow("409")
    heard = writes(sitting)
    cut_off = "**/api/v1/**"
    sitting.route(cut_off, lambda route: route.abort())
    option(sitting, 1).click()
    other = device.new_page()
    other.goto(sitting.url)
    option(other, 2).click()
    expect(other.locator("#save-state")).to_have_text(re.compile("^Saved"))
    hand_in(sitting)
    expect(told(sitting)).to_be_visible()
    sitting.unroute(cut_off)
    told(sitting).get_by_role("button", name="Try again now").click()
    mine = sitting.get_by_role("button", name="Use mine instead")
    expect(mine).to_be_in_viewport()
    assert "submit" not in heard
    mine.click()
    hand_in(sitting)
    sitting.wait_for_url("**/result")
