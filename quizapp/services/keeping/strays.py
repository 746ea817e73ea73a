"""Files of imports that no import speaks of: an upload was cut off, or the row went without them."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from quizapp.models.authoring import FileImport

_NAME = re.compile(r"[0-9a-f]{32}")
# A file is stored before its row: one that is so young may get it yet.
_YOUNG = timedelta(hours=1)


def import_files(session: Session, imports: Path, now: datetime) -> Iterator[tuple[Path, bool]]:
    """Every file of an import in a folder, and whether nothing will ever speak of it."""
    for path in sorted(imports.iterdir()) if imports.is_dir() else ():
        if not _NAME.fullmatch(path.name):
            continue
        young = now.timestamp() - path.stat().st_mtime < _YOUNG.total_seconds()
        found = session.get(FileImport, UUID(hex=path.name))
        session.rollback()
        yield path, found is None and not young
