"""The quiz that goes with every set of a teacher's, for practice outside any class."""

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from quizapp.domain.drawing import usual_minutes
from quizapp.models.items import QuestionSet
from quizapp.models.quizzes import Quiz

# As many as the interim quizzes of the course ask.
ASKED = 20


def add_practice(session: Session, of: QuestionSet) -> None:
    """Give a new set its quiz: some questions by chance, no time limit, any number of attempts."""
    session.flush()
    taken = session.scalar(select(exists().where(Quiz.slug == of.slug)))
    session.add(
        Quiz(
            slug=f"{of.slug}-{of.id}" if taken else of.slug,
            title=of.title,
            description=of.description,
            position=0,
            set_id=of.id,
            draw=ASKED,
            typical_minutes=usual_minutes(ASKED),
            keep="best",
            layout="page",
            shuffle=True,
            created_at=of.created_at,
        )
    )
    session.flush()


def follow_set(session: Session, of: QuestionSet) -> None:
    """Carry what is said about a set over to its quiz."""
    words = {"title": of.title, "description": of.description}
    session.execute(update(Quiz).where(Quiz.set_id == of.id).values(words))
