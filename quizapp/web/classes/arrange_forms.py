"""Small forms of one cell of the gradebook."""

from typing import ClassVar

from wtforms import StringField
from wtforms.validators import InputRequired, Length, NumberRange

from quizapp.web.classes.fields import PercentField, moment_field, whole_number_field
from quizapp.web.classes.forms import tidy
from quizapp.web.shell.plain_forms import PlainForm


class ArrangeForm(PlainForm):
    """One thing to arrange; `name` is where the page shows it."""

    name: ClassVar[str]


class ScoreForm(ArrangeForm):
    """A percentage in place of the score, and why."""

    name = "score"
    percent = PercentField(
        "Percent",
        [
            InputRequired("Enter a percentage."),
            NumberRange(0, 100, "Choose between 0 and 100 percent."),
        ],
        places=None,
    )
    comment = StringField(
        "Why",
        [
            InputRequired("Write why, for the student and your colleagues."),
            Length(max=500, message="Use at most 500 characters."),
        ],
        filters=[tidy],
    )


class ReopenForm(ArrangeForm):
    """A later end for one student."""

    name = "until"
    until = moment_field("Open until", InputRequired("Choose until when."))


class TimeForm(ArrangeForm):
    """More minutes for one student."""

    name = "time"
    minutes = whole_number_field(
        "More minutes",
        [
            InputRequired("Enter how many minutes."),
            NumberRange(1, 240, "Choose between 1 and 240 minutes."),
        ],
    )
