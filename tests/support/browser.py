"""Fixtures that drive Debian's Chromium, and the guards that watch every page."""

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, expect

from tests.support.server import LiveServer

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
SETTLED = """() => Promise.allSettled(document.getAnimations()
  .filter((one) => one.effect.getComputedTiming().endTime < Infinity)
  .map((one) => one.finished)).then(() => null)"""
# A card's answer goes out four seconds after it was given, and others may use this machine.
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)
ZONES = (
    "Pacific/Honolulu", "America/Los_Angeles", "America/New_York", "America/Sao_Paulo",
    "Europe/London", "Asia/Dubai", "Asia/Bangkok", "Asia/Seoul", "Pacific/Auckland",
)  # fmt: skip


def where_it_is_midday() -> str:
    """A zone in which no study day ends soon, whenever the tests run."""
    now = datetime.now(UTC)
    return min(ZONES, key=lambda zone: abs(now.astimezone(ZoneInfo(zone)).hour - 12))


# A reader with a window of middling size, unless a test says otherwise.
READER: dict[str, Any] = {
    "locale": "en-GB",
    "timezone_id": where_it_is_midday(),
    "viewport": {"width": 1100, "height": 800},
}


class Guard:
    """Collects what no page may do: console errors, script errors, requests to others."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.complaints: list[str] = []
        self._allowed: list[re.Pattern[str]] = []

    def allow(self, pattern: str) -> None:
        """Accept complaints that match, in a test that provokes them."""
        self._allowed.append(re.compile(pattern))

    def watch(self, context: BrowserContext) -> None:
        """Listen to all pages of a context."""
        context.on("console", self._on_console)
        context.on("weberror", lambda e: self.complaints.append(f"script error: {e.error}"))
        context.on("request", self._on_request)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            place = message.location.get("url", "")
            self.complaints.append(f"console {message.type}: {message.text} ({place})")

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((self.origin + "/", "data:", "blob:", "about:")):
            self.complaints.append(f"request to a third party: {request.url}")

    def check(self) -> None:
        """Fail if there was a complaint that the test does not allow."""
        left = self.left()
        assert not left, "the browser complained:\n  " + "\n  ".join(left)

    def left(self) -> list[str]:
        """Complaints that nothing allows."""
        return [c for c in self.complaints if not any(p.search(c) for p in self._allowed)]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium; Playwright's own build is never downloaded."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise RuntimeError("chromium is not installed; `make test` installs it")
    return {**browser_type_launch_args, "executable_path": chromium, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(live_server: LiveServer) -> dict[str, Any]:
    """What all contexts share: page.goto("/lessons") is relative to the server."""
    return {"base_url": live_server.url}


@pytest.fixture
def guard(live_server: LiveServer) -> Iterator[Guard]:
    """What the pages of this test may not do; checked at its end."""
    guard = Guard(live_server.url)
    yield guard
    guard.check()


@pytest.fixture
def new_context(
    guard: Guard, new_context: Callable[..., BrowserContext]
) -> Callable[..., BrowserContext]:
    """Make another device: cookies and storage of its own, under the same guard."""

    def make(**options: Any) -> BrowserContext:
        context = new_context(**{**READER, **options})
        context.set_default_timeout(PATIENCE_MS)
        guard.watch(context)
        return context

    return make


@pytest.fixture
def new_teacher(
    live_server: LiveServer,
    new_context: Callable[..., BrowserContext],
    request: pytest.FixtureRequest,
) -> Page:
    """The browser of a teacher who has just got her account."""
    name = f"teacher {request.node.name}"[:40]
    said = live_server.command("user", "add", name, "--role", "teacher")
    code = re.search(r"(?:[2-9a-z]{5}-){3}[2-9a-z]{5}", said)
    assert code is not None
    page = new_context().new_page()
    page.goto("/login/recover")
    page.get_by_label("Name").fill(name)
    page.get_by_label("code", exact=False).first.fill(code[0])
    page.locator("input[type=password]").fill("lamp river seven")
    page.locator("main button[type=submit]").click()
    expect(page.get_by_text("Recovery code for")).to_be_visible()
    return page


@pytest.fixture
def narrow_page(new_context: Callable[..., BrowserContext]) -> Page:
    """A telephone, 360 px wide."""
    size = {"width": 360, "height": 740}
    return new_context(viewport=size, has_touch=True, is_mobile=True).new_page()


@pytest.fixture
def no_script_page(new_context: Callable[..., BrowserContext]) -> Page:
    """A browser with JavaScript off."""
    return new_context(java_script_enabled=False).new_page()


@pytest.fixture
def check_accessibility() -> Callable[[Page], None]:
    """Run axe on the page as it stands; fail with a readable list of what it found."""
    axe = Axe()

    def check(page: Page) -> None:
        # A fade that is half done has half its contrast: what is judged is where it ends.
        page.evaluate(SETTLED)
        violations = axe.run(page).response["violations"]
        assert not violations, _report(urlsplit(page.url).path, violations)

    return check


def _report(path: str, violations: list[dict[str, Any]]) -> str:
    lines = [f"axe found {len(violations)} violation(s) on {path}:"]
    for violation in violations:
        lines.append(f"  {violation['id']} ({violation['impact']}): {violation['help']}")
        lines += [
            f"      {node['html'][:160]}\n        {node['failureSummary']}"
            for node in violation["nodes"][:5]
        ]
    return "\n".join(lines)
