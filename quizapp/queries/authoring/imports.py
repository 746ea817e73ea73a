"""An import as whoever began it sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from quizapp.models.authoring import FileImport
from quizapp.models.items import QuestionSet

RECENT = 10


@dataclass(frozen=True, slots=True)
class ImportView:
    """How far an import is, and what it found."""

    id: UUID
    name: str
    format: str | None
    state: str
    done: int
    report: dict[str, Any]
    options: dict[str, Any]
    created_at: datetime
    set_id: int | None
    set_slug: str | None
    set_title: str | None

    @property
    def working(self) -> bool:
        """Whether something is going on that one can wait for."""
        return self.state in ("waiting", "reading", "publishing")


def _views(learner_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            FileImport.id,
            FileImport.name,
            FileImport.format,
            FileImport.state,
            FileImport.done,
            FileImport.report,
            FileImport.options,
            FileImport.created_at,
            FileImport.set_id,
            QuestionSet.slug,
            QuestionSet.title,
        )
        .outerjoin(QuestionSet, QuestionSet.id == FileImport.set_id)
        .where(FileImport.learner_id == learner_id)
    )


def has_schedules(report: Mapping[str, Any]) -> bool:
    """Whether a file knows anything of when its cards come back."""
    return bool(report.get("scheduled_cards") or report.get("suspended_cards"))


def import_view(session: Session, learner_id: int, import_id: UUID) -> ImportView | None:
    """An import of this learner's (one statement)."""
    row = session.execute(_views(learner_id).where(FileImport.id == import_id)).one_or_none()
    return ImportView(*row) if row else None


def recent_imports(session: Session, learner_id: int) -> list[ImportView]:
    """The last few, newest first (one statement)."""
    rows = session.execute(_views(learner_id).order_by(FileImport.created_at.desc()).limit(RECENT))
    return [ImportView(*row) for row in rows]
