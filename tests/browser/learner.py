"""A learner at a page: reads, answers, drills, takes a quiz. With whichever hand she has."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.hands import Hand

FIRST = "1945-a-line-on-a-map"
LESSON = f"/lessons/{FIRST}"
CARDS = f"/study/sets/{FIRST}"
QUIZ = f"/quizzes/quiz-{FIRST}"
PASSWORD = "lamp river seven"
SAVED = re.compile(r"^Saved \d\d:\d\d:\d\d$")

Answer = str | Sequence[str] | Mapping[str, str]


def fits(page: Page) -> None:
    """Nothing is wider than the window."""
    wide, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= window, f"{page.url} is {wide} px wide in a window of {window} px"


def export(page: Page) -> dict[str, Any]:
    """Everything that is stored about whoever uses this browser."""
    found: dict[str, Any] = page.request.get("/api/v1/me/export").json()
    return found


def ids(page: Page, part: str, key: str = "id") -> set[str]:
    """The ids in one part of the export."""
    return {str(entry[key]) for entry in export(page)[part]}


def start(page: Page) -> Page:
    """Become a guest; ends at the first lesson."""
    page.goto("/")
    page.get_by_role("button", name="Start learning").first.click()
    page.wait_for_url(f"**{LESSON}")
    return page


def cards_ready(page: Page) -> None:
    """The script has taken the study page over."""
    expect(page.locator("[data-keys]")).not_to_have_attribute("hidden", "")


def all_sent(page: Page) -> None:
    """Every grade is on the server."""
    expect(page.locator("#save-state")).to_have_text("All answers saved")


def begin_quiz(page: Page, address: str = QUIZ, layout: str = "") -> str:
    """Begin an attempt; gives its address."""
    page.goto(address)
    page.get_by_role("button", name=re.compile("Begin|Take it again")).click()
    page.wait_for_url("**/attempts/*")
    plain = page.url.split("?")[0]
    if layout:
        page.goto(f"{plain}?layout={layout}")
    return plain


def question(page: Page, number: int) -> Locator:
    """One question of an attempt."""
    return page.get_by_role("group", name=re.compile(rf"^Question {number} of \d+$"))


class Learner:
    """Somebody with a hand, in front of one page."""

    def __init__(self, hand: Hand) -> None:
        self.hand = hand
        self.page = hand.page

    def open(self, address: str) -> None:
        """Go to an address."""
        self.page.goto(address)
        fits(self.page)

    def follow(self, link: Locator, address: str) -> None:
        """Press what leads to an address (a glob)."""
        self.hand.press(link)
        self.page.wait_for_url(address)
        fits(self.page)

    # ---- questions ------------------------------------------------------------------------------

    def answer(self, box: Locator, kind: str, answer: Answer) -> None:
        """Answer the question in `box`: with a text, a list of texts, or texts by text."""
        if kind in ("single", "multi", "true_false"):
            for text in [answer] if isinstance(answer, str) else answer:
                self.hand.choose(self._option(box, text))
        elif kind in ("short", "numeric"):
            assert isinstance(answer, str)
            self.hand.write(box.get_by_role("textbox"), answer)
        elif kind in ("matching", "categorise"):
            assert isinstance(answer, Mapping)
            for left, text in answer.items():
                row = box.get_by_role("listitem").filter(has_text=left)
                self.hand.pick(row.get_by_role("combobox"), text)
        elif kind == "ordering":
            self._order(box, list(answer))
        elif kind == "cloze":
            self._fill(box, list(answer))

    def _option(self, box: Locator, text: str) -> Locator:
        return box.locator("label.opt").filter(has_text=re.compile(rf"^\s*{re.escape(text)}\s*$"))

    def _order(self, box: Locator, wanted: Sequence[str]) -> None:
        """Move the steps up until they stand as wanted."""
        for place, text in enumerate(wanted):
            step = box.get_by_role("listitem").filter(has_text=text)
            for _ in range(self._steps(box).index(text) - place):
                self.hand.press(step.get_by_role("button", name="Move up"))
        keep = box.get_by_role("button", name="This order is right")
        if keep.is_visible():
            self.hand.press(keep)
        assert self._steps(box) == list(wanted)

    def _steps(self, box: Locator) -> list[str]:
        return [text.strip() for text in box.locator(".step").all_inner_texts()]

    def _fill(self, box: Locator, words: Sequence[str]) -> None:
        for blank, word in zip(box.get_by_label(re.compile("^Blank ")).all(), words, strict=True):
            if blank.evaluate("one => one.tagName") == "SELECT":
                self.hand.pick(blank, word)
            else:
                self.hand.write(blank, word)

    def guess(self, box: Locator, kind: str) -> Answer:
        """Some answer to a question that is not known beforehand."""
        options = [text.strip() for text in box.locator("label.opt").all_inner_texts()]
        if kind == "true_false":
            return [options[0], *options[2:3]]
        if kind == "single":
            return options[0]
        if kind == "multi":
            return options[: int(box.locator("[data-select]").get_attribute("data-select") or 1)]
        if kind == "ordering":
            return self._steps(box)
        if kind in ("matching", "categorise"):
            return {
                row.locator("span").first.inner_text().strip(): self._entries(row)[1]
                for row in box.get_by_role("listitem").all()
            }
        if kind == "cloze":
            blanks = box.get_by_label(re.compile("^Blank ")).all()
            return [(self._entries(blank) or ["", "1945"])[1] for blank in blanks]
        return "1945"

    def _entries(self, holder: Locator) -> list[str]:
        return [text.strip() for text in holder.locator("option").all_inner_texts()]

    # ---- lessons --------------------------------------------------------------------------------

    def checkpoint(self, code: str, answer: Answer, verdict: str, why: str) -> None:
        """Answer a question in the text and be told why."""
        box = self.page.locator(f"#check-{code}")
        kind = "single" if isinstance(answer, str) else "true_false"
        self.answer(box, kind, answer)
        self.hand.press(box.get_by_role("button", name="Check the answer"))
        expect(box.locator(".verdict")).to_have_text(verdict)
        expect(box).to_contain_text(why)
        fits(self.page)

    # ---- cards ----------------------------------------------------------------------------------

    def grade_card(self, name: str = "Knew it") -> None:
        """Turn the card that is shown and grade it; then another is shown, or the end."""
        given = self.page.get_by_role("textbox", name="Your answer")
        expect(self._card_or_end()).to_be_visible()
        if given.is_visible():
            given.press("Enter")
        else:
            self.hand.show_answer()
        expect(self.page.locator("#back")).not_to_be_empty()
        self.hand.grade(name)
        expect(self._card_or_end()).to_be_visible()

    def _card_or_end(self) -> Locator:
        card = self.page.get_by_role("button", name="Show the answer")
        return card.or_(self.page.get_by_role("heading", name="Done for now"))

    def drill_to_the_end(self) -> int:
        """Know every card that is left; gives how many there were."""
        for number in range(60):
            expect(self._card_or_end()).to_be_visible()
            fits(self.page)
            if self.page.get_by_role("heading", name="Done for now").is_visible():
                return number
            self.grade_card()
        raise AssertionError("the cards do not come to an end")

    # ---- quizzes --------------------------------------------------------------------------------

    def sit(self, answers: Mapping[int, Answer] | None = None) -> None:
        """Answer the questions of an attempt one after the other, up to the last."""
        total = self.page.locator(".palette li").count()
        for number in range(1, total + 1):
            box = question(self.page, number)
            expect(box).to_be_visible()
            kind = box.get_attribute("data-type") or ""
            if kind != "text":
                answer = answers[number] if answers else self.guess(box, kind)
                self.answer(box, kind, answer)
                expect(self.page.locator("#save-state")).to_have_text(SAVED)
            fits(self.page)
            if number < total:
                self.hand.press(self.page.get_by_role("button", name="Next", exact=True))

    def hand_in(self) -> None:
        """Look once more, hand in, see the result."""
        self.hand.press(self.page.locator(".steps").get_by_role("button", name="Check and hand in"))
        dialog = self.page.get_by_role("dialog", name="Hand in?")
        expect(dialog).to_contain_text(re.compile(r"(\d+) of \1 answered"))
        self.follow(dialog.get_by_role("button", name="Hand in"), "**/result")
        expect(self.page.get_by_role("img", name=re.compile("Your score"))).to_be_visible()

    # ---- accounts -------------------------------------------------------------------------------

    def from_menu(self, name: str) -> None:
        """Open the account menu and choose an entry."""
        who = self.page.get_by_role("banner").locator(".who")
        self.hand.press(who.locator("summary"))
        self.hand.press(who.locator(".sheet").get_by_role("link", name=name))

    def sign_up(self, name: str) -> None:
        """Turn the guest into an account."""
        self.from_menu("Save my progress")
        self.page.wait_for_url("**/signup*")
        fits(self.page)
        self._credentials(name, "Save my progress")
        expect(self.page.locator("#recovery-code")).to_be_visible()
        fits(self.page)
        self.hand.press(self.page.get_by_role("link", name="I have kept it"))
        expect(self.page.locator("#recovery-code")).to_have_count(0)

    def log_in(self, name: str) -> None:
        """Enter an account from the guest that is here."""
        self.from_menu("Log in to another account")
        self.page.wait_for_url("**/login*")
        fits(self.page)
        self._credentials(name, "Log in")
        expect(self.page.get_by_role("banner").locator(".who summary")).to_have_text(name)

    def _credentials(self, name: str, button: str) -> None:
        self.hand.write(self.page.get_by_label("Name"), name)
        self.hand.write(self.page.get_by_label("Password", exact=True), PASSWORD)
        self.hand.press(self.page.get_by_role("main").get_by_role("button", name=button))
