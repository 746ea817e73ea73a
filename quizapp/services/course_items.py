"""Makes the items of a course be those of its files."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.course import Course
from quizapp.models.items import Item, QuestionSet
from quizapp.services.item_rows import ItemChanges, Placed, retire, store_items


def sync_items(
    session: Session, course_id: int, course: Course, set_ids: dict[str, int], now: datetime
) -> ItemChanges:
    """Make the items and cards of a course's sets be those of the course."""
    wanted = {
        body.id: Placed(body, set_ids[one.head.slug], position, one.drill)
        for one in course.sets
        for position, body in enumerate(one.items, start=1)
    }
    mine = select(QuestionSet.id).where(QuestionSet.course_id == course_id)
    found = session.scalars(select(Item).where(Item.set_id.in_(mine)))
    changes = ItemChanges({item.code: item for item in found})
    for code in changes.rows.keys() - wanted.keys():
        changes.retired += retire(changes.rows[code], now)
    store_items(session, changes, wanted, now)
    return changes
