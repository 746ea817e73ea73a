"""What Moodle offers in the list of formats."""

from quizapp.formats.format import Format
from quizapp.formats.moodle import cloze_text, reading
from quizapp.formats.moodle.writing.file import write
from quizapp.formats.moodle.writing.losses import losses

MOODLE_XML = Format("moodle_xml", "Moodle XML", ".xml", reading.suits, reading.read, write, losses)
MOODLE_CLOZE = Format(
    "moodle_cloze", "Moodle Cloze text", ".txt", cloze_text.suits, cloze_text.read
)
