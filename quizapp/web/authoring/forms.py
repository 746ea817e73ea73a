"""Forms of the authoring room."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField, ValidationError
from wtforms.validators import InputRequired

from quizapp.domain.names import NAME_MAX, PASSWORD_MAX, name_problem, password_problem


class ResetForm(FlaskForm):
    """Whose password was lost."""

    name = StringField("Name of the student", [InputRequired("Enter the student’s name.")])


class ClaimForm(FlaskForm):
    """The one-time link, for someone who is logged in."""

    token = HiddenField()


class FirstTeacherForm(ClaimForm):
    """The one-time link, with a name and a password for the new account."""

    name = StringField("Name", render_kw={"maxlength": NAME_MAX * 2})
    password = PasswordField("Password", render_kw={"maxlength": PASSWORD_MAX})

    def validate_name(self, field: Any) -> None:
        """The domain's rules for names."""
        if problem := name_problem(field.data or ""):
            raise ValidationError(problem)

    def validate_password(self, field: Any) -> None:
        """The domain's rules for passwords."""
        if problem := password_problem(field.data or "", self.name.data or ""):
            raise ValidationError(problem)
