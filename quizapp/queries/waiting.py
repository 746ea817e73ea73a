"""What waits for the job worker, as numbers for whoever watches over the server."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.models.authoring import FileImport


def waiting(session: Session) -> dict[str, int]:
    """How many imports are under way, waiting for a worker included (one statement)."""
    states = ("waiting", "reading", "publishing")
    under_way = session.scalar(
        select(func.count()).select_from(FileImport).where(FileImport.state.in_(states))
    )
    return {"imports": under_way or 0}
