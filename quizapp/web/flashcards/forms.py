"""Forms of the flashcards room."""

from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import UUID, AnyOf, InputRequired, Length, NumberRange, Optional, Regexp

from quizapp.web.shell.plain_forms import PlainForm

LONGEST_ANSWER = 2000


class GradeForm(PlainForm):
    """One answer to a card; `review` is its id, made when the card was shown."""

    set = HiddenField(validators=[Optional(), Length(max=120)])
    review = HiddenField(validators=[InputRequired(), UUID()])
    card = HiddenField(validators=[InputRequired(), Regexp(r"\d{1,18}\Z")])
    rating = IntegerField(validators=[InputRequired(), NumberRange(1, 4)])
    answer = StringField(validators=[Optional(), Length(max=LONGEST_ANSWER)])


class UndoForm(PlainForm):
    """The answer to take back."""

    set = HiddenField(validators=[Optional(), Length(max=120)])
    review = HiddenField(validators=[InputRequired(), UUID()])


class MarkForm(PlainForm):
    """A mark of a card, on or off; `back` and `page` say from which list it came."""

    set = HiddenField(validators=[Optional(), Length(max=120)])
    card = HiddenField(validators=[InputRequired(), Regexp(r"\d{1,18}\Z")])
    kind = HiddenField(validators=[AnyOf(("suspend", "bury", "flag"))])
    on = HiddenField(validators=[AnyOf(("0", "1"))])
    back = HiddenField(validators=[Optional(), AnyOf(("aside",))])
    page = HiddenField(validators=[Optional(), Regexp(r"\d{1,7}\Z")])
