"""Forms of the authoring room."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired

from quizapp.web.shell.new_name import NewNameForm


class ResetForm(FlaskForm):
    """Whose password was lost."""

    name = StringField("Name of the student", [InputRequired("Enter the student’s name.")])


class ClaimForm(FlaskForm):
    """The one-time link, for someone who is logged in."""

    token = HiddenField()


class FirstTeacherForm(NewNameForm, ClaimForm):
    """The one-time link, with a name and a password for the new account."""
