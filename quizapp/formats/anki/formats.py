"""What the registry lists."""

from quizapp.formats.anki import reader
from quizapp.formats.format import Format

FORMAT = Format(
    name="anki",
    title="Anki package",
    suffix=".apkg",
    suits=reader.suits,
    read=reader.read,
)
