"""Forms of the room for mistakes."""

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import UUID, DataRequired, Length

from quizapp.domain.mistakes import NOTE_MAX, SOURCE_MAX, WHAT_MAX, plain_words
from quizapp.web.shell.plain_forms import PlainForm

_LONG = "This is too long: {} characters at most."


class ReportForm(PlainForm):
    """What is wrong, and how one can know. Who reports it is not asked."""

    id = HiddenField(validators=[UUID("Reload this page and send the report again.")])
    shown = HiddenField()
    what = TextAreaField(
        "What is wrong?",
        [
            DataRequired("Write what is wrong."),
            Length(max=WHAT_MAX, message=_LONG.format("2,000")),
        ],
        filters=[plain_words],
    )
    source = StringField(
        "What does your source say?",
        [Length(max=SOURCE_MAX, message=_LONG.format(SOURCE_MAX))],
        filters=[plain_words],
    )


class SettleForm(PlainForm):
    """What became of a report."""

    note = StringField(
        "What became of it",
        [
            DataRequired("Write what became of it."),
            Length(max=NOTE_MAX, message=_LONG.format(NOTE_MAX)),
        ],
        filters=[plain_words],
    )
