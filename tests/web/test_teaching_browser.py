"""The whole way of a new teacher, from the link that works once to a set that leaves again."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.server import LiveServer

PASSWORD = "lamp river seven stone"
GIFT = """// [id:leader]
Who led the North from 1948? {=Kim Il-sung}

// [id:capital]
What is the capital of North Korea? {=Pyongyang ~Seoul ~Kaesong}
"""
Check = Callable[[Page], None]
NARROW = {"width": 360, "height": 780}


@pytest.fixture(scope="session")
def live_server(
    tmp_path_factory: pytest.TempPathFactory, template_home: Path
) -> Iterator[LiveServer]:
    """A server of its own: the link that makes the first teacher works once."""
    server = LiveServer(tmp_path_factory.mktemp("live") / "home", template_home).start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser_context_args(live_server: LiveServer) -> dict[str, Any]:
    return {"base_url": live_server.url}


@pytest.fixture
def teacher(live_server: LiveServer, page: Page) -> Page:
    """The first teacher, just arrived by the link that the server printed."""
    link = re.search(r"/teach/setup\?token=\S+", live_server.log.read_text())
    assert link is not None
    page.goto(link[0])
    page.get_by_label("Name").fill("ms_park")
    page.locator("input[type=password]").first.fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    page.wait_for_url("**/account*")
    return page


def join(page: Page, code: str, name: str) -> None:
    page.goto(f"/join/{code}")
    page.get_by_label("Your name").fill(name)
    page.keyboard.press("Enter")
    expect(page.locator(".flash")).to_contain_text("You are in History 7b.")


def take(page: Page, leader: str) -> None:
    """Answer both questions of the assignment and hand in, with the keyboard."""
    page.goto("/")
    page.get_by_role("link", name=re.compile("Open ?: Week 1")).press("Enter")
    page.get_by_role("button", name="Begin").press("Enter")
    page.wait_for_url("**/attempts/*")
    page.goto(f"{page.url}?layout=all")
    page.get_by_role("textbox").first.fill(leader)
    page.get_by_label("Pyongyang").press("Space")
    page.get_by_role("button", name="Check and hand in").last.press("Enter")
    page.get_by_role("button", name="Hand in", exact=True).press("Enter")
    page.wait_for_url("**/result*")


def bring(teacher: Page, file: Path, check: Check) -> str:
    """A set from a file; gives its address."""
    file.write_text(GIFT)
    teacher.goto("/teach")
    check(teacher)
    teacher.get_by_role("link", name="Import", exact=True).click()
    check(teacher)
    teacher.get_by_label("A file").set_input_files(file)
    teacher.get_by_role("button", name="Look at it").press("Enter")
    expect(teacher.get_by_role("heading", level=1)).to_have_text("Week 1.gift")
    check(teacher)
    teacher.get_by_role("button", name=re.compile("Add 2 questions")).press("Enter")
    teacher.get_by_role("link", name="Open “Week 1”").press("Enter")
    expect(teacher.locator(".item-list .stem")).to_have_count(2)
    check(teacher)
    return teacher.url


def edit(teacher: Page, address: str, check: Check) -> None:
    """Change the first question by keys alone: kept while it is typed, seen beside it, saved."""
    teacher.goto(f"{address}/items/q1")
    check(teacher)
    teacher.locator("#stem").press("Control+End")
    teacher.keyboard.type(" Give his name.")
    expect(teacher.locator("#save-state")).to_have_text("Saved just now, as a draft")
    expect(teacher.locator("#look")).to_contain_text("Give his name.")
    teacher.keyboard.press("Control+Enter")
    teacher.wait_for_url("**/items/q2")
    teacher.goto(f"{address}/items/q1/history")
    expect(teacher.locator("ins")).to_contain_text("Give his name.")
    check(teacher)


def give(teacher: Page) -> str:
    """A class that has the set to do; gives its code."""
    teacher.goto("/teach/classes")
    teacher.get_by_role("link", name="Set up a class").click()
    teacher.get_by_label("Name of the class").fill("History 7b")
    teacher.get_by_role("button", name="Set up the class").click()
    code = teacher.locator("#join-code").inner_text().replace(" ", "")
    teacher.get_by_role("link", name="New assignment").click()
    what = teacher.get_by_label("What").first
    value = what.locator("option", has_text="Week 1").first.get_attribute("value")
    what.select_option(value)
    teacher.get_by_role("button", name="Give it to the class").click()
    expect(teacher.get_by_role("heading", name="Week 1").first).to_be_visible()
    return code


def sign_up(page: Page, name: str) -> None:
    page.goto("/signup")
    page.locator("#name").fill(name)
    page.locator("input[type=password]").first.fill(PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_load_state("networkidle")


def report(page: Page, words: str) -> None:
    page.get_by_role("link", name="Report a mistake").first.click()
    page.get_by_label("What is wrong?").fill(words)
    page.get_by_role("button", name="Send the report").press("Enter")
    page.wait_for_url(re.compile("/thanks"))


def accept(teacher: Page, address: str, variant: str, check: Check) -> None:
    """From the set's report to the question's, and to a decision."""
    teacher.goto(address)
    teacher.get_by_role("link", name="Report", exact=True).click()
    check(teacher)
    teacher.get_by_role("link", name=re.compile("Question 1|Who led")).first.click()
    check(teacher)
    teacher.get_by_role("link", name=f"Accept “{variant}”").press("Enter")
    expect(teacher.get_by_label("Answer to accept")).to_have_value(variant)
    teacher.get_by_label("Why?").fill("It is his name as Russian sources write it.")
    teacher.get_by_role("button", name="Accept another answer").press("Enter")
    expect(teacher.get_by_role("heading", level=1)).to_contain_text("Regrade")
    expect(teacher.locator("main")).to_contain_text("50.0 % → 100.0 %")
    check(teacher)
    teacher.get_by_role("button", name=re.compile("Regrade")).press("Enter")
    expect(teacher.locator(".flash")).to_contain_text("Graded again. 1 score changed.")


def test_from_the_first_link_to_a_regraded_class(
    teacher: Page,
    tmp_path: Path,
    new_context: Callable[..., BrowserContext],
    check_accessibility: Check,
) -> None:
    """Two students on telephones, of whom one stays a guest and signs up later."""
    address = bring(teacher, tmp_path / "Week 1.gift", check_accessibility)
    edit(teacher, address, check_accessibility)
    code = give(teacher)
    guest, other = (new_context(viewport=NARROW).new_page() for _ in range(2))
    for page, name, leader in (
        (guest, "Kim Minji", "Kim Ir-sen"),
        (other, "Lee Jun", "Kim Il-sung"),
    ):
        join(page, code, name)
        take(page, leader)
        check_accessibility(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    result = guest.url
    sign_up(guest, "minji")
    guest.goto(result)
    expect(guest.locator("main")).to_contain_text("1 of 2 points")

    report(guest, "He is written Kim Ir-sen in Russian.")
    teacher.goto("/teach/mistakes")
    expect(teacher.locator("main")).to_contain_text("Kim Ir-sen in Russian")

    accept(teacher, address, "Kim Ir-sen", check_accessibility)
    guest.goto(result)
    expect(guest.locator("main")).to_contain_text("2 of 2 points")
    expect(guest.locator("main")).to_contain_text("as Russian sources write it")

    teacher.goto(f"{address}/export")
    check_accessibility(teacher)
    link = teacher.locator("li", has_text="GIFT").get_by_role("link", name="Download")
    written = teacher.request.get(link.get_attribute("href") or "")
    assert written.headers["content-disposition"] == 'attachment; filename="week-1.gift"'
    assert "Kim Ir-sen" in written.text()
