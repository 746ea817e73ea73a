"""Signing up and the settings in a real browser: script, no script, telephone."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.support.browser import Guard

PASSWORD = "lamp river seven"


def start(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Start learning").click()
    page.wait_for_url("**/lessons/*")


def sign_up(page: Page, name: str) -> str:
    page.goto("/signup")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Save my progress").click()
    code = page.locator("#recovery-code")
    expect(code).to_be_visible()
    return code.inner_text()


def test_a_guest_signs_up_and_comes_back_by_the_code(
    page: Page, check_accessibility: Callable[[Page], None], guard: Guard
) -> None:
    start(page)
    page.goto("/signup")
    check_accessibility(page)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Show the password").click()
    expect(page.get_by_label("Password", exact=True)).to_have_attribute("type", "text")
    code = sign_up(page, "Browser One")
    check_accessibility(page)
    page.reload()  # the script has put the account page into the address: no form is sent again
    expect(page.get_by_role("heading", name="Settings and account")).to_be_visible()
    check_accessibility(page)
    page.get_by_text("Browser One").first.click()
    page.get_by_role("button", name="Log out").click()
    page.goto("/login/recover")
    check_accessibility(page)
    page.get_by_label("Name").fill("browser one")
    page.get_by_label("Code", exact=True).fill(code.upper())
    page.get_by_label("New password").fill("another river")
    page.get_by_role("button", name="Set the new password").click()
    expect(page.locator("#recovery-code")).not_to_have_text(code)


def test_errors_are_read_first(
    page: Page, check_accessibility: Callable[[Page], None], guard: Guard
) -> None:
    guard.allow("status of 422")  # Chromium reports every page that asks for a correction
    page.goto("/login")
    check_accessibility(page)
    page.get_by_label("Name").fill("nobody at all")
    page.get_by_label("Password", exact=True).fill("wrong")
    page.locator("main").get_by_role("button", name="Log in").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.get_by_label("Name")).to_have_value("nobody at all")
    expect(page.get_by_label("Password", exact=True)).to_have_value("")
    check_accessibility(page)


def test_without_script_everything_works(no_script_page: Page) -> None:
    page = no_script_page
    start(page)
    sign_up(page, "Browser Two")
    page.get_by_role("link", name="I have kept it").click()
    page.goto("/account")
    page.get_by_label("New cards a day").fill("7")
    page.get_by_role("button", name="Save settings").click()
    expect(page.get_by_text("Your settings are saved.")).to_be_visible()
    expect(page.get_by_label("New cards a day")).to_have_value("7")


def test_nothing_is_wider_than_a_telephone(
    narrow_page: Page, check_accessibility: Callable[[Page], None]
) -> None:
    page = narrow_page
    start(page)
    sign_up(page, "A person with a name as long as allowed")
    for path in ("/account", "/sets"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        check_accessibility(page)


def test_who_follows_the_browser_again_has_its_zone_at_once(
    new_context: Callable[..., BrowserContext],
) -> None:
    page = new_context(timezone_id="Europe/Paris").new_page()
    start(page)
    page.goto("/account")
    zone, save = page.get_by_label("Time zone"), page.get_by_role("button", name="Save settings")
    zone.select_option("Asia/Tokyo")
    save.click()
    expect(zone).to_have_value("Asia/Tokyo")
    zone.select_option(label="As this browser (Europe/Paris)")
    save.click()
    expect(page.locator("html")).to_have_attribute("data-zone", "Europe/Paris")
    expect(zone).to_have_value("")
