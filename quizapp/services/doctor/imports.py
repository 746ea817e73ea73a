"""Files that imports may leave behind; what is staged in the database goes with its import."""

import re
from datetime import timedelta
from uuid import UUID

from quizapp.models.authoring import FileImport
from quizapp.services.doctor.report import Place, Report

_NAME = re.compile(r"[0-9a-f]{32}")
# A file is stored before its row: one that is so young may get it yet.
_YOUNG = timedelta(hours=1)


def imports(place: Place, report: Report) -> None:
    """Files that no import speaks of: their upload was cut off, or a restore took the row away."""
    for path in sorted(place.imports.iterdir()) if place.imports.is_dir() else ():
        if not _NAME.fullmatch(path.name):
            continue
        report.looked_at += 1
        found = place.session.get(FileImport, UUID(hex=path.name))
        place.session.rollback()
        young = place.now.timestamp() - path.stat().st_mtime < _YOUNG.total_seconds()
        if found is not None or young:
            continue
        if place.repair:
            path.unlink(missing_ok=True)
        report.problem(f"no import speaks of the file {path.name}", repaired=place.repair)
