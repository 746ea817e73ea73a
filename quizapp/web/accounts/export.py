"""The shape of GET /api/v1/me/export."""

from datetime import date
from typing import Any
from uuid import UUID

from quizapp.web.shell.api import Answer, Stamp


class SessionPart(Answer):
    """A browser that is signed in."""

    created_at: Stamp
    seen_at: Stamp


class CodePart(Answer):
    """A reset code that exists; the code itself is stored only as a hash."""

    purpose: str
    created_at: Stamp
    expires_at: Stamp | None
    used_at: Stamp | None


class LogPart(Answer):
    """Something that was done to the account, or by it."""

    at: Stamp
    action: str
    detail: dict[str, Any]


class ReadingPart(Answer):
    """How far a lesson has been read."""

    lesson: str
    anchor: str
    fraction: float
    updated_at: Stamp
    finished_at: Stamp | None


class ReportPart(Answer):
    """One mistake that the learner has reported; one of lesson, item and claim is named."""

    id: UUID
    lesson: str | None
    item: str | None
    claim: str | None
    shown: str
    what: str
    source: str | None
    reported_at: Stamp
    settled_at: Stamp | None
    note: str | None
    answer_seen_at: Stamp | None


class ClassPart(Answer):
    """A class that the learner is or was in: her name there, and what others see instead."""

    title: str
    name: str
    family: str | None
    pseudonym: str
    extra_percent: int
    joined_at: Stamp
    joined_by: str
    left_at: Stamp | None
    left_by: str | None


class TeachesPart(Answer):
    """A class that the learner teaches."""

    title: str
    added_at: Stamp


class AssignmentPart(Answer):
    """What was arranged for the learner at one assignment; `percent` in place of the score."""

    assignment: str
    included: bool
    excused_at: Stamp | None
    open_until: Stamp | None
    extra_percent: int | None
    extra_minutes: int
    extra_attempts: int
    percent: float | None
    comment: str


class EditsPart(Answer):
    """A set of another teacher's that this one may change."""

    set: str
    added_at: Stamp


class WrittenPart(Answer):
    """A question as the learner wrote or imported it."""

    set: str
    question: str
    number: int
    content: dict[str, Any]
    created_at: Stamp


class DraftPart(Answer):
    """What was typed into a form of a question and not saved."""

    id: UUID
    set: str
    item: str | None
    type: str
    fields: dict[str, Any]
    saved_at: Stamp


class ImportPart(Answer):
    """A file that was brought in."""

    id: UUID
    set: str | None
    name: str
    format: str | None
    state: str
    read: int
    report: dict[str, Any]
    options: dict[str, Any]
    created_at: Stamp
    changed_at: Stamp


class LearnerPart(Answer):
    """Who."""

    id: UUID
    kind: str
    role: str
    name: str | None
    email: str | None
    created_at: Stamp
    reading: list[ReadingPart]
    sessions: list[SessionPart]
    codes: list[CodePart]
    classes: list[ClassPart]
    teaches: list[TeachesPart]
    assignments: list[AssignmentPart]
    reports: list[ReportPart]
    edits: list[EditsPart]
    questions: list[WrittenPart]
    drafts: list[DraftPart]
    imports: list[ImportPart]
    log: list[LogPart]


class ReviewPart(Answer):
    """One answer to a card, with what it did to the schedule.

    `front` is null while the card's question is in an attempt that is not submitted.
    """

    id: UUID
    card: str
    front: str | None
    item: str
    kind: str
    rating: int | None
    answer: str | None
    duration_ms: int
    reviewed_at: Stamp
    offset_minutes: int
    timezone: str
    received_at: Stamp
    effective_at: Stamp
    study_day: date
    undone: bool
    undo: UUID | None
    undone_at: Stamp | None
    state_before: str | None
    state_after: str | None
    stability_before: float | None
    stability_after: float | None
    difficulty_before: float | None
    difficulty_after: float | None
    retrievability: float | None
    interval_unfuzzed: float | None
    interval: float | None
    algorithm: str
    desired_retention: float


class CardPart(Answer):
    """What is planned for one card; `front` as in a review."""

    card: str
    front: str | None
    set: str
    item: str
    state: str
    due: Stamp | None
    stability: float | None
    difficulty: float | None
    step: int | None
    reps: int
    lapses: int
    last_review: Stamp | None
    last_day: date | None
    introduced_day: date | None
    suspended: bool
    flagged: bool
    buried_until: date | None


class InWords(Answer):
    """A question, what there was to choose from, and the answer, as people read them."""

    prompt: str
    choices: list[str]
    answered: list[str]


class AskedPart(InWords):
    """One question of an attempt; its score is known once the attempt is submitted."""

    position: int
    item: str
    max: float
    score: float | None
    flagged: bool
    sure: bool | None


class ResponsePart(Answer):
    """The latest saved answer to one question."""

    position: int
    seq: int
    response: dict[str, Any] | None
    saved_at: Stamp


class RegradedPart(Answer):
    """A question that was graded again after a teacher had decided about it."""

    position: int
    before: float
    after: float
    reason: str
    source: str | None
    regraded_at: Stamp


class GradePart(Answer):
    """What a teacher gave for an answer: points, by criterion of the rubric too, and words."""

    position: int
    points: float
    by_criterion: list[float]
    comment: str
    graded_at: Stamp
    seen_at: Stamp | None


class AttemptPart(Answer):
    """One sitting of a quiz."""

    attempt: UUID
    client_id: UUID
    quiz: str
    number: int
    started_at: Stamp
    deadline: Stamp | None
    place: int
    submitted_at: Stamp | None
    submit_id: UUID | None
    submitted_by: str | None
    score: float | None
    max: float
    items: list[AskedPart]
    responses: list[ResponsePart]
    regraded: list[RegradedPart]
    grades: list[GradePart]


class CheckpointPart(InWords):
    """One answer to a question inside a lesson."""

    id: UUID
    item: str
    response: dict[str, Any] | None
    score: float
    max: float
    answered_at: Stamp


class ParametersPart(Answer):
    """Parameters of the schedule, fitted to the learner's own answers."""

    version: int
    active: bool
    algorithm: str
    parameters: list[float]
    reviews_used: int
    log_loss_before: float
    log_loss_after: float
    created_at: Stamp


class SettingsPart(Answer):
    """What the learner has chosen."""

    timezone: str
    timezone_chosen: bool
    theme: str
    text_size: str
    buttons: int
    new_per_day: int
    reviews_per_day: int
    desired_retention: float
    parameters: list[ParametersPart]


class Export(Answer):
    """Everything that is stored about the learner."""

    learner: LearnerPart
    reviews: list[ReviewPart]
    cards: list[CardPart]
    attempts: list[AttemptPart]
    checkpoints: list[CheckpointPart]
    settings: SettingsPart
