"""The whole path, as a newcomer goes it: with a mouse, with a finger at 360 px, by keys alone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.hands import HANDS
from tests.browser.learner import (
    CARDS,
    FIRST,
    LESSON,
    Learner,
    all_sent,
    cards_ready,
    export,
    fits,
    ids,
)
from tests.support.browser import Guard

TELEPHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
}
KEPT = ("reviews", "cards", "attempts", "checkpoints")

Device = Callable[..., BrowserContext]


@pytest.fixture(params=list(HANDS))
def way(request: pytest.FixtureRequest) -> str:
    """The hand that this run of the test uses."""
    name: str = request.param
    return name


@pytest.fixture
def device(new_context: Device, way: str) -> Device:
    """Make a device as this hand has it."""
    size = TELEPHONE if way == "finger" else {}
    return lambda **options: new_context(**size, **options)


@pytest.fixture
def somebody(device: Device, way: str) -> Callable[..., Learner]:
    """Put somebody in front of a new device."""
    return lambda **options: Learner(HANDS[way](device(**options).new_page()))


def come_in(me: Learner) -> None:
    """Open the site for the first time; no form stands before the first lesson."""
    me.open("/")
    begin = me.page.get_by_role("button", name="Start learning").first
    me.follow(begin, f"**{LESSON}")
    expect(me.page.get_by_role("heading", level=1)).to_have_text("1945: a line on a map")


def read(me: Learner) -> None:
    """Answer two questions in the text, one of them wrongly, and learn why."""
    me.checkpoint(
        "L1-02", "Where two Korean governments would rule",
        "✗ Not this time", "That is what it became by 1948",
    )  # fmt: skip
    me.checkpoint("L1-10", "Oversight by four powers for a limited time", "✓ Right", "trusteeship")
    me.checkpoint("L1-05", ["True", "It governed from 1945 to 1948"], "✓ Right", "1948")


def drill(me: Learner) -> None:
    """Take the cards that the lesson offers: one forgotten, one taken back, the rest known."""
    me.follow(me.page.get_by_role("link", name="Drill this lesson’s cards"), f"**{CARDS}")
    cards_ready(me.page)
    me.grade_card("Forgot")
    front = me.page.locator("#front").inner_text()
    me.grade_card()
    me.hand.undo()
    expect(me.page.locator("#front")).to_have_text(front)
    all_sent(me.page)
    known = me.drill_to_the_end()
    expect(me.page.get_by_role("main")).to_contain_text(f"{known + 1} answers today, {known} of")
    expect(me.page.locator(".coming")).to_contain_text("Later today")
    expect(me.page.locator(".coming")).to_contain_text("Tomorrow")


def take_quiz(me: Learner) -> str:
    """From the end of the cards to a result; gives the address of the attempt."""
    me.follow(me.page.get_by_role("link", name="Take the quiz"), f"**/quizzes/quiz-{FIRST}")
    me.follow(me.page.get_by_role("button", name="Begin"), "**/attempts/*")
    attempt = me.page.url.split("?")[0]
    me.sit()
    me.hand_in()
    expect(me.page.locator(".explain").first).to_be_visible()
    return attempt


def see_progress(me: Learner) -> str:
    """Find on one page what is known, what is slipping and what comes; gives the lesson's row."""
    me.follow(me.page.get_by_role("link", name="Progress", exact=True), "**/progress")
    main = me.page.get_by_role("main")
    told = me.page.request.get("/api/v1/progress").json()
    (mine,) = [one for one in told["sets"] if one["slug"] == FIRST]
    # What the quiz missed has come forward, so that how many are still known is up to its draw.
    assert mine["known"] + mine["slipping"] > 0
    words = f"{mine['known']} known, {mine['slipping']} slipping, {mine['new']} new"
    row = main.get_by_role("row").filter(has=me.page.get_by_role("link", name="1945: a line"))
    expect(row).to_contain_text(words)
    expect(row).to_contain_text(re.compile(r"\d+ %"))
    table = main.get_by_role("region", name="The next 30 days")
    me.hand.press(table.get_by_text("Show as a table"))
    tomorrow = table.get_by_role("row").nth(2)
    expect(tomorrow.get_by_role("cell").last).to_have_text(str(told["forecast"][1]["due"]))
    fits(me.page)
    return row.inner_text()


def the_same(page: Page, before: dict[str, Any]) -> None:
    """Nothing of what was stored has changed."""
    now = export(page)
    assert {part: now[part] for part in KEPT} == {part: before[part] for part in KEPT}


def test_from_the_first_visit_to_an_account(
    somebody: Callable[..., Learner], device: Device, guard: Guard
) -> None:
    guard.allow("404")  # asked for at the end, by a stranger
    me = somebody()
    come_in(me)
    read(me)
    drill(me)
    attempt = take_quiz(me)
    row = see_progress(me)

    stored, kept = export(me.page), me.page.context.storage_state()
    me.page.context.close()
    me = somebody(storage_state=kept)
    me.open("/progress")
    assert row in me.page.get_by_role("main").inner_text()
    the_same(me.page, stored)

    name = f"path {attempt[-6:]}"
    me.sign_up(name)
    the_same(me.page, stored)
    me.open(f"{attempt}/result")
    expect(me.page.get_by_role("img", name=re.compile("Your score"))).to_be_visible()

    another_device_brings_its_own(somebody(), name, me.page)
    a_stranger_sees_nothing(device().new_page(), attempt)


def another_device_brings_its_own(me: Learner, name: str, account: Page) -> None:
    """A guest who has answered something logs in: both are one from then on."""
    come_in(me)
    me.checkpoint("L1-13", "Look for a record made at the time", "✓ Right", "record")
    me.open("/study/sets/1950-the-decision")
    cards_ready(me.page)
    me.grade_card()
    me.grade_card()
    all_sent(me.page)
    mine, theirs = ids(me.page, "reviews"), ids(account, "reviews")
    answered = ids(me.page, "checkpoints") | ids(account, "checkpoints")
    attempts = ids(account, "attempts", "attempt")
    assert len(mine) == 2
    me.log_in(name)
    assert ids(me.page, "reviews") == mine | theirs
    assert ids(account, "reviews") == mine | theirs
    assert ids(me.page, "checkpoints") == answered
    assert ids(me.page, "attempts", "attempt") == attempts


def a_stranger_sees_nothing(page: Page, attempt: str) -> None:
    """Another guest finds neither the attempt nor anything that came of it."""
    page.goto("/")
    page.get_by_role("button", name="Start learning").first.click()
    page.wait_for_url(f"**{LESSON}")
    for address in (attempt, f"{attempt}/result", attempt.replace("/attempts", "/api/v1/attempts")):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 404, address
    found = export(page)
    assert [found[part] for part in KEPT] == [[], [], [], []]
    page.goto("/progress")
    expect(page.get_by_role("main")).to_contain_text("0 known, 0 slipping, 16 new")


def test_the_skip_link_is_the_first_stop(page: Page) -> None:
    for address in ("/", "/lessons", LESSON, "/login"):
        page.goto(address)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
        expect(page.get_by_role("link", name="Skip to content")).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.get_by_role("main")).to_be_focused()
