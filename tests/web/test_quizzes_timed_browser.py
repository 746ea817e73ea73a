"""A sitting against the clock, and steps that are dragged into order, in Chromium."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Guard
from tests.support.server import LiveServer

SAMPLER = Path(__file__).parents[1] / "contract" / "courses" / "sampler"


@pytest.fixture(scope="session")
def live_server(
    tmp_path_factory: pytest.TempPathFactory, template_home: Path
) -> Iterator[LiveServer]:
    """A server that has the quizzes of the sampler too: one of ten minutes, one of each type."""
    questions = tmp_path_factory.mktemp("questions")
    shutil.copytree(SAMPLER, questions / "sampler")
    home = tmp_path_factory.mktemp("live") / "home"
    server = LiveServer(home, template_home, QUIZAPP_QUESTIONS=str(questions)).start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser_context_args(live_server: LiveServer) -> dict[str, Any]:
    return {"base_url": live_server.url}


def begin(page: Page, quiz: str) -> None:
    page.goto(f"/quizzes/{quiz}")
    page.get_by_role("button", name="Start learning").click()
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/attempts/*")
    page.goto(f"{page.url}?layout=all")


def test_the_clock_runs_down_and_hands_in_what_was_answered(page: Page) -> None:
    page.clock.install()
    begin(page, "sampler-timed")
    timer = page.locator("#timer")
    expect(timer).to_have_text(re.compile(r"(10:00|9:\d\d)"))
    page.locator("[data-type=single] .opt").first.click()
    page.clock.run_for(2_000)
    expect(page.locator("#save-state")).to_have_text(re.compile(r"^Saved \d\d:\d\d:\d\d$"))
    page.clock.fast_forward("05:30")
    expect(timer).to_have_text(re.compile(r"4:\d\d"))
    expect(page.locator("#announce")).to_have_text("5 minutes left")
    expect(timer).not_to_have_class(re.compile("low"))
    page.clock.fast_forward("03:50")
    expect(timer).to_have_class(re.compile("low"))
    page.clock.fast_forward("01:00")
    page.clock.run_for(2_000)
    page.wait_for_url("**/result")
    expect(page.locator("main")).to_contain_text("Your answer")


def test_time_that_runs_out_without_a_connection_hands_in_what_was_saved(
    page: Page, guard: Guard
) -> None:
    guard.allow("ERR_INTERNET_DISCONNECTED|ERR_FAILED")
    page.clock.install()
    begin(page, "sampler-timed")
    page.locator("[data-type=single] .opt").first.click()
    page.clock.run_for(2_000)
    expect(page.locator("#save-state")).to_have_text(re.compile("^Saved"))
    page.context.set_offline(True)
    note = page.locator(".offline-note")
    expect(note).to_contain_text("handed in by itself as soon as the connection is back")
    expect(note).to_contain_text("The time runs on")
    page.get_by_role("button", name="Check and hand in").first.click()
    page.locator("#check [data-submit]").click()
    told = page.get_by_role("dialog", name="Not handed in yet")
    expect(told).to_contain_text("what arrives after it does not count")
    page.clock.fast_forward("10:00")
    page.clock.run_for(6_000)
    expect(told).to_contain_text("The time is over. What was saved in time is handed in")
    expect(told.get_by_role("button", name="Go on answering")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(told).to_be_in_viewport(ratio=1)
    page.context.set_offline(False)
    page.wait_for_url("**/result")
    expect(page.locator("main")).to_contain_text("Your answer")


def test_steps_are_dragged_into_order_and_moved_by_keys(page: Page) -> None:
    begin(page, "sampler-quiz")
    question = page.locator("[data-type=ordering]")
    steps = question.locator("[data-ordering] > li")
    before = [text.strip() for text in steps.locator(".step").all_inner_texts()]
    steps.nth(0).locator(".step").drag_to(steps.nth(2).locator(".step"))
    expect(steps.locator(".step")).to_have_text([before[1], before[2], before[0], *before[3:]])
    expect(steps.locator(".place")).to_have_text([str(n + 1) for n in range(len(before))])
    expect(page.locator("#save-state")).to_have_text(re.compile("^Saved"))
    page.reload()
    expect(steps.locator(".step")).to_have_text([before[1], before[2], before[0], *before[3:]])
    steps.nth(2).get_by_role("button", name=re.compile("^Move up")).focus()
    page.keyboard.press("Enter")
    expect(steps.locator(".step")).to_have_text([before[1], before[0], before[2], *before[3:]])
    expect(question.get_by_role("status")).to_have_text(f"{before[0]}: place 2 of {len(before)}")
