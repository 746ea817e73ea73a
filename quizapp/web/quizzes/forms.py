"""The forms of the quizzes room."""

from wtforms import HiddenField
from wtforms.validators import UUID

from quizapp.web.shell.plain_forms import PlainForm


class OnceForm(PlainForm):
    """A button whose effect happens once, however often it is pressed: it carries an id."""

    id = HiddenField(validators=[UUID("This page was changed on the way. Reload it, please.")])
