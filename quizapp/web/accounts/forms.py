"""Forms of the accounts room. Passwords are never shown again; everything else keeps its input."""

from dataclasses import replace
from typing import Any

from email_validator import EmailNotValidError, validate_email
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired, NumberRange, Optional

from quizapp.domain.names import PASSWORD_MAX, password_problem
from quizapp.models.learners import TEXT_SIZES, THEMES
from quizapp.web.shell.new_name import NewNameForm
from quizapp.web.shell.plain_forms import PlainForm
from quizapp.web.shell.zones import city_zones

SIZE_WORDS = {"small": "Small", "normal": "Normal", "large": "Large", "larger": "Very large"}
THEME_WORDS = {"system": "As the device", "light": "Light", "dark": "Dark"}


def stripped(value: str | None) -> str | None:
    """Without spaces around it; nothing typed is None."""
    return (value or "").strip() or None


def typed(field: Field) -> str:
    """What was typed into a field of text."""
    return str(field.data or "")


def good_email(_form: PlainForm, field: Any) -> None:
    """An address of the right form; nobody is asked whether it exists."""
    if field.data is None:
        return
    try:
        field.data = validate_email(field.data, check_deliverability=False).normalized
    except EmailNotValidError:
        message = "This is not an e-mail address. Correct it, or leave the field empty."
        raise ValidationError(message) from None


class SignUpForm(NewNameForm):
    """Name, password, and an e-mail address for those who want one on file."""

    email = EmailField("E-mail", filters=[stripped], validators=[good_email])
    next = HiddenField()
    timezone = HiddenField()


class LogInForm(PlainForm):
    """The name and the password of an account."""

    name = StringField("Name", [InputRequired("Enter your name.")])
    password = PasswordField("Password", [InputRequired("Enter your password.")])
    next = HiddenField()


class RecoverForm(PlainForm):
    """A code instead of the lost password, and a new password."""

    name = StringField("Name", [InputRequired("Enter your name.")])
    code = StringField("Code", [InputRequired("Enter the code.")])
    password = PasswordField("New password", render_kw={"maxlength": PASSWORD_MAX})

    def validate_password(self, field: Any) -> None:
        """The domain's rules for passwords."""
        if problem := password_problem(field.data or "", self.name.data or ""):
            raise ValidationError(problem)


class ForgotForm(PlainForm):
    """Whose password was lost (only where mails can be sent)."""

    name = StringField("Name", [InputRequired("Enter your name.")])


class SettingsForm(PlainForm):
    """How the learner wants to study and to read."""

    buttons = RadioField(
        "Buttons after a card",
        coerce=int,
        choices=[SelectChoice("2", "Two"), SelectChoice("4", "Four")],
    )
    new_per_day = IntegerField(
        "New cards a day",
        [
            InputRequired("Enter how many new cards a day you want; 0 is none."),
            NumberRange(0, 999, "Choose between 0 and 999 new cards a day."),
        ],
    )
    reviews_per_day = IntegerField(
        "Repeated cards a day, at most",
        [
            InputRequired("Enter how many cards you want to repeat a day at most."),
            NumberRange(0, 9999, "Choose between 0 and 9,999 repeated cards a day."),
        ],
    )
    retention = IntegerField(
        "How sure you want to be, in percent",
        [
            InputRequired("Enter a percentage between 70 and 97."),
            NumberRange(70, 97, "Choose between 70 and 97 percent."),
        ],
    )
    theme = RadioField("Colours", choices=[SelectChoice(one, THEME_WORDS[one]) for one in THEMES])
    text_size = RadioField(
        "Size of the text", choices=[SelectChoice(one, SIZE_WORDS[one]) for one in TEXT_SIZES]
    )
    timezone = SelectField("Time zone")
    browser_zone = HiddenField()

    def __init__(self, *args: Any, current_zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.timezone.choices = zone_choices(current_zone)


class EmailForm(PlainForm):
    """The address on file, or none, with the password: a lost one is recovered through it."""

    email = EmailField("E-mail", filters=[stripped], validators=[good_email])
    email_password = PasswordField("Your password", [InputRequired("Enter your password.")])


class PasswordForm(PlainForm):
    """The old password and a new one, which must not be the account's `own_name`."""

    current = PasswordField("Present password", [InputRequired("Enter your present password.")])
    password = PasswordField("New password", render_kw={"maxlength": PASSWORD_MAX})

    def __init__(self, *args: Any, own_name: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_name = own_name

    def validate_password(self, field: Any) -> None:
        """The domain's rules for passwords."""
        if problem := password_problem(field.data or "", self.own_name):
            raise ValidationError(problem)


class ConfirmForm(PlainForm):
    """The password once more, before something that matters."""

    confirm = PasswordField("Your password", [InputRequired("Enter your password.")])


class DeleteForm(PlainForm):
    """The password of an account, or a guest's tick."""

    delete_password = PasswordField("Your password", [Optional()])
    sure = BooleanField("Delete everything that I have done here")


def zone_choices(current: str) -> list[SelectChoice]:
    """Every zone by region; the first choice follows the browser, whose zone only a script can name."""
    first = [SelectChoice("", "As this browser"), SelectChoice("UTC", "UTC")]
    if current not in {"UTC", *(choice.value for choice in city_zones())}:
        first.append(SelectChoice(current, current))
    general = [replace(choice, optgroup="Automatic and world time") for choice in first]
    return [*general, *city_zones()]
