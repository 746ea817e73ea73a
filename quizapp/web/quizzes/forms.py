"""The forms of the quizzes room."""

from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import UUID


class OnceForm(FlaskForm):
    """A button whose effect happens once, however often it is pressed: it carries an id."""

    id = HiddenField(validators=[UUID("This page was changed on the way. Reload it, please.")])
