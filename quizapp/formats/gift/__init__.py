"""GIFT, the text format of Moodle: <https://docs.moodle.org/en/GIFT_format>."""

from quizapp.formats.format import Format
from quizapp.formats.gift.reading import read, suits

FORMAT = Format(name="gift", title="GIFT (Moodle)", suffix=".gift", suits=suits, read=read)

__all__ = ["FORMAT"]
