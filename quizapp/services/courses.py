"""Loads courses from questions/ into the database. Running it again changes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from quizapp.content.course import course_folders, load_all
from quizapp.content.digests import folder_digest
from quizapp.content.problems import ContentError, Place, Problem, has_errors
from quizapp.domain.course import Course, QuestionSet, QuizPlan
from quizapp.domain.items.registry import ITEM_TYPES
from quizapp.models import courses as tables
from quizapp.models import items as item_tables
from quizapp.models.db import db
from quizapp.models.items import Card, Item
from quizapp.models.quizzes import Quiz, QuizItem
from quizapp.services import analysis, course_rows
from quizapp.services.course_items import sync_items
from quizapp.services.item_rows import ItemChanges
from quizapp.services.making_way import make_way
from quizapp.services.search_entries import replace_entries
from quizapp.services.search_sets import enter_missing
from quizapp.services.transaction import patiently, write
from quizapp.services.upsert import Changes, assign, upsert

# Any number, the same in every process: whoever holds it loads, the others wait.
_ADVISORY_KEY = 7_391_046


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What one load did to a course's items. `skipped`: the digest was the stored one."""

    course: str
    skipped: bool = False
    created: int = 0
    revised: int = 0
    retired: int = 0
    revived: int = 0
    unchanged: int = 0


def sync_all(roots: Sequence[Path], now: datetime) -> tuple[SyncReport, ...]:
    """Load every course under the roots; courses that are no longer there are retired.

    Nothing is parsed where the stored digests are those of the files.
    Raises ContentError with all problems if any course has an error; nothing is stored then.
    """
    patiently(enter_missing)
    digests = {folder.name: folder_digest(folder) for folder in course_folders(*roots)}
    if _stored() == digests:
        return tuple(SyncReport(slug, skipped=True) for slug in digests)
    loaded = load_all(*roots)
    problems = [problem for one in loaded for problem in one.problems]
    if has_errors(problems):
        raise ContentError(problem for problem in problems if problem.severity == "error")
    reports = tuple(sync_course(one.course, now) for one in loaded if one.course)
    if digests:
        patiently(lambda: _retire_courses(digests.keys(), now))
    return reports


def sync_course(course: Course, now: datetime) -> SyncReport:
    """Make the stored course be this one, in one transaction, safe against other loaders."""
    return patiently(lambda: _sync(course, now))


def _stored() -> dict[str, str]:
    """Digests of the courses that are not retired."""
    query = select(tables.Course.slug, tables.Course.digest).where(
        tables.Course.retired_at.is_(None)
    )
    return {row.slug: row.digest for row in db.session.execute(query)}


def _sync(course: Course, now: datetime) -> SyncReport:
    with write() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY_KEY})"))
        row = _course_row(session, course, now)
        if row is None:
            return SyncReport(course.slug, skipped=True)
        _check_slugs(session, course, row.id)
        _sync_registers(session, course, row.id, now)
        lesson_ids = _sync_lessons(session, course, row.id, now)
        sets = _sync_sets(session, course, row.id, lesson_ids, now)
        set_ids = {slug: one.id for slug, one in sets.rows.items()}
        items = sync_items(session, row.id, course, set_ids, now)
        _sync_quizzes(session, course, row.id, lesson_ids, items, now)
        replace_entries(session, course, row.id)
        return SyncReport(
            course.slug,
            created=items.created,
            revised=items.revised,
            retired=items.retired,
            revived=items.revived,
            unchanged=items.unchanged,
        )


def _course_row(session: Session, course: Course, now: datetime) -> tables.Course | None:
    """Find or make the course's row; None when another process has loaded it meanwhile."""
    row = session.scalar(select(tables.Course).filter_by(slug=course.slug))
    values = {**course_rows.course_values(course), "digest": course.digest}
    if row is None:
        row = tables.Course(slug=course.slug, synced_at=now, retired_at=None, **values)
        session.add(row)
    elif row.digest == course.digest and row.retired_at is None:
        return None
    else:
        assign(row, {**values, "synced_at": now, "retired_at": None})
    session.flush()
    return row


def _check_slugs(session: Session, course: Course, course_id: int) -> None:
    """Take the slugs that teachers' sets have; refuse one that another course already uses."""
    checks: tuple[tuple[str, type[item_tables.QuestionSet] | type[Quiz], Iterable[str]], ...] = (
        ("set", item_tables.QuestionSet, [one.head.slug for one in course.sets]),
        ("quiz", Quiz, [plan.slug for plan in course.quizzes]),
    )
    for kind, table, slugs in checks:
        make_way(session, table, slugs)
        taken = session.scalars(
            select(table.slug).where(
                table.slug.in_(slugs), table.course_id.is_distinct_from(course_id)
            )
        )
        problems = [
            Problem(Place(course.slug), f"the slug {slug!r} is taken by another {kind}")
            for slug in taken
        ]
        if problems:
            raise ContentError(problems)


def _sync_registers(session: Session, course: Course, course_id: int, now: datetime) -> None:
    """Store sources, facts, claims and misconceptions."""
    sources = {one.id: course_rows.source_values(one) for one in course.sources}
    upsert(session, tables.Source, "code", course_id, sources, now)
    facts = {one.id: course_rows.fact_values(one) for one in course.facts}
    upsert(session, tables.Fact, "code", course_id, facts, now)
    claims = {
        one.id: course_rows.claim_values(one, position)
        for position, one in enumerate(course.claims, start=1)
    }
    upsert(session, tables.Claim, "code", course_id, claims, now)
    wrong = {one.id: course_rows.misconception_values(one) for one in course.misconceptions}
    upsert(session, tables.Misconception, "code", course_id, wrong, now)


def _sync_lessons(
    session: Session, course: Course, course_id: int, now: datetime
) -> dict[str, int]:
    """Store lessons and their glossary; gives the lessons' row ids by code."""
    wanted = {
        lesson.id: course_rows.lesson_values(lesson, position)
        for position, lesson in enumerate(course.lessons, start=1)
    }
    _free_slugs(session, course_id, {code: values["slug"] for code, values in wanted.items()})
    lessons = upsert(
        session, tables.Lesson, "code", course_id, wanted, now, stamp={"updated_at": now}
    )
    for code in lessons.changed:
        lessons.rows[code].updated_at = now
    ids = {code: row.id for code, row in lessons.rows.items()}
    terms = {
        term.id: course_rows.term_values(term, ids[lesson.id])
        for lesson in course.lessons
        for term in lesson.head.terms
    }
    upsert(session, tables.Term, "slug", course_id, terms, now)
    return ids


def _free_slugs(session: Session, course_id: int, wanted: dict[str, str]) -> None:
    """Rename lessons that hold a slug which another lesson is about to get."""
    new_owner = {slug: code for code, slug in wanted.items()}
    for row in session.scalars(select(tables.Lesson).filter_by(course_id=course_id)):
        if new_owner.get(row.slug, row.code) != row.code:
            row.slug = f"{row.slug}-was-{row.id}"
    session.flush()


def _sync_sets(
    session: Session, course: Course, course_id: int, lesson_ids: dict[str, int], now: datetime
) -> Changes[item_tables.QuestionSet]:
    wanted = {
        one.head.slug: course_rows.set_values(
            one, position, course.head.language, lesson_ids.get(one.lesson or "")
        )
        for position, one in enumerate(course.sets, start=1)
    }
    stamp = {"created_at": now}
    return upsert(session, item_tables.QuestionSet, "slug", course_id, wanted, now, stamp=stamp)


def _sync_quizzes(
    session: Session,
    course: Course,
    course_id: int,
    lesson_ids: dict[str, int],
    items: ItemChanges,
    now: datetime,
) -> None:
    wanted = {
        plan.slug: course_rows.quiz_values(plan, position, lesson_ids.get(plan.lesson or ""))
        for position, plan in enumerate(course.quizzes, start=1)
    }
    query = select(Quiz.slug, Quiz.draw).where(Quiz.course_id == course_id)
    drew = {row.slug: row.draw for row in session.execute(query)}
    quizzes = upsert(session, Quiz, "slug", course_id, wanted, now, stamp={"created_at": now})
    otherwise = [
        row.id for slug, row in quizzes.rows.items() if drew.get(slug, row.draw) != row.draw
    ]
    if otherwise:
        analysis.note_everybody_at(session, otherwise, now)
    sets = {one.head.slug: one for one in course.sets}
    for plan in course.quizzes:
        codes = [code for slug in plan.sets or (plan.slug,) for code in _askable(sets[slug], plan)]
        _sync_quiz_items(session, quizzes.rows[plan.slug].id, [items.rows[c].id for c in codes])


def _askable(one: QuestionSet, plan: QuizPlan) -> list[str]:
    """The items of a set that a quiz can ask; a text only where everything is shown in order."""
    return [
        body.id
        for body in one.items
        if body.type != "flashcard"
        and body.status != "retired"
        and (ITEM_TYPES[body.type].gradable or plan.draw is None)
    ]


def _sync_quiz_items(session: Session, quiz_id: int, wanted: list[int]) -> None:
    """Membership only: attempts are pinned to revisions and do not depend on it."""
    found = {
        row.item_id: row for row in session.scalars(select(QuizItem).filter_by(quiz_id=quiz_id))
    }
    for position, item_id in enumerate(wanted, start=1):
        if item_id in found:
            assign(found[item_id], {"position": position})
        else:
            session.add(QuizItem(quiz_id=quiz_id, item_id=item_id, position=position))
    gone = found.keys() - set(wanted)
    if gone:
        session.execute(
            delete(QuizItem).where(QuizItem.quiz_id == quiz_id, QuizItem.item_id.in_(gone))
        )


def _retire_courses(kept: Iterable[str], now: datetime) -> SyncReport:
    """Retire the courses whose folder is gone, with everything in them."""
    with write() as session:
        gone = session.scalars(
            select(tables.Course).where(
                tables.Course.slug.not_in(list(kept)), tables.Course.retired_at.is_(None)
            )
        ).all()
        for course in gone:
            course.retired_at = now
            _retire_contents(session, course.id, now)
    return SyncReport("", retired=len(gone))


def _retire_contents(session: Session, course_id: int, now: datetime) -> None:
    sets = select(item_tables.QuestionSet.id).where(item_tables.QuestionSet.course_id == course_id)
    for table in (tables.Lesson, item_tables.QuestionSet, Quiz):
        mine = (table.course_id == course_id, table.retired_at.is_(None))
        session.execute(update(table).where(*mine).values(retired_at=now))
    for part in (Item, Card):
        held = (part.set_id.in_(sets), part.retired_at.is_(None))
        session.execute(update(part).where(*held).values(retired_at=now))
