# ruff: noqa: INP001 - a program beside its pictures, not a package
"""Take the README's screenshots of a served app: `python docs/screenshots/take.py ADDRESS`.

Start `make run` with an empty QUIZAPP_HOME first; a guest is made, reads and drills.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).resolve().parent
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
LESSON = "/lessons/1950-the-decision"
CARDS = 6


def save(page: Page, name: str) -> None:
    """Keep what the window shows."""
    page.wait_for_load_state("networkidle")
    page.screenshot(path=HERE / f"{name}.png")


def drill(page: Page) -> None:
    """Answer a few cards, one of them "Forgot"."""
    page.goto("/study/sets/1950-the-decision")
    for turn in range(CARDS):
        page.locator("#front").wait_for()
        page.get_by_role("button", name="Show the answer").click()
        page.get_by_role("button", name="Forgot" if turn == 2 else "Knew it").click()


def take(address: str) -> None:
    """A lesson on a desk, a card on a telephone in the dark."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )
        desk = browser.new_context(viewport={"width": 1280, "height": 800}, base_url=address)
        page = desk.new_page()
        page.goto("/")
        page.get_by_role("button", name="Start learning").first.click()
        page.goto(LESSON)
        page.locator(".check").first.scroll_into_view_if_needed()
        save(page, "lesson")
        drill(page)
        phone = browser.new_context(
            viewport={"width": 360, "height": 640},
            color_scheme="dark",
            base_url=address,
            storage_state=desk.storage_state(),
        )
        page = phone.new_page()
        page.goto("/study/sets/1950-the-decision")
        save(page, "card")
        browser.close()


if __name__ == "__main__":
    take(sys.argv[1])
