"""What holds for every page: axe finds nothing in either theme, and paper is white."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

LESSONS = (
    "1945-a-line-on-a-map", "1948-two-states-one-peninsula", "1950-the-decision",
    "1950-1953-the-unfinished-peace", "between-two-giants", "the-1990s-moscow-lets-go",
    "putins-russia-and-the-kims", "2022-2023-a-train-to-vostochny", "after-the-article",
    "reading-like-a-checker",
)  # fmt: skip
PAGES = (
    "/", "/progress", "/about", "/privacy", "/teachers", "/timeline", "/people", "/glossary",
    "/search?q=treaty",
    "/claims/P2.4",
    "/report/claim/P2.4",
    *(f"/lessons/{slug}" for slug in LESSONS),
    "/quizzes", "/sets",
)  # fmt: skip


@pytest.fixture
def guest(new_context: Callable[..., BrowserContext]) -> Callable[[str], Page]:
    """A page of a guest whose device is light or dark."""

    def start(scheme: str) -> Page:
        page = new_context(color_scheme=scheme, viewport={"width": 360, "height": 780}).new_page()
        page.goto("/")
        page.get_by_role("button", name="Start learning").click()
        return page

    return start


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_sticks_out(
    guest: Callable[[str], Page], check_accessibility: Callable[[Page], None], scheme: str
) -> None:
    page = guest(scheme)
    for path in PAGES:
        page.goto(path)
        check_accessibility(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_the_landing_page_of_a_stranger_passes_too(
    page: Page, check_accessibility: Callable[[Page], None]
) -> None:
    page.goto("/")
    check_accessibility(page)


def test_paper_is_white_on_a_dark_device(guest: Callable[[str], Page]) -> None:
    page = guest("dark")
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator("body")).to_have_css("color", "rgb(0, 0, 0)")
    expect(page.locator("html")).to_have_css("background-color", "rgb(255, 255, 255)")


@pytest.mark.parametrize("name", ["Guest", "Ms Lane", "Maximiliana Featherstonehaugh"])
def test_the_name_of_the_course_takes_two_lines_at_most_on_a_telephone(
    guest: Callable[[str], Page], name: str
) -> None:
    page = guest("light")
    page.locator(".bar .menu summary span").evaluate(
        "(one, name) => (one.textContent = name)", name
    )
    lines = """one => {
      const words = document.createRange();
      words.selectNodeContents(one);
      return new Set([...words.getClientRects()].map((rect) => Math.round(rect.top))).size;
    }"""
    title = page.locator(".bar .name span")
    assert title.evaluate(lines) == 2
    room = """one => {
      const words = document.createRange();
      words.selectNodeContents(one);
      const last = [...words.getClientRects()].at(-1);
      const paint = document.createElement("canvas").getContext("2d");
      paint.font = getComputedStyle(one).font;
      const { fontBoundingBoxDescent, actualBoundingBoxDescent } = paint.measureText("pgy");
      const lowest = last.bottom - fontBoundingBoxDescent + actualBoundingBoxDescent;
      return one.getBoundingClientRect().bottom - lowest;
    }"""
    assert title.evaluate(room) >= 0  # nothing of “great powers” is cut off
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
