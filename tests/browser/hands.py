"""Three ways to use a page: with a mouse, with a finger, and with nothing but keys."""

from typing import Protocol

from playwright.sync_api import Locator, Page, expect

FINGER = 44  # px: what a fingertip hits without aiming
FAR = 400  # presses of Tab after which a control counts as out of reach


class Hand(Protocol):
    """What a learner does with a page."""

    page: Page

    def press(self, target: Locator) -> None:
        """Follow a link, press a button, open a menu."""

    def choose(self, label: Locator) -> None:
        """Tick the radio button or the check box that a label holds."""

    def pick(self, menu: Locator, text: str) -> None:
        """Choose an entry of a closed list."""

    def write(self, field: Locator, text: str) -> None:
        """Fill a text field."""

    def show_answer(self) -> None:
        """Turn the flashcard that is shown."""

    def grade(self, name: str) -> None:
        """Say how it went, by the name of the button."""

    def undo(self) -> None:
        """Take the last grade back."""


class Mouse:
    """Points and clicks."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        target.click()

    def choose(self, label: Locator) -> None:
        label.click()

    def pick(self, menu: Locator, text: str) -> None:
        menu.select_option(label=text)

    def write(self, field: Locator, text: str) -> None:
        field.fill(text)

    def show_answer(self) -> None:
        self.press(self.page.get_by_role("button", name="Show the answer"))

    def grade(self, name: str) -> None:
        self.press(self.page.get_by_role("button", name=name))

    def undo(self) -> None:
        self.press(self.page.get_by_role("button", name="Undo").first)


class Finger(Mouse):
    """Taps, and finds out whether what it taps is large enough."""

    def press(self, target: Locator) -> None:
        large_enough(target)
        target.tap()

    def choose(self, label: Locator) -> None:
        large_enough(label)
        label.tap()

    def pick(self, menu: Locator, text: str) -> None:
        large_enough(menu)
        super().pick(menu, text)

    def write(self, field: Locator, text: str) -> None:
        large_enough(field)
        super().write(field, text)


class Keys:
    """Goes from control to control by Tab; there is no pointer at all."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.context.add_init_script(
            "addEventListener('pointerdown', () => console.error('a pointer was used'), true)"
        )

    def reach(self, target: Locator) -> None:
        """Press Tab until the control has the focus."""
        expect(target).to_be_visible()
        for _ in range(FAR):
            if target.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{FAR} presses of Tab do not lead to {target}")

    def press(self, target: Locator) -> None:
        self.reach(target)
        self.page.keyboard.press("Enter")

    def choose(self, label: Locator) -> None:
        box = label.locator("input")
        if box.get_attribute("type") == "radio":
            self._reach_group(box)
            for _ in range(box.evaluate(STEPS_DOWN)):
                self.page.keyboard.press("ArrowDown")
        else:
            self.reach(box)
        if not box.is_checked():
            self.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def _reach_group(self, radio: Locator) -> None:
        """Tab stops once at a group of radio buttons; arrow keys move within it."""
        for _ in range(FAR):
            if radio.evaluate("one => document.activeElement.name === one.name"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{FAR} presses of Tab do not lead to the group of {radio}")

    def pick(self, menu: Locator, text: str) -> None:
        self.reach(menu)
        texts = [one.strip() for one in menu.locator("option").all_inner_texts()]
        for _ in range(texts.index(text)):
            self.page.keyboard.press("ArrowDown")
        expect(menu.locator("option:checked")).to_have_text(text)

    def write(self, field: Locator, text: str) -> None:
        self.reach(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def show_answer(self) -> None:
        self.page.keyboard.press("Space")

    def grade(self, name: str) -> None:
        button = self.page.get_by_role("button", name=name)
        self.page.keyboard.press({"1": "1", "3": "2"}[button.get_attribute("data-rating") or ""])

    def undo(self) -> None:
        self.page.keyboard.press("u")


STEPS_DOWN = """target => {
  const group = [...document.getElementsByName(target.name)].filter((one) => one.type === 'radio')
  return (group.indexOf(target) - group.indexOf(document.activeElement) + group.length) % group.length
}"""

HANDS: dict[str, type[Mouse] | type[Finger] | type[Keys]] = {
    "mouse": Mouse,
    "keys": Keys,
    "finger": Finger,
}


def large_enough(target: Locator) -> None:
    """A control is a fingertip high and wide; links in running text may be as high as the text."""
    expect(target).to_be_visible()
    if target.evaluate("one => getComputedStyle(one).display === 'inline'"):
        return
    box = target.bounding_box()
    assert box, f"{target} has no place on the page"
    # Half a pixel may be lost where a layout is not on whole pixels.
    said = f"{target} is {box['width']:.1f} × {box['height']:.1f} px"
    assert box["height"] >= FINGER - 0.5, said
    assert box["width"] >= FINGER - 0.5, said
