"""Forms as a browser would send them without anything being typed."""

from typing import Any

from lxml import html
from werkzeug.test import TestResponse


def filled(page: TestResponse, form_id: str | None = None) -> dict[str, str]:
    """The fields of the form with this id, or of the last one on the page, without its token."""
    found: Any = html.document_fromstring(page.text).xpath("//form")
    form = next(one for one in reversed(found) if form_id is None or one.get("id") == form_id)
    areas = {area.get("name") for area in form.xpath(".//textarea")}
    return {
        # The first line break in a text area is not part of its text.
        name: value.removeprefix("\n") if name in areas else value
        for name, value in form.form_values()
        if name != "csrf_token"
    }
