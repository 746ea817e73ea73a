"""Everything that is stored about one learner, in a fixed number of statements.

`EXPORTED` names every personal column and the key under which it leaves; `WITHHELD` says why the
others stay. A test holds both against the tables, so that a new column cannot be forgotten.
"""

from collections import defaultdict
from collections.abc import Set
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from quizapp.domain.items.mask import OptionMask
from quizapp.domain.items.registry import load_body, type_of
from quizapp.domain.items.retold import retold
from quizapp.markup import plain
from quizapp.models.authoring import FileImport, ItemDraft, RevisionAuthor, SetEditor
from quizapp.models.classes import (
    Assignment,
    AssignmentStudent,
    ClassTeacher,
    Enrolment,
    SchoolClass,
)
from quizapp.models.courses import Claim, Lesson
from quizapp.models.flashcards import CardState, ParameterSet, Review
from quizapp.models.grading import GivenGrade
from quizapp.models.items import IS_NEWEST, Card, Item, ItemRevision, QuestionSet
from quizapp.models.learners import AuditEntry, BrowserSession, Learner, OneTimeToken
from quizapp.models.mistakes import MistakeReport
from quizapp.models.quizzes import Attempt, AttemptItem, Quiz, Response
from quizapp.models.reading import CheckpointAnswer, ReadingPosition
from quizapp.models.regrading import RegradedItem, Ruling
from quizapp.queries.accounts import LearnerView
from quizapp.queries.card_fronts import FRONT, Fronts
from quizapp.queries.quizzes.assigned import withheld_attempts

GRADED = ("graded", "grade changed")
_INSIDE = "a number that only links rows inside the database"
_KEPT_BACK = "a secret; whoever holds the file must not get in with it"
_REVISION = "which wording of the question was shown; the words themselves are there"

EXPORTED: dict[str, dict[str, str]] = {
    "learners": {
        "public_id": "id", "kind": "kind", "role": "role", "name": "name", "email": "email",
        "created_at": "created_at", "timezone": "timezone", "timezone_chosen": "timezone_chosen",
        "theme": "theme", "text_size": "text_size", "buttons": "buttons",
        "new_per_day": "new_per_day", "reviews_per_day": "reviews_per_day",
        "desired_retention": "desired_retention",
    },
    "sessions": {"created_at": "created_at", "seen_at": "seen_at"},
    "one_time_tokens": {
        "purpose": "purpose", "created_at": "created_at", "expires_at": "expires_at",
        "used_at": "used_at",
    },
    "audit_entries": {"at": "at", "action": "action", "detail": "detail"},
    "parameter_sets": {
        "version": "version", "active": "active", "algorithm": "algorithm",
        "parameters": "parameters", "reviews_used": "reviews_used",
        "log_loss_before": "log_loss_before", "log_loss_after": "log_loss_after",
        "created_at": "created_at",
    },
    "card_states": {
        "card_id": "card", "set_id": "set", "item_id": "item", "state": "state", "due": "due",
        "stability": "stability", "difficulty": "difficulty", "step": "step", "reps": "reps",
        "lapses": "lapses", "last_review": "last_review", "last_day": "last_day",
        "introduced_day": "introduced_day", "suspended": "suspended", "flagged": "flagged",
        "buried_until": "buried_until",
    },
    "reviews": {
        "id": "id", "card_id": "card", "kind": "kind", "rating": "rating", "answer": "answer",
        "duration_ms": "duration_ms", "reviewed_at": "reviewed_at",
        "offset_minutes": "offset_minutes", "timezone": "timezone", "received_at": "received_at",
        "effective_at": "effective_at", "study_day": "study_day", "state_before": "state_before",
        "state_after": "state_after", "stability_before": "stability_before",
        "stability_after": "stability_after", "difficulty_before": "difficulty_before",
        "difficulty_after": "difficulty_after", "retrievability": "retrievability",
        "interval_unfuzzed": "interval_unfuzzed", "interval": "interval",
        "algorithm": "algorithm", "desired_retention": "desired_retention", "voids": "undo",
    },
    "attempts": {
        "id": "attempt", "client_id": "client_id", "quiz_id": "quiz", "number": "number",
        "started_at": "started_at", "deadline": "deadline", "place": "place",
        "submitted_at": "submitted_at", "submit_id": "submit_id", "submitted_by": "submitted_by",
        "score": "score", "max_score": "max",
    },
    "attempt_items": {
        "position": "position", "item_id": "item", "max_score": "max", "score": "score",
        "flagged": "flagged",
    },
    "responses": {
        "position": "position", "seq": "seq", "response": "response", "saved_at": "saved_at",
        "sure": "sure",
    },
    "regraded_items": {
        "position": "position", "score_before": "before", "score_after": "after",
        "regraded_at": "regraded_at",
    },
    "given_grades": {
        "position": "position", "points": "points", "parts": "by_criterion",
        "comment": "comment", "graded_at": "graded_at", "seen_at": "seen_at",
    },
    "due_counts": {},
    "counted_attempts": {},
    "checkpoint_answers": {
        "id": "id", "item_id": "item", "response": "response", "score": "score",
        "max_score": "max", "answered_at": "answered_at",
    },
    "mistake_reports": {
        "client_id": "id", "lesson_id": "lesson", "item_id": "item", "claim_id": "claim",
        "shown": "shown", "what": "what", "source": "source", "reported_at": "reported_at",
        "settled_at": "settled_at", "note": "note", "answer_seen_at": "answer_seen_at",
    },
    "set_editors": {"set_id": "set", "added_at": "added_at"},
    "revision_authors": {"revision_id": "question"},
    "item_drafts": {
        "key": "id", "set_id": "set", "item_id": "item", "type": "type", "fields": "fields",
        "saved_at": "saved_at",
    },
    "file_imports": {
        "id": "id", "set_id": "set", "name": "name", "format": "format", "state": "state",
        "done": "read", "report": "report", "options": "options", "created_at": "created_at",
        "changed_at": "changed_at",
    },
    "reading_positions": {
        "lesson_id": "lesson", "anchor": "anchor", "fraction": "fraction",
        "updated_at": "updated_at", "finished_at": "finished_at",
    },
    "class_teachers": {"class_id": "title", "added_at": "added_at"},
    "enrolments": {
        "class_id": "title", "name": "name", "family": "family", "pseudonym": "pseudonym",
        "extra_percent": "extra_percent", "joined_at": "joined_at", "joined_by": "joined_by",
        "left_at": "left_at", "left_by": "left_by",
    },
    "assignment_students": {
        "assignment_id": "assignment", "included": "included", "excused_at": "excused_at",
        "open_until": "open_until", "extra_percent": "extra_percent",
        "extra_minutes": "extra_minutes", "extra_attempts": "extra_attempts",
        "percent": "percent", "comment": "comment",
    },
}  # fmt: skip

WITHHELD: dict[str, dict[str, str]] = {
    "learners": {
        "id": _INSIDE, "name_key": "the name in small letters", "password_hash": _KEPT_BACK,
        "recovery_hash": _KEPT_BACK,
    },
    "sessions": {"token_hash": _KEPT_BACK},
    "one_time_tokens": {"token_hash": _KEPT_BACK},
    "audit_entries": {"id": _INSIDE, "actor_id": _INSIDE, "subject_id": _INSIDE},
    "parameter_sets": {"id": _INSIDE},
    "card_states": {"version": "counts writes, to notice two at once"},
    "reviews": {"item_revision_id": _REVISION, "parameter_id": _INSIDE},
    "attempts": {"secret": "shuffles the options; with it the order could be undone",
                 "held_back": "whether cards wait for the result; it would tell of the result"},
    "attempt_items": {"attempt_id": "the list stands inside its attempt",
                      "item_revision_id": _REVISION},
    "responses": {"attempt_id": "the list stands inside its attempt"},
    "regraded_items": {"attempt_id": "the list stands inside its attempt",
                       "ruling_id": "the reason for the ruling is there"},
    "given_grades": {"attempt_id": "the list stands inside its attempt",
                     "version": "counts the changes, to notice two at once",
                     "client_id": "the number of the form that the teacher sent",
                     "graded_by": "which teacher it was; the words are there"},
    "checkpoint_answers": {"item_revision_id": _REVISION},
    "item_drafts": {"seq": "counts what the page has sent"},
    "due_counts": dict.fromkeys(
        ("id", "quiz_id", "noted_at"), "that an attempt waits for being counted; it is there itself"
    ),
    "counted_attempts": dict.fromkeys(
        ("quiz_id", "attempt_id", "submitted_at", "block", "parts"),
        "worked out from an attempt and its answers, which are there",
    ),
    "mistake_reports": {"id": _INSIDE, "settled_by": "which teacher it was; the note says what"},
}  # fmt: skip

_SETTINGS = (
    "timezone", "timezone_chosen", "theme", "text_size", "buttons", "new_per_day",
    "reviews_per_day", "desired_retention",
)  # fmt: skip

Rows = list[dict[str, Any]]
# Only words leave a checkpoint's options, in an order of their own.
_ANY_MASK = OptionMask(b"export", 0)


def export(session: Session, learner: LearnerView, now: datetime) -> dict[str, Any]:
    """The document of GET /api/v1/me/export as plain values (times, UUIDs and days unformatted).

    Scores of attempts whose results an assignment keeps back at this time are left out.
    """
    mine = _rows(session, _all_of(Learner).where(Learner.id == learner.id))[0]
    settings = {name: mine.pop(name) for name in _SETTINGS}
    settings["parameters"] = _rows(
        session, _of(ParameterSet, learner).order_by(ParameterSet.version)
    )
    fronts = Fronts(session, learner.id)
    return {
        "learner": {**mine, **_about(session, learner)},
        "reviews": _reviews(session, learner, fronts),
        "cards": _cards(session, learner, fronts),
        "attempts": _attempts(session, learner, withheld_attempts(session, learner.id, now)),
        "checkpoints": _checkpoints(session, learner),
        "settings": settings,
    }


def _about(session: Session, learner: LearnerView) -> dict[str, Rows]:
    reading = _of(ReadingPosition, learner, lesson_id=Lesson.slug).join(Lesson)
    log = (
        _all_of(AuditEntry)
        .where(or_(AuditEntry.subject_id == learner.id, AuditEntry.actor_id == learner.id))
        .order_by(AuditEntry.at, AuditEntry.id)
    )
    return {
        "reading": _rows(session, reading.order_by(Lesson.slug)),
        "sessions": _rows(session, _of(BrowserSession, learner)),
        "codes": _rows(session, _of(OneTimeToken, learner)),
        "classes": _classes(session, learner),
        "teaches": _teaches(session, learner),
        "assignments": _assignments(session, learner),
        "reports": _reports(session, learner),
        **_authored(session, learner),
        "log": [_unmarked(row) for row in _rows(session, log)],
    }


def _unmarked(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry of the log without a grade's points: they stand with the attempt, or are kept back."""
    if entry["action"] not in GRADED:
        return entry
    kept = {name: value for name, value in entry["detail"].items() if name not in ("points", "was")}
    return {**entry, "detail": kept}


def _authored(session: Session, learner: LearnerView) -> dict[str, Rows]:
    """What a teacher has written; sets and questions by the names in their addresses."""
    slug, code = QuestionSet.slug, Item.code
    edited = _of(SetEditor, learner, set_id=slug).join(QuestionSet)
    drafts = _of(ItemDraft, learner, set_id=slug, item_id=code).join(QuestionSet).outerjoin(Item)
    wrote = (
        _of(RevisionAuthor, learner, revision_id=code)
        .add_columns(slug.label("set"), ItemRevision.number, ItemRevision.created_at)
        .add_columns(ItemRevision.content)
        .join(ItemRevision, ItemRevision.id == RevisionAuthor.revision_id)
        .join(Item, Item.id == ItemRevision.item_id)
        .join(QuestionSet, QuestionSet.id == Item.set_id)
    )
    brought = _of(FileImport, learner, set_id=slug).outerjoin(QuestionSet)
    return {
        "edits": _rows(session, edited.order_by(slug)),
        "questions": _rows(session, wrote.order_by(slug, Item.id, ItemRevision.number)),
        "drafts": _rows(session, drafts.order_by(ItemDraft.saved_at)),
        "imports": _rows(session, brought.order_by(FileImport.created_at)),
    }


def _reviews(session: Session, learner: LearnerView, fronts: Fronts) -> Rows:
    """One entry for each answer; what undid it stands with it."""
    rows = _rows(
        session,
        _of(Review, learner)
        .add_columns(Item.code.label("item"), *FRONT)
        .join(ItemRevision, ItemRevision.id == Review.item_revision_id)
        .join(Item, Item.id == ItemRevision.item_id)
        .join(Card, Card.id == Review.card_id)
        .order_by(Review.effective_at, Review.id),
    )
    undone = {row["undo"]: row for row in rows if row["kind"] == "undo"}
    kept = []
    for row in rows:
        if row["kind"] == "undo":
            continue
        undo = undone.get(row["id"])
        row |= {
            "card": str(row["card"]),
            "front": fronts.of(row),
            "undone": undo is not None,
            "undo": undo["id"] if undo else None,
            "undone_at": undo["received_at"] if undo else None,
        }
        kept.append(row)
    return kept


def _cards(session: Session, learner: LearnerView, fronts: Fronts) -> Rows:
    rows = _rows(
        session,
        _of(CardState, learner, set_id=QuestionSet.slug, item_id=Item.code)
        .add_columns(*FRONT)
        .join(QuestionSet, QuestionSet.id == CardState.set_id)
        .join(Item, Item.id == CardState.item_id)
        .join(Card, Card.id == CardState.card_id)
        .join(
            ItemRevision,
            IS_NEWEST,
        )
        .order_by(CardState.card_id),
    )
    for row in rows:
        row |= {"card": str(row["card"]), "front": fronts.of(row)}
    return rows


def _attempts(session: Session, learner: LearnerView, withheld: Set[UUID]) -> Rows:
    rows = _rows(
        session,
        _of(Attempt, learner, quiz_id=Quiz.slug)
        .add_columns(Attempt.secret.label("secret"))
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .order_by(Attempt.started_at, Attempt.id),
    )
    items, answers = _asked(session, learner), _answers(session, learner)
    regraded, given_grades = _regraded(session, learner), _given_grades(session, learner)
    found = []
    for row in rows:
        secret = row.pop("secret")
        given = {one["position"]: one for one in answers[row["attempt"]]}
        # Whether she was sure stands with the question: a response has the members of the contract.
        sure = {position: one.pop("sure") for position, one in given.items()}
        asked = [
            {
                **_retold(one, given.get(one["position"], {}).get("response"), secret),
                "sure": sure.get(one["position"]),
            }
            for one in items[row["attempt"]]
        ]
        responses = [_outside(one, secret) for one in given.values()]
        again, grades = regraded[row["attempt"]], given_grades[row["attempt"]]
        if row["attempt"] in withheld:
            row["score"], again, grades = None, [], []
            asked = [{**one, "score": None} for one in asked]
        found.append({
            **row, "items": asked, "responses": responses, "regraded": again, "grades": grades
        })  # fmt: skip
    return found


def _asked(session: Session, learner: LearnerView) -> dict[Any, Rows]:
    return _by_attempt(
        session,
        _of(AttemptItem, learner, item_id=Item.code)
        .add_columns(
            AttemptItem.attempt_id.label("attempt_id"), ItemRevision.content.label("content")
        )
        .join(Item, Item.id == AttemptItem.item_id)
        .join(ItemRevision, ItemRevision.id == AttemptItem.item_revision_id)
        .order_by(AttemptItem.attempt_id, AttemptItem.position),
    )


def _answers(session: Session, learner: LearnerView) -> dict[Any, Rows]:
    return _by_attempt(
        session,
        _of(Response, learner)
        .add_columns(Response.attempt_id.label("attempt_id"), ItemRevision.content.label("content"))
        .join(
            AttemptItem,
            (AttemptItem.learner_id == Response.learner_id)
            & (AttemptItem.attempt_id == Response.attempt_id)
            & (AttemptItem.position == Response.position),
        )
        .join(ItemRevision, ItemRevision.id == AttemptItem.item_revision_id)
        .order_by(Response.attempt_id, Response.position),
    )


def _regraded(session: Session, learner: LearnerView) -> dict[Any, Rows]:
    return _by_attempt(
        session,
        _of(RegradedItem, learner)
        .add_columns(RegradedItem.attempt_id.label("attempt_id"), Ruling.reason, Ruling.source)
        .join(Ruling, Ruling.id == RegradedItem.ruling_id)
        .order_by(RegradedItem.attempt_id, RegradedItem.position, Ruling.id),
    )


def _given_grades(session: Session, learner: LearnerView) -> dict[Any, Rows]:
    return _by_attempt(
        session,
        _of(GivenGrade, learner)
        .add_columns(GivenGrade.attempt_id.label("attempt_id"))
        .order_by(GivenGrade.attempt_id, GivenGrade.position),
    )


def _outside(answer: dict[str, Any], secret: bytes) -> dict[str, Any]:
    """An answer with the option ids that the learner's browser knows."""
    body = load_body(answer.pop("content"))
    mask, stored = OptionMask(secret, answer["position"]), answer["response"]
    return {**answer, "response": type_of(body).show(body, stored, mask)}


def _retold(asked: dict[str, Any], response: Any, secret: bytes) -> dict[str, Any]:
    """A question of an attempt with what was asked and answered, in words."""
    body, mask = load_body(asked.pop("content")), OptionMask(secret, asked["position"])
    return {**asked, **asdict(retold(body, response, mask, plain))}


def _checkpoints(session: Session, learner: LearnerView) -> Rows:
    rows = _rows(
        session,
        _of(CheckpointAnswer, learner, item_id=Item.code)
        .add_columns(ItemRevision.content.label("content"))
        .join(Item, Item.id == CheckpointAnswer.item_id)
        .join(ItemRevision, ItemRevision.id == CheckpointAnswer.item_revision_id)
        .order_by(CheckpointAnswer.answered_at, CheckpointAnswer.id),
    )
    return [_in_words(row) for row in rows]


def _in_words(row: dict[str, Any]) -> dict[str, Any]:
    body = load_body(row.pop("content"))
    return {**row, **asdict(retold(body, row["response"], _ANY_MASK, plain))}


def _reports(session: Session, learner: LearnerView) -> Rows:
    names = {"lesson_id": Lesson.slug, "item_id": Item.code, "claim_id": Claim.code}
    return _rows(
        session,
        _of(MistakeReport, learner, **names)
        .outerjoin(Lesson, Lesson.id == MistakeReport.lesson_id)
        .outerjoin(Item, Item.id == MistakeReport.item_id)
        .outerjoin(Claim, Claim.id == MistakeReport.claim_id)
        .order_by(MistakeReport.reported_at, MistakeReport.id),
    )


def _classes(session: Session, learner: LearnerView) -> Rows:
    return _rows(
        session,
        _of(Enrolment, learner, class_id=SchoolClass.title)
        .join(SchoolClass, SchoolClass.id == Enrolment.class_id)
        .order_by(Enrolment.joined_at, SchoolClass.id),
    )


def _teaches(session: Session, learner: LearnerView) -> Rows:
    return _rows(
        session,
        _of(ClassTeacher, learner, class_id=SchoolClass.title)
        .join(SchoolClass, SchoolClass.id == ClassTeacher.class_id)
        .order_by(ClassTeacher.added_at, SchoolClass.id),
    )


def _assignments(session: Session, learner: LearnerView) -> Rows:
    return _rows(
        session,
        _of(AssignmentStudent, learner, assignment_id=Assignment.title)
        .join(Assignment, Assignment.id == AssignmentStudent.assignment_id)
        .order_by(Assignment.id),
    )


def _by_attempt(session: Session, query: Select[Any]) -> dict[Any, Rows]:
    grouped: dict[Any, Rows] = defaultdict(list)
    for row in _rows(session, query):
        grouped[row.pop("attempt_id")].append(row)
    return grouped


def _of(table: Any, learner: LearnerView, **instead: Any) -> Select[Any]:
    """The exported columns of the learner's rows; `instead` names links readably."""
    return _all_of(table, **instead).where(table.learner_id == learner.id)


def _all_of(table: Any, **instead: Any) -> Select[Any]:
    columns: list[ColumnElement[Any]] = [
        (instead[name] if name in instead else getattr(table, name)).label(key)
        for name, key in EXPORTED[table.__tablename__].items()
    ]
    return select(*columns).select_from(table)


def _rows(session: Session, query: Select[Any]) -> Rows:
    return [dict(row._mapping) for row in session.execute(query)]  # noqa: SLF001 (the documented way to a dictionary)
