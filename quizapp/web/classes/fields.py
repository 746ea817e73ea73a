"""Fields for numbers and times that say in plain words what they could not read."""

import re
from datetime import UTC
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import DateTimeLocalField, DecimalField, IntegerField
from wtforms.validators import ValidationError

_LOCAL = "%Y-%m-%dT%H:%M"
_NUMBER = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,4})?")


class PercentField(DecimalField):
    """A percentage, with a comma or a point."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Digits alone: what else Python takes for a number (NaN, 1e5) is none here."""
        typed = valuelist[0].strip().removesuffix("%").rstrip() if valuelist else ""
        if not typed:
            return
        if not _NUMBER.fullmatch(typed):
            raise ValueError("Enter a number from 0 to 100, such as 87.5.")
        self.data = Decimal(typed.replace(",", "."))


def whole_number_field(label: str, validators: list[Any]) -> IntegerField:
    """A whole number."""
    return IntegerField(
        label,
        validators,
        invalid_value_message="Enter a whole number in digits.",  # type: ignore[call-arg]  # the stubs are older
    )


def moment_field(label: str, needed: Any) -> DateTimeLocalField:
    """A day and a time as they are written in the class's zone."""
    return DateTimeLocalField(
        label,
        [needed, _in_reach],
        format=[_LOCAL, _LOCAL.replace("T", " ")],
        invalid_value_message="Write a day and a time, such as 2027-01-31 14:30.",  # type: ignore[call-arg]  # the stubs are older
    )


def check_clock(field: Any, zone: str) -> bool:
    """Whether clocks in the zone show the time in a moment's field; else says so at the field.

    In the night when they are put forward, an hour of times is left out.
    """
    local, place = field.data, ZoneInfo(zone)
    if (
        local is None
        or local.replace(tzinfo=place).astimezone(UTC).astimezone(place).replace(tzinfo=None)
        == local
    ):
        return True
    field.errors = [
        f"Clocks are put forward that night, so {local:%H:%M} does not exist. Choose another time."
    ]
    return False


def _in_reach(_: Any, field: Any) -> None:
    """Refuse a year that is a slip of the finger: the last ones cannot be told in every zone."""
    if field.data and not 2000 <= field.data.year < 2100:
        raise ValidationError("Choose a year from 2000 to 2099.")
