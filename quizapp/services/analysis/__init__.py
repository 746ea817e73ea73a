"""The sums that reports are made of: noted when something changes, counted in the background.

An answer, and the handing in of an attempt, write nothing that two learners share: a row that
everybody counts in would make all of them wait for each other. They leave a note (`note`), and
`count_due` works out anew what the attempts it is about add to the sums, takes out what they had
added, and puts the new in. What a note leads to follows from what is in the database alone, so that
it has its effect once, however often and in whatever order notes come.
"""

from quizapp.services.analysis.counting import count_due, hold_for, recount, uncount
from quizapp.services.analysis.notes import note, note_everybody_at, note_everything_of

__all__ = [
    "count_due",
    "hold_for",
    "note",
    "note_everybody_at",
    "note_everything_of",
    "recount",
    "uncount",
]
