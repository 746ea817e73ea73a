"""The watched browser sees what it is there to see."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.support.browser import Guard


def test_an_error_on_the_console_is_a_complaint(page: Page, guard: Guard) -> None:
    page.evaluate("console.error('on purpose')")
    guard.allow("on purpose")
    assert any("on purpose" in complaint for complaint in guard.complaints)


def test_an_error_in_a_script_is_a_complaint(page: Page, guard: Guard) -> None:
    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('on purpose') }, 0)")
    guard.allow("on purpose")
    assert any("script error" in complaint for complaint in guard.complaints)


def test_a_request_to_a_third_party_is_a_complaint(page: Page, guard: Guard) -> None:
    page.route("**/*", lambda route: route.abort())
    page.evaluate("fetch('http://127.0.0.1:9/elsewhere').catch(() => null)")
    guard.allow("elsewhere")
    assert any("third party" in complaint for complaint in guard.complaints)


def test_axe_says_what_it_found(page: Page, check_accessibility: Callable[[Page], None]) -> None:
    page.set_content("<html lang=en><title>t</title><main><h1>t</h1><img src='data:,'></main>")
    with pytest.raises(AssertionError, match="image-alt"):
        check_accessibility(page)
