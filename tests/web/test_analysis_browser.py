"""The pages of reports and decisions on a telephone, by axe, and a decision made without a mouse."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.browser import Guard
from tests.support.server import LiveServer

PASSWORD = "lamp river seven"
SLUG = "1945-a-line-on-a-map"


@pytest.fixture
def teacher(
    live_server: LiveServer, new_context: Callable[..., BrowserContext]
) -> Callable[[str], Page]:
    """A page of a new teacher whose device is light or dark."""

    def start(scheme: str) -> Page:
        name = f"teacher {scheme}"
        page = new_context(color_scheme=scheme, viewport={"width": 360, "height": 780}).new_page()
        page.goto("/signup")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.locator("main").get_by_role("button", name="Sign up").click()
        expect(page.locator("#recovery-code")).to_be_visible()
        live_server.command("user", "promote", name, "--role", "teacher")
        return page

    return start


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_sticks_out(
    teacher: Callable[[str], Page], check_accessibility: Callable[[Page], None], scheme: str
) -> None:
    page = teacher(scheme)
    for path in (
        f"/teach/sets/{SLUG}/report", "/teach/items/1/report", "/teach/items/1/ruling",
        "/teach/mistakes",
    ):  # fmt: skip
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        check_accessibility(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_a_decision_without_a_reason_leads_back_to_the_field(
    teacher: Callable[[str], Page], guard: Guard
) -> None:
    guard.allow("422")  # the form is sent back
    page = teacher("no-preference")
    page.goto("/teach/items/1/ruling?kind=drop")
    page.get_by_label("Why?").focus()
    page.keyboard.press("Tab")
    page.keyboard.type("A letter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Write why")
    expect(page.get_by_label("Source")).to_have_value("A letter")
