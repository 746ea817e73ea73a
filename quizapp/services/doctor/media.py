"""The files of pictures and sounds against the rows that speak of them."""

import hashlib
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from quizapp.models.authoring import Medium
from quizapp.services.authoring.media import place_of
from quizapp.services.doctor.report import Place, Report
from quizapp.services.keeping.media import leftovers

# A file is stored before its row: one that is so young may get it yet.
_YOUNG = timedelta(hours=1)
_READ = 2**20


def media(place: Place, report: Report) -> None:
    """Rows without their file, files that have changed, files that nothing speaks of."""
    digests = set(place.session.scalars(select(Medium.digest).distinct()))
    place.session.rollback()
    for digest in sorted(digests):
        report.looked_at += 1
        path = place_of(place.media, digest)
        if not path.is_file():
            report.problem(f"the file of {_names(place, digest)} is lost: look into a backup")
        elif _digest(path) != digest:
            report.problem(f"the file of {_names(place, digest)} is damaged: look into a backup")
    for path in leftovers(place.media, digests):
        if place.now.timestamp() - path.stat().st_mtime < _YOUNG.total_seconds():
            continue
        if place.repair:
            path.unlink(missing_ok=True)
        report.problem(f"nothing speaks of the media file {path.name}", repaired=place.repair)


def _names(place: Place, digest: str) -> str:
    found = place.session.scalars(
        select(Medium.name).where(Medium.digest == digest).order_by(Medium.id).limit(3)
    ).all()
    place.session.rollback()
    return ", ".join(f"“{name}”" for name in found)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        made = hashlib.sha256()
        for chunk in iter(lambda: stream.read(_READ), b""):
            made.update(chunk)
    return made.hexdigest()
