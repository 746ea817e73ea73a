"""The form for a name that is not yet anybody's: at sign-up and for the first teacher."""

from typing import Any

from wtforms import PasswordField, StringField, ValidationError

from quizapp.domain.names import NAME_MAX, PASSWORD_MAX, name_problem, password_problem
from quizapp.web.shell.plain_forms import PlainForm


class NewNameForm(PlainForm):
    """A name that is not yet anybody's, and a password for it."""

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
