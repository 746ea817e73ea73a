"""What Moodle offers in the list of formats."""

from quizapp.formats.format import Format
from quizapp.formats.moodle import cloze_text, reading

MOODLE_XML = Format("moodle_xml", "Moodle XML", ".xml", reading.suits, reading.read)
MOODLE_CLOZE = Format(
    "moodle_cloze", "Moodle Cloze text", ".txt", cloze_text.suits, cloze_text.read
)
