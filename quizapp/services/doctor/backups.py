"""Whether backups are made every day."""

from datetime import timedelta

from quizapp.services.doctor.report import Place, Report
from quizapp.services.keeping.rotation import automatic, last_failure

_LATE = timedelta(days=2)


def backups(place: Place, report: Report) -> None:
    """The newest backup that was made by itself, and why the last one failed, if it did."""
    failed = last_failure(place.backups)
    if failed is not None:
        report.problem(f"the last backup failed: {failed}")
    made = automatic(place.backups)
    report.looked_at = len(made)
    if not made:
        report.note("no backup has been made by itself yet")
    elif place.now - made[-1].at > _LATE:
        report.note(f"the newest backup that was made by itself is of {made[-1].at:%d %B %Y}")
