"""What the forms of all types share: a stem, an explanation, points, tags, rows that can grow."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, ClassVar, cast

from pydantic import ValidationError
from wtforms import (
    BooleanField,
    DecimalField,
    Field,
    FieldList,
    HiddenField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, NumberRange
from wtforms.validators import Optional as Empty

from quizapp.web.authoring.item_forms.complaints import Entries, complaint
from quizapp.web.shell.plain_forms import PlainForm, PlainRow

LONGEST = 20_000
MOST_ROWS = 50

Path = tuple[int | str, ...]


class ItemForm(PlainForm):
    """The fields of every type. `key` names this form, `seen` is the revision that it began with."""

    type_name: ClassVar[str]
    asks: ClassVar[str] = "Question"
    # Fields of the content that the form has; all others stay as they are.
    own: ClassVar[tuple[str, ...]] = ("stem", "explanation", "points", "tags")
    # Names of lists of rows, for the buttons that add one.
    lists: ClassVar[tuple[str, ...]] = ()
    # What the entries of a list are called on the page (one, several), where other types call them else.
    called: ClassVar[Entries] = {}

    key = HiddenField()
    seen = HiddenField()
    stem = TextAreaField("Question", [Length(max=LONGEST, message="This is too long.")])
    explanation = TextAreaField("Explanation", [Length(max=LONGEST, message="This is too long.")])
    points = DecimalField(
        "Points", [Empty(), NumberRange(0, 1000, "Give 0 to 1000 points.")], places=None
    )
    tags = StringField("Tags", [Length(max=500, message="This is too long.")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stem.label.text = self.asks
        # By the name of a list: which of its rows the content has, in the order of the content.
        self._rows_taken: dict[str, list[int]] = {}

    def fill(self, content: Mapping[str, Any]) -> None:
        """Show an item that is there already."""
        self.stem.data = content.get("stem", "")
        self.explanation.data = content.get("explanation", "")
        self.points.data = content.get("points", 1)
        self.tags.data = ", ".join(content.get("tags", ()))
        self.fill_own(content)

    def fill_own(self, content: Mapping[str, Any]) -> None:
        """The same for the fields of the type."""

    def content(self, old: Mapping[str, Any]) -> dict[str, Any]:
        """The content as typed, put over the old one; what the form does not show is kept."""
        kept = {name: value for name, value in old.items() if name not in self.own}
        mine: dict[str, Any] = {
            "type": self.type_name,
            "stem": self.stem.data or "",
            "explanation": self.explanation.data or "",
            "points": float(self.points.data if self.points.data is not None else 1),
            "tags": split_list(self.tags.data),
        }
        return {**kept, **mine, **self.own_content(old)}

    def own_content(self, old: Mapping[str, Any]) -> dict[str, Any]:
        """The same for the fields of the type."""
        raise NotImplementedError

    def add_row(self, name: str) -> bool:
        """One more empty row in a list (the button for browsers without JavaScript)."""
        if name not in self.lists:
            return False
        rows: FieldList[Any] = self[name]
        if len(rows.entries) < MOST_ROWS:
            rows.append_entry()
        return True

    def taken(self, rows: "FieldList[Any]", wanted: Callable[[Any], bool]) -> Iterator[Any]:
        """The rows that go into the content; remembers them, so that a path leads back to them."""
        places = [n for n, entry in enumerate(rows.entries) if wanted(entry.form)]
        self._rows_taken[rows.name] = places
        return (rows.entries[n].form for n in places)

    def take_errors(self, error: ValidationError) -> None:
        """Put the domain's complaints beside the fields that they are about.

        One is enough for a field: what the form itself could not read, the domain calls missing.
        """
        for one in error.errors():
            place = self.place(one["loc"])
            if place is None:
                self.form_errors.append(complaint(one, self.called))
            elif not place.errors:
                place.errors = [complaint(one, self.called)]

    def place(self, loc: Path) -> Field | None:
        """The field that a path within the content leads to, as near as the form shows it."""
        field = self._fields.get(str(loc[0])) if loc else None
        if not isinstance(field, FieldList) or len(loc) == 1:
            return field
        row = self._row(field, loc[1])
        return field if row is None else row.cell(loc[2:3])

    def _row(self, rows: "FieldList[Any]", number: int | str) -> "Row | None":
        places = self._rows_taken.get(rows.name, [])
        if isinstance(number, int) and number < len(places):
            return cast("Row", rows.entries[places[number]].form)
        return None


class Row(PlainRow):
    """One line of a list. `was` is its place in the old content, to keep what is not shown."""

    was = HiddenField()

    @property
    def first(self) -> Field:
        """The field that stands for the whole row."""
        return next(f for f in self if not isinstance(f, HiddenField | BooleanField))

    def number(self, place: int) -> str:
        """How the page counts the row at this place."""
        return str(place + 1)

    def cell(self, path: Path) -> Field:
        """The field at a path within the row; the first one for what the row does not show."""
        found = self._fields.get(str(path[0])) if path else None
        if found is None or isinstance(found, HiddenField | BooleanField):
            return self.first
        return found

    def old(self, rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        """What this row was, if it was there."""
        known = list(rows)
        place = self.was.data or ""
        if place.isascii() and place.isdigit() and int(place) < len(known):
            return dict(known[int(place)])
        return {}


def show_rows(rows: "FieldList[Any]", values: Iterable[Mapping[str, Any]], least: int) -> None:
    """Fill a list with rows, and with empty ones up to `least`."""
    while rows.entries:
        rows.pop_entry()
    for place, value in enumerate(values):
        rows.append_entry({**value, "was": str(place)})
    while len(rows.entries) < least:
        rows.append_entry()


def lines(text: str | None) -> list[str]:
    """One entry a line, empty lines left out."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def split_list(text: str | None) -> list[str]:
    """Entries between commas, each once."""
    return list(dict.fromkeys(part.strip() for part in (text or "").split(",") if part.strip()))
