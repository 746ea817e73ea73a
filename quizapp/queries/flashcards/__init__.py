"""What a learner has to drill: the queue, its counts, one card, what is coming.

``scope`` which rows may be shown · ``counting`` cheap counts · ``queue`` the next cards ·
``apart`` siblings on different days · ``faces`` the two sides · ``detail`` one card with its
sources · ``outlook`` today and after · ``log`` the review log as the scheduler reads it ·
``standing`` what recording has to know · ``aside`` what was suspended, put off or flagged.
"""

from quizapp.queries.flashcards.counting import Counts, Ready, counts, due_now, ready
from quizapp.queries.flashcards.detail import CardDetail, card_detail, is_retired
from quizapp.queries.flashcards.outlook import Coming, Today, coming, last_answer, plan, today
from quizapp.queries.flashcards.queue import AHEAD, Asked, Queue, QueueCard, queue
from quizapp.queries.flashcards.scope import StudySet, next_set, study_set

__all__ = [
    "AHEAD",
    "Asked",
    "CardDetail",
    "Coming",
    "Counts",
    "Queue",
    "QueueCard",
    "Ready",
    "StudySet",
    "Today",
    "card_detail",
    "coming",
    "counts",
    "due_now",
    "is_retired",
    "last_answer",
    "next_set",
    "plan",
    "queue",
    "ready",
    "study_set",
    "today",
]
