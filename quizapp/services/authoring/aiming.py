"""An import that was looked at, and is to be divided otherwise or to go into another set."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, aliased

from quizapp.formats.table.chosen import Signs
from quizapp.models.authoring import FileImport, Medium, StagedEntry
from quizapp.queries.authoring.media import other_names
from quizapp.services.authoring.imports import drop_unborn_set
from quizapp.services.transaction import write


def divide(import_id: UUID, signs: Signs, now: datetime) -> bool:
    """Let an import that waits for a decision be read again as `signs` say; False if none waits."""
    with write() as session:
        row = _waiting(session, import_id)
        if row is None:
            return False
        session.execute(delete(StagedEntry).where(StagedEntry.import_id == import_id))
        row.state, row.done, row.changed_at = "waiting", 0, now
        row.options = {**row.options, "table": signs.as_json()}
        return True


def aim_at(import_id: UUID, set_id: int, now: datetime) -> bool:
    """Send an import that was to make a new set into one that is there; False if none waits.

    Its pictures go along; bytes that the set has already stay where they are.
    """
    with write() as session:
        row = _waiting(session, import_id)
        if row is None or not row.options.get("new") or row.set_id is None:
            return False
        named = _moved(session, row.set_id, set_id, row.report.get("aliases", {}))
        drop_unborn_set(session, import_id)
        aliases = other_names(session, set_id, named)
        row.set_id, row.changed_at = set_id, now
        row.options = {**row.options, "new": False}
        row.report = {**row.report, "aliases": aliases}
        return True


def _waiting(session: Session, import_id: UUID) -> FileImport | None:
    query = select(FileImport).where(FileImport.id == import_id, FileImport.state == "ready")
    return session.scalars(query.with_for_update()).one_or_none()


def _moved(session: Session, source: int, target: int, aliases: dict[str, str]) -> dict[str, str]:
    """Give the files of one set to another; the names of all of them and their addresses there."""
    held = session.execute(select(Medium.digest, Medium.key).where(Medium.set_id == target))
    there: dict[str, str] = {row.digest: row.key for row in held}
    rows = session.execute(
        select(Medium.name, Medium.key, Medium.digest).where(Medium.set_id == source)
    ).all()
    keys = {row.key: there.get(row.digest, row.key) for row in rows}
    other = aliased(Medium)
    known = select(other.id).where(other.set_id == target, other.digest == Medium.digest).exists()
    session.execute(
        update(Medium)
        .where(Medium.set_id == source, ~known)
        .values(set_id=target)
        .execution_options(synchronize_session=False)
    )
    names = {**{row.name: row.key for row in rows}, **aliases}
    return {name: keys.get(key, key) for name, key in names.items()}
