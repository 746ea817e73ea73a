"""The base of everything read from questions/, and the kinds of text its fields hold."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints


def _real_day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text} is not a day of the calendar") from None
    return text


Code = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$", max_length=64)
]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=120)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=1000, strip_whitespace=True)]
Prose = Annotated[str, StringConstraints(max_length=8000, strip_whitespace=True)]
Address = Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=2000)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
# As precise as is known: 1945, 1945-08, late 1945-08, 1945-08-15, 1945-08-10/11,
# 1945-08 to 1946-02.
DateText = Annotated[
    str,
    StringConstraints(
        pattern=r"^((early|mid|late|about) )?[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?(/[0-9]{2}|/[0-9]{4}(-[0-9]{2}){0,2})?"
        r"( to [0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$"
    ),
]
Day = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_real_day)
]


class Record(BaseModel):
    """Base of everything read from questions/: unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
