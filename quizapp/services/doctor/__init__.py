"""Is the data in order? A list of checks, each a function that looks, tells, and may repair.

What can be worked out again from a log is repaired from the log; a log is never changed.
"""

from collections.abc import Iterator

from quizapp.services.doctor.attempts import scores
from quizapp.services.doctor.backups import backups
from quizapp.services.doctor.cards import schedules
from quizapp.services.doctor.counted import counted
from quizapp.services.doctor.database import foreign_keys, integrity, schema, search
from quizapp.services.doctor.imports import imports
from quizapp.services.doctor.media import media
from quizapp.services.doctor.report import Check, Place, Report
from quizapp.services.doctor.revisions import revisions

__all__ = ["CHECKS", "Check", "Place", "Report", "examined"]

CHECKS = (
    Check("integrity", "the database file is whole", integrity, fatal=True),
    Check("schema", "the database has the shape of this version", schema, fatal=True),
    Check("references", "every row that is referred to is there", foreign_keys),
    Check("search", "the search index has what can be searched", search),
    Check("revisions", "every item has its text", revisions),
    Check("schedules", "the schedule of every card follows from its answers", schedules),
    Check("scores", "the score of every attempt follows from its answers", scores),
    Check("counts", "the reports count what was handed in", counted),
    Check("media", "pictures and sounds are there and used", media),
    Check("imports", "nothing is left over from imports", imports),
    Check("backups", "backups are made", backups),
)


def examined(place: Place, checks: tuple[Check, ...] = CHECKS) -> Iterator[Report]:
    """Make the checks one after another; after a fatal problem there are no more."""
    for check in checks:
        report = Report(check.name, check.title)
        try:
            check.look(place, report)
        finally:
            place.session.rollback()
        yield report
        if check.fatal and report.left:
            return
