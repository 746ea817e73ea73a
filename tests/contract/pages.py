"""Reads what a page offers: its forms, with their hidden fields and the options to choose from."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """One form: where it goes, its fields, and the ids of its options by their text."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._option: str | None = None
        self._words: list[str] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form":
            self._open = True
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        elif tag == "input" and self._open and "name" in given:
            self.forms[-1].fields.setdefault(given["name"], given.get("value", ""))
            if given.get("type") in ("radio", "checkbox"):
                self._option, self._words = given.get("value", ""), []

    def handle_data(self, data: str) -> None:
        if self._option is not None:
            self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False
        if tag == "label" and self._option is not None:
            self.forms[-1].options[" ".join("".join(self._words).split())] = self._option
            self._option = None


def forms(page: str) -> list[Form]:
    """All forms of a page."""
    return _read(page).forms


def links(page: str) -> list[str]:
    """Where a page's links go."""
    return _read(page).links


def _read(page: str) -> _Reader:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader
