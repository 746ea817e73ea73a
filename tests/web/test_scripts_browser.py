"""Whatever people write, no page turns it into markup: every field × a corpus × every view."""

from collections.abc import Callable, Iterator
from io import BytesIO
from threading import Thread
from uuid import uuid4

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Dialog, Error, Page
from sqlalchemy.orm import Session
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.support.browser import READER, Guard
from tests.support.cast import Person
from tests.support.scripts import FOREIGN, TEXTS, poison
from tests.web.access_table import TABLE

pytestmark = pytest.mark.one_database

# A marked element was made from a text; so was a link that a browser would run.
FOUND = """() => [...document.querySelectorAll(
  "[data-c], [href^='javascript:' i], [href^='data:text' i], [src*='f.test']")]
  .map((one) => one.outerHTML.slice(0, 200))"""
STAGED = "// [id:one]\n::Title:: What is the capital? {=Pyongyang#Right. ~Seoul#No, south.}\n"
# All at once would be longer than an item lets through; an address has to stand at the beginning.
HALF = len(TEXTS) // 2
ROUNDS = ("\n\n".join(TEXTS[:HALF]), "\n\n".join(("javascript:alert(40)//", *TEXTS[HALF:])))


# Who sees a row of the access table as a teacher; and pages that show a choice of one.
TEACHERS = ("teacher", "class", "set")
MORE_OF_TEACHERS = (
    "/teach/import/{staged}", "/teach/sets/{set}/items/new?type=single&draft={draft}",
    "/study/sets/{set}", "/study?set={set}", "/sets",
)  # fmt: skip
MORE = (
    "/attempts/{attempt}?layout=all", "/attempts/{attempt}?q=11", "/quizzes/done",
    "/attempts/{essay}/result", "/search?q=<img data-c src=x onerror=alert(41)>",
    "/sets?q='\"><b data-c>42</b>", "/login?next=javascript:alert(43)",
    f"/login?next={FOREIGN}", "/report/claim/P1.1?from=javascript:alert(44)",
    "/<b data-c>45</b>", '/study?set="><b data-c>46</b>',
)  # fmt: skip


class _Quiet(WSGIRequestHandler):
    def log(self, *args: object) -> None:
        """The test says what went wrong, not the server."""


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The app under test behind a port, so that its data can be changed from here."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def as_person(browser: Browser, address: str) -> Iterator[Callable[[Person, Guard], Page]]:
    """A page of a browser in which somebody is signed in."""
    opened: list[BrowserContext] = []

    def make(person: Person, guard: Guard) -> Page:
        context = browser.new_context(**{**READER, "base_url": address})
        opened.append(context)
        guard.watch(context)
        cookie = person.client.get_cookie("quizapp")
        assert cookie is not None
        context.add_cookies([{"name": "quizapp", "value": cookie.value, "url": address}])
        return context.new_page()

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def written(mina: Person, ms_park: Person, things: dict[str, str]) -> dict[str, str]:
    """All that the table names, and what else people can write."""
    mina.client.send_form(
        "/report/item/L1-02", {"id": str(uuid4()), "what": "Wrong.", "source": "A book."}
    )
    cell = f"/teach/gradebook/{things['group']}/{things['assignment']}/{things['student']}"
    ms_park.client.send_form(f"{cell}/score", {"percent": "80", "comment": "By word of mouth."})
    grade = f"/teach/classes/{things['group']}/assignments/{things['assignment']}/essays"
    ms_park.client.send_form(
        f"{grade}/{things['essay']}/11",
        {"id": str(uuid4()), "seen": "0", "points": "1", "comment": "Well put."},
    )
    brought = ms_park.client.post(
        "/teach/import",
        data={
            "csrf_token": ms_park.client.csrf(), "key": str(uuid4()), "set": things["set"],
            "format": "", "file": (BytesIO(STAGED.encode()), "week1.gift"),
        },
    )  # fmt: skip
    assert brought.status_code == 303
    return {**things, "staged": (brought.location or "").rpartition("/")[2]}


def views(name: str, names: dict[str, str]) -> list[str]:
    """The address of every page in the access table that this one may see, and some more."""
    listed = [
        row.path.format(**names)
        for route, row in TABLE.items()
        if route.startswith("GET ")
        and not row.path.startswith(("/api/", "/media/", "/healthz"))
        and (row.who in TEACHERS) == (name == "ms_park")
    ]
    mine = MORE_OF_TEACHERS if name == "ms_park" else MORE
    return listed + [one.format(**names) for one in mine]


@pytest.mark.parametrize("texts", ROUNDS, ids=["tags", "attributes and addresses"])
def test_no_text_becomes_markup_in_any_view(
    texts: str, address: str, as_person: Callable[[Person, Guard], Page], mina: Person,
    ms_park: Person, written: dict[str, str], session: Session,
) -> None:  # fmt: skip
    assert poison(session, texts) > 100
    wrong: list[str] = []

    def refuse(dialog: Dialog) -> None:
        wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    for person in (mina, ms_park):
        guard = Guard(address)
        guard.allow(r"console error: Failed to load resource: .* status of (404|403|409|422)")
        page = as_person(person, guard)
        page.on("dialog", refuse)
        for path in views(person.name, written):
            wrong += [f"{person.name} {path}: {one}" for one in _look(page, path, guard)]
    assert not wrong, "\n".join(wrong)


def _look(page: Page, path: str, guard: Guard) -> list[str]:
    """What is wrong with one page."""
    try:
        answer = page.goto(path)
    except Error as error:  # a file to keep is no page
        if "Download is starting" in str(error) or "ERR_ABORTED" in str(error):
            return []
        raise
    assert answer is not None
    found = [] if answer.status < 500 else [f"answered {answer.status}"]
    found += page.evaluate(FOUND)
    found += guard.left()
    guard.complaints.clear()
    return found
