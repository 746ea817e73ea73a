"""What the registry lists."""

from quizapp.formats.anki import crowd, drafts, reader, text, writer
from quizapp.formats.format import Format

ANKI = Format(
    name="anki",
    title="Anki package",
    suffix=".apkg",
    suits=reader.suits,
    read=reader.read,
    write=writer.write,
    losses=drafts.losses,
)
TEXT = Format(
    name="anki_text",
    title="Anki text",
    suffix=".txt",
    suits=text.suits,
    read=text.read,
)
CROWD = Format(
    name="crowdanki",
    title="CrowdAnki",
    suffix=".json",
    suits=crowd.suits,
    read=crowd.read,
)
