"""Forms of the classes room."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import UUID, InputRequired, Length, NumberRange, ValidationError

from quizapp.domain.classes import TITLE_MAX
from quizapp.domain.names import NAME_MAX, name_problem, tidy_name
from quizapp.web.classes.fields import whole_number_field
from quizapp.web.shell.plain_forms import PlainForm
from quizapp.web.shell.zones import city_zones, known_zones


def tidy(value: str | None) -> str:
    """What was typed, with single spaces and nothing invisible."""
    return tidy_name(value or "")


class ClassForm(PlainForm):
    """Title and zone of a class."""

    title = StringField(
        "Name of the class",
        [
            InputRequired("Give the class a name."),
            Length(max=TITLE_MAX, message=f"Use at most {TITLE_MAX} characters."),
        ],
        filters=[tidy],
    )
    timezone = SelectField("Time zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [SelectChoice("UTC", "UTC"), *city_zones()]
        # A browser's zone may go by a former name, which the list of cities has no more.
        given = self.timezone.data
        if given in known_zones() - {choice.value for choice in choices}:
            choices.insert(1, SelectChoice(given, given))
        self.timezone.choices = choices


class NewClassForm(ClassForm):
    """A class to set up; the id makes that sending it twice makes one class."""

    id = HiddenField(validators=[UUID("Reload this page and send it again.")])


class StudentNameForm(PlainForm):
    """How somebody is called in a class."""

    name = StringField("Your name", filters=[tidy], render_kw={"maxlength": NAME_MAX * 2})

    def validate_name(self, field: Any) -> None:
        """The domain's rules for names."""
        if problem := name_problem(field.data or ""):
            raise ValidationError(problem)


class StudentForm(StudentNameForm):
    """What a teacher may change about a student."""

    extra_percent = whole_number_field(
        "More time at every time limit, in percent",
        [
            InputRequired("Enter a number; 0 for no more time."),
            NumberRange(0, 300, "Choose between 0 and 300 percent."),
        ],
    )


class TeacherForm(PlainForm):
    """Another teacher, by name."""

    teacher = StringField("Name of the teacher", [InputRequired("Enter the teacher’s name.")])


class RosterForm(PlainForm):
    """A list of students: pasted, or as a file."""

    names = TextAreaField("Names")
    file = FileField("File")


class CodeForm(PlainForm):
    """A code that is typed in."""

    code = StringField("Code of the class")
