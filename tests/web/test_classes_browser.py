"""A class in Chromium: joining on a telephone, giving something to do, the gradebook by keyboard."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.browser import Guard
from tests.support.server import LiveServer

PASSWORD = "lamp river seven"


@dataclass
class Class_:  # noqa: N801 (the word is taken)
    """A teacher's page, on the page of her class, and the code."""

    page: Page
    address: str
    code: str


@pytest.fixture
def group(new_teacher: Page) -> Class_:
    """A class of a teacher who has just got her account."""
    page = new_teacher
    page.goto("/teach/classes")
    page.get_by_role("link", name="Set up a class").click()
    page.get_by_label("Name of the class").fill("History 7b")
    page.get_by_role("button", name="Set up the class").click()
    expect(page.locator("#join-code")).to_be_visible()
    return Class_(page, page.url, page.locator("#join-code").inner_text().replace(" ", ""))


def test_a_stranger_joins_on_a_telephone(
    group: Class_, narrow_page: Page, check_accessibility: Callable[[Page], None], guard: Guard
) -> None:
    guard.allow("422")  # the name that is left out
    page = narrow_page
    page.goto("/join")
    check_accessibility(page)
    page.get_by_label("Code of the class").fill(f"{group.code[:4]} {group.code[4:]}".lower())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("History 7b")
    check_accessibility(page)
    page.get_by_role("button", name="Join the class").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter a name.")
    page.get_by_label("Your name").fill("Kim Minji")
    page.keyboard.press("Enter")
    expect(page.locator(".flash")).to_contain_text("You are in History 7b.")
    check_accessibility(page)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360
    group.page.reload()
    expect(group.page.get_by_role("row", name="Kim Minji")).to_be_visible()
    check_accessibility(group.page)


def test_what_is_given_is_taken_and_stands_in_the_gradebook(
    group: Class_, narrow_page: Page, check_accessibility: Callable[[Page], None]
) -> None:
    student, teacher = narrow_page, group.page
    student.goto(f"/join/{group.code}")
    student.get_by_label("Your name").fill("Lee Jun")
    student.get_by_role("button", name="Join the class").click()
    teacher.reload()
    teacher.get_by_role("link", name="New assignment").click()
    check_accessibility(teacher)
    teacher.get_by_label("What").first.select_option("quiz:quiz-1945-a-line-on-a-map")
    teacher.get_by_label("Title").fill("Before Friday")
    teacher.get_by_role("button", name="Give it to the class").click()
    expect(teacher.get_by_role("heading", name="Before Friday")).to_be_visible()
    student.goto("/")
    expect(student.get_by_role("heading", name="For your class")).to_be_visible()
    check_accessibility(student)
    student.get_by_role("link", name=re.compile("Open ?: Before Friday")).click()
    student.get_by_role("button", name="Begin").click()
    student.wait_for_url("**/attempts/*")
    student.get_by_role("button", name="Check and hand in").last.click()
    student.get_by_role("button", name="Hand in", exact=True).click()
    student.wait_for_url("**/result*")
    teacher.get_by_role("link", name="Gradebook").click()
    row = teacher.get_by_role("row", name="Lee Jun")
    expect(row).to_contain_text("0 %")
    check_accessibility(teacher)
    teacher.keyboard.press("ArrowDown")  # nothing has the focus yet
    expect(row.get_by_role("link", name="Lee Jun")).to_be_focused()
    teacher.keyboard.press("ArrowRight")
    teacher.keyboard.press("?")
    expect(teacher.get_by_role("dialog")).to_contain_text("to the next cell")
    teacher.keyboard.press("Escape")
    teacher.keyboard.press("Enter")
    expect(teacher.get_by_role("heading", level=1)).to_have_text("Before Friday")
    expect(teacher.get_by_role("heading", name="Answers of attempt 1")).to_be_visible()
    check_accessibility(teacher)
    teacher.get_by_label("Percent").fill("75")
    teacher.get_by_label("Why").fill("Told me all of it.")
    teacher.get_by_role("button", name="Let this count").click()
    expect(teacher.locator(".record")).to_contain_text("score set")


def test_a_list_makes_slips_that_can_be_printed(
    group: Class_, check_accessibility: Callable[[Page], None]
) -> None:
    page = group.page
    page.get_by_role("link", name="Add from a list").click()
    check_accessibility(page)
    page.get_by_label("Names").fill("Kim Minji\nLee Jun")
    page.get_by_role("button", name="Add them and make slips").click()
    expect(page.locator(".slips > li")).to_have_count(2)
    check_accessibility(page)
    page.get_by_role("link", name="To the class").click()
    page.get_by_role("button", name="Remove Lee Jun").click()
    page.get_by_role("button", name="Put back Lee Jun").click()
    expect(page.get_by_role("row", name="Lee Jun")).to_be_visible()
    page.get_by_role("link", name="Settings").click()
    check_accessibility(page)


ESSAYS = """// [id:line]
Why did they draw a line? {}

// [id:war]
Who wanted the war? {}
"""


def write_essays(student: Page, code: str, name: str) -> None:
    """Join, write both essays of the only assignment, hand in."""
    student.goto(f"/join/{code}")
    student.get_by_label("Your name").fill(name)
    student.get_by_role("button", name="Join the class").click()
    student.goto("/")
    student.get_by_role("link", name=re.compile("Open ?: Lines")).click()
    student.get_by_role("button", name="Begin").click()
    student.wait_for_url("**/attempts/*")
    student.goto(f"{student.url}?layout=all")
    for number, box in enumerate(student.locator("textarea").all()):
        box.fill(f"{name} writes {number}.")
    student.get_by_role("button", name="Check and hand in").last.click()
    student.get_by_role("button", name="Hand in", exact=True).click()
    student.wait_for_url("**/result*")


def test_essays_are_graded_by_keyboard(
    group: Class_,
    live_server: LiveServer,
    new_context: Callable[..., BrowserContext],
    check_accessibility: Callable[[Page], None],
    guard: Guard,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    guard.allow("422")  # the points that are too many
    file = tmp_path / "lines.gift"
    file.write_text(ESSAYS)
    owner = f"teacher {request.node.name}"[:40]
    live_server.command("import", str(file), "--set", "lines", "--owner", owner, "--new")
    teacher = group.page
    teacher.goto(f"{group.address}/assignments/new")
    teacher.get_by_label("What").first.select_option("set:lines")
    teacher.get_by_role("button", name="Give it to the class").click()
    minji, jun = (new_context(viewport={"width": 360, "height": 780}).new_page() for _ in range(2))
    write_essays(minji, group.code, "Kim Minji")
    write_essays(jun, group.code, "Lee Jun")
    teacher.goto("/teach")
    expect(teacher.locator("main")).to_contain_text("4 answers to grade")
    teacher.goto(group.address)
    check_accessibility(teacher)
    teacher.get_by_role("link", name="4 to grade").press("Enter")
    check_accessibility(teacher)
    teacher.get_by_role("link", name=re.compile("Grade ?: Why did they draw")).press("Enter")
    expect(teacher.locator(".written")).to_have_text("Kim Minji writes 0.")
    check_accessibility(teacher)
    teacher.keyboard.press("Alt+ArrowDown")
    expect(teacher.locator(".written")).to_have_text("Lee Jun writes 0.")
    teacher.keyboard.press("Alt+ArrowUp")
    expect(teacher.locator(".written")).to_have_text("Kim Minji writes 0.")
    expect(teacher.get_by_label("Points")).to_be_focused()
    teacher.keyboard.type("3")
    teacher.keyboard.press("Control+Enter")
    expect(teacher.get_by_role("alert")).to_contain_text("give at most 1")
    check_accessibility(teacher)
    teacher.get_by_label("Points").fill("0.5")
    teacher.keyboard.press("Tab")
    teacher.keyboard.type("Name both powers.")
    for answer in ("Lee Jun writes 0.", "Kim Minji writes 1.", "Lee Jun writes 1."):
        teacher.keyboard.press("Control+Enter")
        expect(teacher.locator(".written")).to_have_text(answer)
        expect(teacher.get_by_label("Points")).to_be_focused()
        teacher.keyboard.type("1")
    teacher.keyboard.press("Control+Enter")
    expect(teacher.locator(".flash")).to_contain_text("Everything here is graded.")
    minji.goto("/")
    check_accessibility(minji)
    minji.get_by_role("link", name=re.compile("See the points")).click()
    expect(minji.locator("main")).to_contain_text("1.5 of 2 points")
    expect(minji.locator("main")).to_contain_text("Name both powers.")
    check_accessibility(minji)
    assert minji.evaluate("document.documentElement.scrollWidth") <= 360
