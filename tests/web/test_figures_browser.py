"""Figures in a browser: by keyboard, by mouse, on a phone, on paper, and without JavaScript."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.server import LiveServer
from tests.support.small_course import write_course
from tests.support.small_figures import KINDS, add_figures

LESSON = "/lessons/why-tides"
FIRST = "/lessons/1945-a-line-on-a-map"
NAMES = ("Fact", "Opinion", "Forecast", "Report")
ORDER = ("fact", "opinion", "forecast", "reported")


@pytest.fixture(scope="session")
def live_server(
    tmp_path_factory: pytest.TempPathFactory, template_home: Path
) -> Iterator[LiveServer]:
    """A server with a course that has a figure of every kind."""
    questions = tmp_path_factory.mktemp("figures")
    for path in add_figures(write_course(questions)).rglob("*.*"):
        # Items are unique across courses, and the built-in one has an L1-01 too.
        text = path.read_text("utf-8").replace("L1-", "T1-").replace("[^S2]", "[^S1]")
        path.write_text(text, "utf-8")
    home = tmp_path_factory.mktemp("live") / "home"
    server = LiveServer(home, template_home, QUIZAPP_QUESTIONS=str(questions)).start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser_context_args(live_server: LiveServer) -> dict[str, Any]:
    return {"base_url": live_server.url}


def figure(page: Page, number: int) -> Locator:
    return page.locator(f"#fig-{number}")


def kind_of(claim: str) -> str:
    return KINDS[int(re.findall(r"\d+", claim)[0]) - 1]


# ---- one row at a time --------------------------------------------------------------------------


def test_a_time_line_is_walked_by_keys(page: Page) -> None:
    page.goto(LESSON)
    lanes = figure(page, 3)
    told, slider = lanes.locator(".told"), lanes.get_by_role("slider", name="Event")
    expect(told).to_contain_text("Nobody asks.")
    expect(lanes.locator(".current")).to_have_text("1")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(told).to_contain_text("Newton explains tides.")
    expect(told.get_by_role("link", name="Principia")).to_be_visible()
    expect(slider).to_have_attribute("aria-valuetext", "1687, England")
    expect(lanes.locator("[data-mark='2']")).to_have_class(re.compile("current"))
    page.keyboard.press("End")
    expect(told).to_contain_text("Laplace writes equations.")
    expect(lanes.get_by_role("button", name="Later")).to_be_disabled()


def test_the_last_step_leaves_the_focus_in_the_figure(page: Page) -> None:
    page.goto(LESSON)
    lanes = figure(page, 3)
    lanes.get_by_role("button", name="Later").focus()
    for _ in range(4):
        page.keyboard.press("Enter")
    expect(lanes.locator(".told")).to_contain_text("Laplace")
    expect(lanes.get_by_role("slider")).to_be_focused()


def test_a_mark_is_opened_by_the_mouse(page: Page) -> None:
    page.goto(LESSON)
    figure(page, 3).locator("[data-mark='3'] text").click()
    expect(figure(page, 3).locator(".told")).to_contain_text("Others check.")
    figure(page, 5).locator("[data-mark='2'] .spot").click()
    expect(figure(page, 5).locator(".told")).to_contain_text("Where it came.")


def test_every_seat_is_a_button_that_opens_one_sourced_sentence(page: Page) -> None:
    page.goto(LESSON)
    table = figure(page, 2)
    wind = table.get_by_role("button", name="The wind, stayed away")
    wind.focus()
    page.keyboard.press("Enter")
    expect(wind).to_have_attribute("aria-pressed", "true")
    expect(table.locator("button[aria-pressed=true]")).to_have_count(1)
    expect(table.locator(".told")).to_contain_text("It makes waves.")
    expect(table.locator(".told").get_by_role("link", name="Principia")).to_be_visible()


def test_the_table_is_folded_and_can_be_opened(page: Page) -> None:
    page.goto(LESSON)
    row = figure(page, 3).get_by_role("row", name=re.compile("Newton explains"))
    expect(row).to_be_hidden()
    figure(page, 3).get_by_text("The figure in words").click()
    expect(row).to_be_visible()


# ---- maps ---------------------------------------------------------------------------------------


def test_maps_are_shown_one_at_a_time_or_all(page: Page) -> None:
    page.goto(LESSON)
    maps = figure(page, 6)
    noon, night = maps.locator(".panel-title").all()
    expect(noon).to_be_visible()
    expect(night).to_be_hidden()
    maps.get_by_role("slider", name="Date of the map").focus()
    page.keyboard.press("ArrowRight")
    expect(night).to_be_visible()
    expect(noon).to_be_hidden()
    maps.get_by_role("button", name="Show all maps").click()
    expect(noon).to_be_visible()
    expect(night).to_be_visible()
    maps.get_by_role("button", name="One map at a time").click()
    expect(noon).to_be_hidden()


def test_a_line_over_a_map_is_taken_off_and_put_back_by_keys(page: Page) -> None:
    page.goto(FIRST)
    tick = figure(page, 1).get_by_role("checkbox", name=re.compile("armistice line"))
    line = figure(page, 1).locator(".front.dashed")
    label = figure(page, 1).locator("svg").get_by_text("armistice line", exact=True)
    expect(tick).to_be_checked()
    tick.focus()
    page.keyboard.press("Space")
    expect(line).to_be_hidden()
    expect(label).to_be_hidden()
    page.keyboard.press("Space")
    expect(line).to_be_visible()
    expect(label).to_be_visible()


# ---- the claim sorter ---------------------------------------------------------------------------


def test_claims_are_sorted_by_number_keys(page: Page) -> None:
    page.goto(LESSON)
    sorter = figure(page, 7).get_by_role("group", name="Claim sorter")
    tiles = sorter.locator("[data-tile]")
    expect(tiles).to_have_count(4)
    claims = tiles.locator("button").all_inner_texts()
    assert sorted(map(kind_of, claims)) == sorted(ORDER)  # one of each kind
    tiles.first.get_by_role("button").focus()
    for claim in claims:
        page.keyboard.press(str(ORDER.index(kind_of(claim)) + 1))
        expect(sorter.locator(".latest .claim-text")).to_have_text(claim)
        expect(sorter.locator(".latest .said")).to_contain_text("✓ Right")
        expect(sorter.locator(".latest").get_by_role("link", name="Principia")).to_be_visible()
        expect(sorter.locator(".latest .tag")).to_be_visible()
    expect(sorter).to_contain_text("4 of 4 in a tray where they belong")
    more = sorter.get_by_role("button", name="More claims")
    expect(more).to_be_focused()
    page.keyboard.press("Enter")
    expect(tiles).to_have_count(4)
    assert not set(tiles.locator("button").all_inner_texts()) & set(claims)


def test_a_claim_is_taken_up_and_laid_into_a_tray_by_keys(
    page: Page, check_accessibility: Callable[[Page], None]
) -> None:
    page.goto(LESSON)
    sorter = figure(page, 7).get_by_role("group", name="Claim sorter")
    tile = sorter.locator("[data-tile]").first.get_by_role("button")
    claim = tile.inner_text()
    wrong = next(n for n, kind in enumerate(ORDER) if kind not in (kind_of(claim), "reported"))
    tile.focus()
    page.keyboard.press("Enter")
    expect(tile).to_have_attribute("aria-pressed", "true")
    expect(sorter.locator(".tray").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(tile).to_be_focused()
    sorter.locator(".tray").nth(wrong).focus()
    page.keyboard.press("Enter")
    expect(sorter.locator(".latest .said")).to_contain_text("✗ Not this time: this is")
    expect(sorter.get_by_role("status")).to_contain_text("Verdict:")
    expect(sorter.get_by_role("button", name=re.compile(NAMES[wrong]))).to_contain_text("1")
    check_accessibility(page)


def test_a_second_kind_that_can_be_defended_is_right_as_well(page: Page) -> None:
    page.goto(LESSON)
    sorter = figure(page, 7).get_by_role("group", name="Claim sorter")
    two = sorter.get_by_role("button", name="Claim number 2.")
    for _ in range(3):  # ten claims, four at a time
        if two.count():
            break
        sorter.locator("[data-tile] button").first.focus()
        for _ in range(4):
            page.keyboard.press("1")
        page.keyboard.press("Enter")
    two.focus()
    page.keyboard.press("4")
    expect(sorter.locator(".latest .said")).to_have_text(
        "✓ Right: a report. It is mostly called a fact claim, but this can be defended."
    )


def test_a_claim_is_dragged_into_a_tray(page: Page) -> None:
    page.goto(LESSON)
    sorter = figure(page, 7).get_by_role("group", name="Claim sorter")
    sorter.scroll_into_view_if_needed()
    tile = sorter.locator("[data-tile]").last
    claim = tile.get_by_role("button").inner_text()
    tray = sorter.locator(f"[data-tray={kind_of(claim)}]")
    tile.hover()
    page.mouse.down()
    page.mouse.move(0, 0)
    expect(tile).to_have_class(re.compile("dragged"))
    tray.hover(force=True)
    expect(tray).to_have_class(re.compile("over"))
    page.mouse.up()
    expect(sorter.locator(".latest .claim-text")).to_have_text(claim)
    expect(sorter.locator(".latest .said")).to_contain_text("✓ Right")


def test_a_claim_that_is_let_go_beside_the_trays_stays(page: Page) -> None:
    page.goto(LESSON)
    sorter = figure(page, 7).get_by_role("group", name="Claim sorter")
    tile = sorter.locator("[data-tile]").first
    tile.hover()
    page.mouse.down()
    page.mouse.move(5, 5)
    page.mouse.up()
    expect(sorter.locator("[data-tile]")).to_have_count(4)
    expect(tile).not_to_have_class(re.compile("dragged"))
    expect(tile.get_by_role("button")).to_have_attribute("aria-pressed", "false")


def test_claims_are_sorted_by_a_finger(narrow_page: Page) -> None:
    narrow_page.goto(LESSON)
    sorter = figure(narrow_page, 7).get_by_role("group", name="Claim sorter")
    tile = sorter.locator("[data-tile]").first.get_by_role("button")
    claim = tile.inner_text()
    tile.tap()
    tray = sorter.locator(f"[data-tray={kind_of(claim)}]")
    tray.tap()
    expect(sorter.locator(".latest .said")).to_contain_text("✓ Right")
    for one in (*sorter.locator(".tray").all(), tile):
        box = one.bounding_box()
        assert box
        assert box["height"] >= 44


# ---- any screen, paper, no script ------------------------------------------------------------------


def test_figures_fit_a_phone_with_words_that_can_be_read(
    narrow_page: Page, check_accessibility: Callable[[Page], None]
) -> None:
    for address in (LESSON, FIRST, "/lessons/1950-the-decision"):
        narrow_page.goto(address)
        wide = narrow_page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, address
        small = narrow_page.evaluate(
            """() => [...document.querySelectorAll("figure svg text")]
              .filter((one) => one.getBoundingClientRect().width > 0)
              .map((one) => [one.textContent, parseFloat(getComputedStyle(one).fontSize)
                * (one.getScreenCTM()?.a ?? 1)])
              .filter(([, size]) => size < 11)"""
        )
        assert small == [], address
    narrow_page.goto(LESSON)
    check_accessibility(narrow_page)


def test_without_a_script_everything_is_visible(no_script_page: Page) -> None:
    no_script_page.goto(LESSON)
    for number, text in ((2, "It makes waves."), (3, "Others check."), (5, "Where it came.")):
        expect(figure(no_script_page, number).get_by_role("cell", name=text)).to_be_visible()
    expect(figure(no_script_page, 6).locator(".panel-title", has_text="At noon")).to_be_visible()
    expect(figure(no_script_page, 6).locator(".panel-title", has_text="At night")).to_be_visible()
    claims = figure(no_script_page, 7).get_by_role("table", name="Claim sorter")
    expect(claims.get_by_role("row", name=re.compile(r"Claim number \d+\."))).to_have_count(10)
    expect(no_script_page.locator(".walk, .told, .layers, .sorting")).to_have_count(0)


def test_on_paper_nothing_is_left_out(page: Page) -> None:
    page.goto(LESSON)
    page.emulate_media(media="print")
    expect(figure(page, 6).locator(".panel-title", has_text="At night")).to_be_visible()
    expect(figure(page, 3).get_by_role("cell", name=re.compile("Others check"))).to_be_visible()
    expect(figure(page, 7).locator("table").get_by_text("Claim number 10.")).to_be_visible()
    expect(page.locator(".walk:visible, .told:visible, .sorting:visible")).to_have_count(0)
