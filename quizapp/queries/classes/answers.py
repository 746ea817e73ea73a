"""One answer as it is graded: what was asked and written, the rubric, and the grade so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from quizapp.domain.items.essay import Criterion, EssayBody
from quizapp.domain.items.registry import load_body
from quizapp.markup import block, inline
from quizapp.models.grading import GivenGrade
from quizapp.models.items import ItemRevision
from quizapp.models.learners import Learner
from quizapp.models.quizzes import AttemptItem, Response
from quizapp.queries.classes.essays import Paper
from quizapp.queries.quizzes.grades import Grade, grade_of


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """The answer and its question, in the wording that the student had."""

    stem_html: str
    sample_html: str
    rubric: Sequence[Criterion]
    text: str
    saved_at: datetime
    grade: Grade | None

    @property
    def version(self) -> int:
        """Which state of the grade this is; 0 before there is one."""
        return self.grade.version if self.grade else 0

    @property
    def words(self) -> int:
        """How many words were written."""
        return len(self.text.split())


def written_answer(session: Session, paper: Paper) -> WrittenAnswer:
    """The text of an answer with everything that is needed to grade it (one statement)."""
    row = session.execute(
        select(ItemRevision.content, Response.response, Response.saved_at, GivenGrade, Learner.name)
        .select_from(AttemptItem)
        .join(ItemRevision, ItemRevision.id == AttemptItem.item_revision_id)
        .join(Response, _same(Response))
        .outerjoin(GivenGrade, _same(GivenGrade))
        .outerjoin(Learner, Learner.id == GivenGrade.graded_by)
        .where(
            AttemptItem.learner_id == paper.student_id,
            AttemptItem.attempt_id == paper.attempt_id,
            AttemptItem.position == paper.position,
        )
    ).one()
    body = load_body(row.content)
    if not isinstance(body, EssayBody):
        raise TypeError("only an essay is graded by hand")
    return WrittenAnswer(
        stem_html=inline(body.stem),
        sample_html=block(body.sample),
        rubric=body.rubric,
        text=str((row.response or {}).get("text", "")),
        saved_at=row.saved_at,
        grade=grade_of(row.GivenGrade, row.name) if row.GivenGrade else None,
    )


def _same(table: Any) -> Any:
    return and_(
        table.learner_id == AttemptItem.learner_id,
        table.attempt_id == AttemptItem.attempt_id,
        table.position == AttemptItem.position,
    )
