"""Drilling in Chromium: by keyboard, offline, over a reload, as two people, without JavaScript."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.support.browser import Guard

SET = "/study/sets/1945-a-line-on-a-map"


def started(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/")
    page.get_by_role("button", name="Start learning").first.click()
    page.wait_for_url("**/lessons/**")
    return page


@pytest.fixture
def device(new_context: Callable[..., BrowserContext]) -> BrowserContext:
    return new_context()


@pytest.fixture
def study(device: BrowserContext) -> Page:
    """The study page of somebody who has just started, ready for keys."""
    page = started(device)
    page.goto(SET)
    ready(page)
    return page


def ready(page: Page) -> None:
    expect(page.locator("[data-keys]")).not_to_have_attribute("hidden", "")
    expect(page.locator("#kicker")).to_have_text("New card")


def answer_hidden(page: Page) -> None:
    expect(page.locator("#answer")).to_be_hidden()


def front(page: Page) -> str:
    return page.locator("#front").inner_text()


def log(page: Page) -> list[dict[str, Any]]:
    """The learner's log as the export shows it."""
    found: list[dict[str, Any]] = page.request.get("/api/v1/me/export").json()["reviews"]
    return found


def sent(page: Page) -> None:
    expect(page.locator("#save-state")).to_have_text("All answers saved")


def leave_typed_field(page: Page) -> None:
    """Keys are text while the cursor is in the field."""
    if page.locator("#given").is_visible():
        page.locator("#given").press("Enter")


def test_space_shows_the_answer_and_then_means_knew_it(study: Page) -> None:
    first = front(study)
    answer_hidden(study)
    study.keyboard.press("Space")
    expect(study.locator("#back")).not_to_be_empty()
    expect(study.get_by_role("button", name=re.compile("Forgot.*again in 10 min"))).to_be_visible()
    knew = study.get_by_role("button", name=re.compile(r"Knew it.*again in \d+ days?"))
    expect(knew).to_be_visible()
    study.keyboard.press("Space")
    expect(study.locator("#front")).not_to_have_text(first)
    sent(study)
    assert [row["rating"] for row in log(study)] == [3]


def test_numbers_grade_and_u_goes_all_the_way_back(study: Page) -> None:
    fronts = []
    for key in ("1", "2", "1"):
        fronts.append(front(study))
        study.keyboard.press("Enter")
        leave_typed_field(study)
        study.keyboard.press(key)
    for shown in reversed(fronts):
        study.keyboard.press("u")
        expect(study.locator("#front")).to_have_text(shown)
        answer_hidden(study)
    sent(study)
    rows = log(study)
    assert len([row for row in rows if row["undone"]]) == 3
    assert sorted(row["rating"] for row in rows if row["rating"]) == [1, 1, 3]


def test_undo_goes_on_before_this_page_was_opened(study: Page) -> None:
    first = front(study)
    study.keyboard.press("Space")
    study.keyboard.press("2")
    sent(study)
    study.reload()
    ready(study)
    study.keyboard.press("u")
    expect(study.locator(".flash")).to_contain_text("Taken back")
    ready(study)
    assert front(study) == first


def test_answers_survive_being_offline_and_a_reload(
    study: Page, device: BrowserContext, guard: Guard
) -> None:
    guard.allow("ERR_INTERNET_DISCONNECTED|Failed to load resource")
    device.set_offline(True)
    for _ in range(3):
        study.keyboard.press("Enter")
        leave_typed_field(study)
        study.keyboard.press("2")
    expect(study.locator("#save-state")).to_have_text("Offline: 3 answers are kept on this device")
    assert log_of_device(device) == []  # asked beside the browser, which is cut off
    study.close()
    device.set_offline(False)
    page = device.new_page()
    page.goto("/lessons")  # any page sends what is kept
    expect_log(device, 3)


def test_a_card_just_answered_is_not_shown_again_by_the_next_page(study: Page) -> None:
    first = front(study)
    study.keyboard.press("Enter")
    leave_typed_field(study)
    study.keyboard.press("2")
    for address in (SET, "/study"):  # before the batch goes out by itself
        study.goto(address)
        ready(study)
        assert front(study) != first
    assert [row["rating"] for row in log(study)] == [3]


def log_of_device(device: BrowserContext) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = device.request.get("/api/v1/me/export").json()["reviews"]
    return found


def expect_log(device: BrowserContext, number: int, undone: bool = False) -> None:
    page = device.pages[-1]
    for _ in range(50):
        if [row["undone"] for row in log_of_device(device)] == [undone] * number:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{len(log_of_device(device))} answers arrived instead of {number}")


def test_an_undo_made_offline_arrives_too(
    study: Page, device: BrowserContext, guard: Guard
) -> None:
    guard.allow("ERR_INTERNET_DISCONNECTED|Failed to load resource")
    study.keyboard.press("Enter")
    leave_typed_field(study)
    study.keyboard.press("2")
    sent(study)
    device.set_offline(True)
    study.keyboard.press("u")
    expect(study.locator(".toast")).to_contain_text("Taken back")
    device.set_offline(False)
    sent(study)
    expect_log(device, 1, undone=True)


def become_another_guest(device: BrowserContext) -> None:
    """A second guest in the same browser, made past its pages: they are offline."""
    token = device.request.get("/api/v1/session").json()["csrf"]
    device.request.post("/start", form={"csrf_token": token})


def test_answers_are_never_sent_as_somebody_else(
    study: Page, device: BrowserContext, guard: Guard
) -> None:
    guard.allow("ERR_INTERNET_DISCONNECTED|Failed to load resource|400|401")
    device.set_offline(True)
    study.keyboard.press("Enter")
    leave_typed_field(study)
    study.keyboard.press("2")
    # Once it has been tried in vain, no answer is under way that could bring a cookie back.
    expect(study.locator("#save-state")).to_contain_text("1 answer is kept")
    mine = device.cookies()
    device.clear_cookies()
    become_another_guest(device)
    device.set_offline(False)
    expect(study.locator("#save-state")).to_contain_text("somebody else")
    other = device.new_page()
    other.goto(SET)
    ready(other)
    assert log_of_device(device) == []
    device.clear_cookies()
    device.add_cookies([{**cookie} for cookie in mine])  # type: ignore[typeddict-item]  # as read
    other.goto("/lessons")
    expect_log(device, 1)


def test_two_tabs_count_each_answer_once(study: Page, device: BrowserContext) -> None:
    other = device.new_page()
    other.goto(SET)
    ready(other)
    for page in (study, other):
        page.keyboard.press("Enter")
        leave_typed_field(page)
        page.keyboard.press("2")
    sent(study)
    sent(other)
    rows = log(study)
    assert len(rows) == len({row["id"] for row in rows}) == 2


def test_a_typed_answer_is_compared_and_the_learner_has_the_last_word(study: Page) -> None:
    for _ in range(20):
        if study.locator("#given").is_visible():
            break
        study.keyboard.press("Space")
        study.keyboard.press("2")
    study.locator("#given").fill("something else")
    study.locator("#given").press("Enter")
    expect(study.locator("#diff del").first).to_be_visible()
    right = study.get_by_role("button", name=re.compile("I was right"))
    expect(right).to_be_visible()
    expect(study.get_by_role("button", name=re.compile("Forgot"))).to_be_focused()
    right.click()
    sent(study)
    typed = [row for row in log(study) if row.get("answer") == "something else"]
    assert [row["rating"] for row in typed] == [3]


def test_marks_and_keys(study: Page) -> None:
    first = front(study)
    study.keyboard.press("f")
    expect(study.locator("#kicker")).to_contain_text("flagged")
    study.keyboard.press("b")
    expect(study.locator("#front")).not_to_have_text(first)
    study.locator(".toast button").click()
    expect(study.locator("#front")).to_have_text(first)
    study.keyboard.press("?")
    expect(study.get_by_role("dialog")).to_contain_text("undo, as often as you like")
    study.keyboard.press("Escape")
    study.keyboard.press("s")
    expect(study.locator("#source a").first).to_be_visible()


def test_a_flag_set_before_the_details_have_come_stays(device: BrowserContext) -> None:
    page = started(device)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    details = re.compile(r"/api/v1/study/cards/[^/]+$")
    page.route(details, hold)
    with page.expect_request(details):
        page.goto(SET)
    ready(page)
    before = held[0].fetch()  # what the server knew before there was a flag
    page.keyboard.press("f")
    held[0].fulfill(response=before)
    expect(page.locator(".toast")).to_contain_text("Flagged.")
    expect(page.locator("#kicker")).to_contain_text("flagged")


def test_the_sitting_ends_with_what_comes_when(study: Page) -> None:
    for _ in range(40):
        if not study.locator("#study").count():
            break
        if study.locator("#given").is_visible():
            study.locator("#given").press("Enter")
        else:
            study.keyboard.press("Space")
        study.keyboard.press("2")
        study.wait_for_timeout(60)
    expect(study.get_by_role("heading", name="Done for now")).to_be_visible()
    expect(study.locator(".coming")).to_contain_text("within a week")
    expect(study.get_by_role("link", name="Back to the lesson")).to_be_visible()


def test_a_card_that_was_forgotten_can_come_early(study: Page) -> None:
    for number in range(40):
        if not study.locator("#study").count():
            break
        if study.locator("#given").is_visible():
            study.locator("#given").press("Enter")
        else:
            study.keyboard.press("Space")
        study.keyboard.press("1" if number == 0 else "2")
        study.wait_for_timeout(60)
    study.get_by_role("link", name="Take what comes in the next minutes now").click()
    expect(study.locator("#kicker")).to_have_text("Once more")
    study.keyboard.press("Space")
    study.keyboard.press("2")
    expect(study.get_by_role("heading", name="Done for now")).to_be_visible()


def test_without_javascript_every_step_is_a_form(no_script_page: Page) -> None:
    page = started(no_script_page.context)
    page.goto(SET)
    first = front(page)
    page.get_by_role("button", name="Show the answer").click()
    expect(page.locator("#back")).not_to_be_empty()
    page.get_by_role("button", name=re.compile("Knew it")).click()
    assert front(page) != first
    page.get_by_role("button", name="Undo").click()
    assert front(page) == first
    assert [row["undone"] for row in log(page) if row["rating"]] == [True]


def test_a_typed_card_without_javascript(no_script_page: Page) -> None:
    page = started(no_script_page.context)
    page.goto(SET)
    while not page.locator("#given").is_visible():
        asked = front(page)
        page.get_by_role("button", name="Show the answer").click()
        page.get_by_role("button", name=re.compile("Knew it")).click()
        expect(page.locator("#front")).not_to_have_text(asked)  # the next card is there
    page.locator("#given").fill("something else")
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#diff del").first).to_be_visible()
    page.get_by_role("button", name=re.compile("I was right")).click()
    assert "something else" in [row["answer"] for row in log(page)]


def test_the_pages_are_accessible(
    study: Page, narrow_page: Page, check_accessibility: Callable[[Page], None]
) -> None:
    check_accessibility(study)
    study.keyboard.press("Space")
    check_accessibility(study)
    narrow = started(narrow_page.context)
    narrow.goto(SET)
    ready(narrow)
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 360
    narrow.get_by_role("button", name="Show the answer").tap()
    check_accessibility(narrow)
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 360
    narrow.goto("/study/sets/1945-a-line-on-a-map?mode=cram")
    expect(narrow.locator("#card")).to_be_visible()


def test_a_key_that_comes_before_the_cards_is_kept(device: BrowserContext) -> None:
    page = started(device)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile("/study/queue"), hold)
    with page.expect_request(re.compile("/study/queue")):
        page.goto(SET)
    page.locator("#card").focus()
    page.keyboard.press("Space")
    answer_hidden(page)
    held[0].continue_()
    expect(page.locator("#back")).not_to_be_empty()
    assert log(page) == []


def test_who_was_logged_out_is_told_so_and_finds_the_way(
    study: Page, device: BrowserContext, guard: Guard
) -> None:
    guard.allow("Failed to load resource|400|401")
    study.wait_for_load_state("networkidle")  # no answer is under way that could bring it back
    device.clear_cookies()
    study.keyboard.press("Enter")
    leave_typed_field(study)
    study.keyboard.press("2")
    state = study.locator("#save-state")
    expect(state).to_contain_text("You are logged out here. Your answers are kept")
    state.get_by_role("link", name="Log in").click()
    study.wait_for_url("**/login?next=*")


@pytest.mark.parametrize(
    ("zone", "minutes"), [("Asia/Kathmandu", 345), ("America/Caracas", -240), ("UTC", 0)]
)
def test_the_log_knows_the_offset_of_the_devices_clock(
    new_context: Callable[..., BrowserContext], zone: str, minutes: int
) -> None:
    page = started(new_context(timezone_id=zone))
    page.goto(SET)
    ready(page)
    page.keyboard.press("Space")
    leave_typed_field(page)
    page.keyboard.press("2")
    sent(page)
    (row,) = log(page)
    assert row["offset_minutes"] == minutes
    assert row["reviewed_at"].endswith("+00:00")
