"""Files that imports may leave behind; what is staged in the database goes with its import."""

from quizapp.services.doctor.report import Place, Report
from quizapp.services.keeping.strays import import_files


def imports(place: Place, report: Report) -> None:
    """Files that no import speaks of."""
    for path, stray in import_files(place.session, place.imports, place.now):
        report.looked_at += 1
        if not stray:
            continue
        if place.repair:
            path.unlink(missing_ok=True)
        report.problem(f"no import speaks of the file {path.name}", repaired=place.repair)
