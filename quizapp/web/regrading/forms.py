"""Forms of the room for regrading."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import UUID, DataRequired, Length

from quizapp.domain.mistakes import plain_words
from quizapp.domain.rulings import ANSWER_MAX, REASON_MAX, SOURCE_MAX
from quizapp.queries.regrading.rulings import Choices

_LONG = "This is too long: {} characters at most."
_RELOAD = "Reload this page and send it again."


class RulingForm(FlaskForm):
    """What students are told about any decision."""

    id = HiddenField(validators=[UUID(_RELOAD)])
    reason = TextAreaField(
        "Why?",
        [
            DataRequired("Write why: the students read it."),
            Length(max=REASON_MAX, message=_LONG.format("1,000")),
        ],
        filters=[plain_words],
    )
    source = StringField(
        "Source",
        [Length(max=SOURCE_MAX, message=_LONG.format(SOURCE_MAX))],
        filters=[plain_words],
    )

    def offer(self, choices: Choices) -> None:
        """Fill in what can be chosen."""

    @property
    def part_data(self) -> str:
        """The part that is decided about; "" for the whole."""
        return ""

    @property
    def answer_data(self) -> str:
        """The answer that is decided on; "" where none is."""
        return ""


class AcceptForm(RulingForm):
    """An answer that counts too, in one of the parts."""

    part = SelectField("Gap")
    answer = StringField(
        "Answer to accept",
        [
            DataRequired("Write the answer that is to count too."),
            Length(max=ANSWER_MAX, message=_LONG.format(ANSWER_MAX)),
        ],
        filters=[plain_words],
    )

    def offer(self, choices: Choices) -> None:
        """The gaps; a question without gaps has one part that is not named."""
        self.part.choices = [(part, f"Gap {part}") for part in choices.parts]
        if not self.part.data and choices.parts:
            self.part.data = choices.parts[0]

    @property
    def part_data(self) -> str:
        """The gap."""
        return self.part.data or ""

    @property
    def answer_data(self) -> str:
        """What was typed."""
        return self.answer.data or ""


class KeyForm(RulingForm):
    """Another option that is right instead."""

    answer = RadioField("Right is", [DataRequired("Choose the right answer.")])

    def offer(self, choices: Choices) -> None:
        """The other options, in words."""
        self.answer.choices = list(choices.keys.items())

    @property
    def answer_data(self) -> str:
        """The option."""
        return self.answer.data or ""


class RegradeForm(FlaskForm):
    """Grade again; nobody need lose points for a mistake that was not hers."""

    id = HiddenField(validators=[UUID(_RELOAD)])
    keep = BooleanField("Let nobody lose points")
