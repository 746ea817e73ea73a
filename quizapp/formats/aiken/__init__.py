"""Aiken, choice questions as plain text: <https://docs.moodle.org/en/Aiken_format>."""

from quizapp.formats.aiken.reading import read, read_letters, suits, suits_letters
from quizapp.formats.aiken.writing import losses, write
from quizapp.formats.format import Format

FORMAT = Format(
    name="aiken",
    title="Aiken",
    suffix=".txt",
    suits=suits,
    read=read,
    write=write,
    losses=losses,
)
LETTERS = Format(
    name="lettered",
    title="Questions with lettered choices",
    suffix=".txt",
    suits=suits_letters,
    read=read_letters,
)

__all__ = ["FORMAT", "LETTERS"]
