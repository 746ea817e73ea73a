"""GIFT, the text format of Moodle: <https://docs.moodle.org/en/GIFT_format>."""

from quizapp.formats.format import Format
from quizapp.formats.gift.reading import read, suits
from quizapp.formats.gift.writing import losses, write

FORMAT = Format(
    name="gift",
    title="GIFT (Moodle)",
    suffix=".gift",
    suits=suits,
    read=read,
    write=write,
    losses=losses,
)

__all__ = ["FORMAT"]
