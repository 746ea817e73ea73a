"""Forms of the authoring room."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import UUID, DataRequired, InputRequired, Length, Regexp, ValidationError

from quizapp.formats.registry import FORMATS
from quizapp.formats.table.chosen import Signs
from quizapp.formats.table.columns import Role
from quizapp.queries.authoring import OwnSet
from quizapp.web.shell.filters import count, day
from quizapp.web.shell.new_name import NewNameForm
from quizapp.web.shell.plain_forms import PlainForm

VISIBILITY = (
    ("private", "Only those who can edit it"),
    ("class", "Students whom it is assigned to"),
    ("public", "Everybody, in the list of sets"),
)
LANGUAGES = (
    ("en", "English"), ("ko", "Korean"), ("ru", "Russian"), ("zh", "Chinese"), ("ja", "Japanese"),
    ("de", "German"), ("fr", "French"), ("es", "Spanish"), ("it", "Italian"), ("pl", "Polish"),
    ("uk", "Ukrainian"), ("pt", "Portuguese"), ("tr", "Turkish"), ("ar", "Arabic"),
)  # fmt: skip


class ResetForm(PlainForm):
    """Whose password was lost."""

    name = StringField("Name of the student", [InputRequired("Enter the student’s name.")])


class ClaimForm(PlainForm):
    """The one-time link, for someone who is logged in."""

    token = HiddenField()


class FirstTeacherForm(NewNameForm, ClaimForm):
    """The one-time link, with a name and a password for the new account."""


class SetForm(PlainForm):
    """What is said about a question set."""

    key = HiddenField(validators=[UUID("Reload this page and send the form again.")])
    title = StringField(
        "Title",
        [
            DataRequired("Give the set a title."),
            Length(max=200, message="Keep it under 200 characters."),
        ],
    )
    description = TextAreaField(
        "What it is about", [Length(max=2000, message="Keep it under 2000 characters.")]
    )
    language = SelectField("Language", choices=[SelectChoice(*one) for one in LANGUAGES])
    tags = StringField("Tags", [Length(max=500, message="Keep them under 500 characters.")])
    visibility = RadioField(
        "Who can use it", choices=[SelectChoice(key, words) for key, words in VISIBILITY]
    )


class EditorForm(PlainForm):
    """Another teacher who may change the set."""

    name = StringField("Name of the teacher", [InputRequired("Enter the teacher’s name.")])


def holding(one: OwnSet) -> str:
    """How many questions a set has, and what else is in it: cards and texts earn no points."""
    others = one.items - one.scored
    if not others:
        return count(one.scored, "question")
    rest = count(others, "card or text", "cards or texts")
    return f"{count(one.scored, 'question')}, {rest}" if one.scored else rest


def told_apart(one: OwnSet) -> str:
    """A set by its title, with its size and day: several may have the same title."""
    return f"{one.title} ({holding(one)}, made on {day(one.created_at)})"


class ImportForm(PlainForm):
    """A file or pasted text, and the set it goes into."""

    key = HiddenField(validators=[UUID("Reload this page and send the form again.")])
    file = FileField("A file")
    text = TextAreaField("Or paste text")
    set = SelectField("Into", validate_choice=True, choices=[])
    title = StringField(
        "Title of the new set", [Length(max=200, message="Keep it under 200 characters.")]
    )
    format = SelectField("Format", choices=[])

    def offer(self, sets: Iterable[OwnSet]) -> None:
        """The sets and formats to choose from."""
        self.set.choices = [
            SelectChoice("", "A new set"),
            *(SelectChoice(one.slug, told_apart(one)) for one in sets),
        ]
        self.format.choices = [
            SelectChoice("", "Find out from the content"),
            *(SelectChoice(f.name, f.title) for f in FORMATS.values() if f.read is not None),
        ]

    def validate_file(self, field: FileField) -> None:
        """One of the two."""
        if not field.data and not (self.text.data or "").strip():
            raise ValidationError("Choose a file, or paste text below.")
        if field.data and (self.text.data or "").strip():
            raise ValidationError("Choose a file or paste text, not both: clear one of them.")


_CELLS = {
    "": ("Work it out", None), "tab": ("Tab", "\t"), "comma": ("Comma ,", ","),
    "semicolon": ("Semicolon ;", ";"), "bar": ("Bar |", "|"), "dash": ("Dash with spaces", " - "),
    "colon": ("Colon and space", ": "), "equals": ("Equals sign with spaces", " = "),
}  # fmt: skip
COLUMNS: tuple[tuple[Role, str], ...] = (
    ("", "Leave it out"), ("front", "Question"), ("back", "Answer"), ("wrong", "Wrong answer"),
    ("option", "Choice"), ("explanation", "Explanation"), ("tags", "Tags"),
    ("category", "Topic"), ("type", "Type of question"), ("points", "Points"),
    ("id", "Its own number or id"),
)  # fmt: skip
_ROWS = {
    "": ("Work it out", None), "line": ("New line", "\n"), "blank": ("Empty line", "\n\n"),
    "semicolon": ("Semicolon ;", ";"),
}  # fmt: skip


class DivisionForm(PlainForm):
    """How a table is divided."""

    cells = SelectField(
        "Between question and answer",
        default="",
        choices=[SelectChoice(key, words) for key, (words, _) in _CELLS.items()],
    )
    own_cells = StringField(
        "Or a sign of your own",
        [
            Length(max=10, message="Keep it short."),
            Regexp(r'^[^"\r\n\x00]*$', message="Choose another sign."),
        ],
    )
    rows = SelectField(
        "Between rows",
        default="",
        choices=[SelectChoice(key, words) for key, (words, _) in _ROWS.items()],
    )
    header = SelectField(
        "First row",
        default="",
        choices=[
            SelectChoice("", "Work it out"),
            SelectChoice("yes", "Names the columns"),
            SelectChoice("no", "Is a question"),
        ],
    )

    @property
    def signs(self) -> Signs:
        """What was chosen; None where it is to be found out."""
        return Signs(
            self.own_cells.data or _CELLS[self.cells.data or ""][1],
            _ROWS[self.rows.data or ""][1],
            {"yes": True, "no": False}.get(self.header.data or ""),
        )


class PasteForm(DivisionForm):
    """Text with many questions, and how it is divided."""

    key = HiddenField(validators=[UUID("Reload this page and send the form again.")])
    text = TextAreaField("Questions", [Length(max=1_000_000, message="Use a file for so much.")])


class TableForm(DivisionForm):
    """How the table of a file is divided, and what each column holds (as many fields as columns)."""

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> "TableForm":
        """Filled in with how a file was divided."""
        cells = next((key for key, (_, sign) in _CELLS.items() if sign == table["cells"]), "")
        rows = next((key for key, (_, sign) in _ROWS.items() if sign == table["rows"]), "")
        return cls(
            formdata=None,
            cells=cells,
            own_cells="" if cells else table["cells"],
            rows=rows,
            header="yes" if table["header"] else "no",
        )

    def signs_instead_of(self, table: Mapping[str, Any]) -> Signs:
        """What was chosen: the field for one's own sign comes filled in; untouched, the list counts."""
        listed = _CELLS[self.cells.data or ""][1]
        if listed is not None and self.own_cells.data == table["cells"]:
            return replace(self.signs, cells=listed)
        return self.signs


class PictureForm(PlainForm):
    """A picture, and what it shows for whoever cannot see it."""

    file = FileField("Picture", [FileRequired("Choose a picture.")])
    alt = StringField(
        "What it shows",
        [
            DataRequired("Say what the picture shows: not everybody sees it."),
            Length(max=300, message="Keep it under 300 characters."),
        ],
    )
