"""From a key press to the next card on the screen, in Chromium.

The time runs from the key event's own time stamp to the frame after the one in which the page
has changed: what is on the screen then, the reader sees. Painting is forced to be waited for by
a task after requestAnimationFrame.
"""

import shutil
from typing import Any

from _measure import ROUNDS, Browser, app_server, home_folder, running
from _report import at_most, percentile, report, spread
from playwright.sync_api import Page, sync_playwright

CARDS_A_ROUND = 6
GOAL = "at most 50 ms"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]

# Resolves with the milliseconds from the next key press until the wanted change is painted.
WATCH = """
({ wanted }) => {
  window.measured = new Promise((done) => {
    const front = document.getElementById("front").textContent;
    const isThere = () =>
      wanted === "answer"
        ? !document.getElementById("answer").hidden
        : document.getElementById("answer").hidden &&
          document.getElementById("front").textContent !== front;
    addEventListener("keydown", (event) => {
      const look = () => {
        if (!isThere()) return requestAnimationFrame(look);
        const channel = new MessageChannel();
        channel.port1.onmessage = () => done(performance.now() - event.timeStamp);
        requestAnimationFrame(() => channel.port2.postMessage(0));
      };
      requestAnimationFrame(look);
    }, { capture: true, once: true });
  });
}
"""


def measured(page: Page, key: str, wanted: str) -> float:
    """Press a key; milliseconds until the answer, or the next card, is painted."""
    page.evaluate(WATCH, {"wanted": wanted})
    page.keyboard.press(key)
    taken: float = page.evaluate("window.measured")
    return taken


def one_round(browser: Any, port: int) -> dict[str, list[float]]:
    """A newcomer answers some cards."""
    guest = Browser(port).start()
    url = f"http://127.0.0.1:{port}"
    context = browser.new_context(viewport={"width": 1100, "height": 800})
    context.add_cookies([{"name": k, "value": v, "url": url} for k, v in guest.cookies.items()])
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(f"{url}/study/sets/1945-a-line-on-a-map?extra=100")
    page.wait_for_load_state("networkidle")
    times: dict[str, list[float]] = {"answer": [], "next card": []}
    for _ in range(CARDS_A_ROUND):
        if page.locator("#given").is_visible():  # a card to type: "1" shows nothing there
            break
        times["answer"].append(measured(page, "Space", "answer"))
        times["next card"].append(measured(page, "2", "next card"))
    context.close()
    return times


def main() -> None:
    chromium = shutil.which("chromium")
    with home_folder() as home, running(app_server(home)) as app, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        one_round(browser, app.port)
        rounds = [one_round(browser, app.port) for _ in range(ROUNDS)]
        version = browser.version
        browser.close()
    if not all(one["next card"] for one in rounds):
        raise SystemExit("no card could be answered by key")
    figures: dict[str, dict[str, Any]] = {}
    for name in ("answer", "next card"):
        figures[name] = spread([percentile(one[name], 0.5) for one in rounds], "ms")
        figures[f"{name}, slowest"] = spread([max(one[name]) for one in rounds], "ms")
    targets = dict.fromkeys(("answer", "next card"), at_most(50))
    report("next_card", GOAL, figures, targets, chromium=version)


if __name__ == "__main__":
    main()
