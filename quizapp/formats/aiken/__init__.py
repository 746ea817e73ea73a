"""Aiken, choice questions as plain text: <https://docs.moodle.org/en/Aiken_format>."""

from quizapp.formats.aiken.reading import read, suits
from quizapp.formats.format import Format

FORMAT = Format(name="aiken", title="Aiken", suffix=".txt", suits=suits, read=read)

__all__ = ["FORMAT"]
