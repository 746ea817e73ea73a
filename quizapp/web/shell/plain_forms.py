"""Forms that say in plain words what is wrong where no words of their own were given."""

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Form
from wtforms.meta import DefaultMeta

_CHOOSE = "Choose one of what is offered here."
_RELOAD = "Reload this page and send the form again."
_WORDS: Mapping[str, str] = {
    "Not a valid choice.": _CHOOSE,
    "Invalid Choice: could not coerce.": _CHOOSE,
    "Invalid choice(s): one or more data inputs could not be coerced.": _CHOOSE,
    "'%(value)s' is not a valid choice for this field.": _CHOOSE,
    "'%(value)s' are not valid choices for this field.": _CHOOSE,
    "Invalid value, must be one of: %(values)s.": _CHOOSE,
    "Invalid value, can't be any of: %(values)s.": "Choose another one.",
    "This field is required.": "Please fill this in.",
    "Not a valid integer value.": "Enter a whole number in digits.",
    "Not a valid decimal value.": "Enter a number in digits, such as 2.5.",
    "Not a valid float value.": "Enter a number in digits, such as 2.5.",
    "Not a valid date value.": "Write a day, such as 2027-01-31.",
    "Not a valid datetime value.": "Write a day and a time, such as 2027-01-31 14:30.",
    "Not a valid time value.": "Write a time, such as 14:30.",
    "Not a valid week value.": "Write a week, such as 2027-W05.",
    "Field cannot be longer than %(max)d character.": "Keep it to %(max)d character.",
    "Field cannot be longer than %(max)d characters.": "Keep it to %(max)d characters.",
    "Field must be at least %(min)d character long.": "Use at least %(min)d character.",
    "Field must be at least %(min)d characters long.": "Use at least %(min)d characters.",
    "Field must be exactly %(max)d character long.": "Use exactly %(max)d character.",
    "Field must be exactly %(max)d characters long.": "Use exactly %(max)d characters.",
    "Field must be between %(min)d and %(max)d characters long.": "Use %(min)d to %(max)d characters.",
    "Field must be equal to %(other_name)s.": "The two are not the same.",
    "Number must be at least %(min)s.": "Enter %(min)s or more.",
    "Number must be at most %(max)s.": "Enter %(max)s or less.",
    "Number must be between %(min)s and %(max)s.": "Enter a number from %(min)s to %(max)s.",
    "Invalid UUID.": _RELOAD,
    "Invalid email address.": "Enter an e-mail address, such as name@example.org.",
    "Invalid URL.": "Enter an address that begins with https://.",
    "Invalid input.": "This cannot be read. Please write it in another way.",
    "CSRF token missing.": _RELOAD,
    "CSRF failed.": _RELOAD,
    "CSRF token expired.": _RELOAD,
}


class _PlainWords:
    """What WTForms asks for its words."""

    def gettext(self, string: str) -> str:
        """The plain words for a sentence of the library."""
        return _WORDS.get(string, string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The same for a sentence with a number."""
        return self.gettext(singular if n == 1 else plural)


_PLAIN = _PlainWords()


class PlainForm(FlaskForm):
    """A form of a page, with its token."""

    class Meta(FlaskForm.Meta):
        """Whose words it takes."""

        def get_translations(self, form: Any) -> Any:  # noqa: ARG002 (the library's signature)
            """Those of this house."""
            return _PLAIN


class PlainRow(Form):
    """A part of a form that stands in it several times."""

    class Meta(DefaultMeta):
        """Whose words it takes."""

        def get_translations(self, form: Any) -> Any:  # noqa: ARG002 (the library's signature)
            """Those of this house."""
            return _PLAIN
