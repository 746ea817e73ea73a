"""What the tables hold of a course's parts: plain values, made from the domain objects."""

from typing import Any

from quizapp.domain.course import (
    Claim,
    Course,
    Fact,
    Misconception,
    QuestionSet,
    QuizPlan,
    Source,
)
from quizapp.domain.lesson import Lesson, Term

Values = dict[str, Any]


def course_values(course: Course) -> Values:
    """Columns of `courses` beside slug, digest and times."""
    head = course.head
    return {
        "title": head.title,
        "description": head.description,
        "language": head.language,
        "position": head.position,
        "data": head.model_dump(mode="json", include={"article", "cutoff", "planned"}),
    }


def source_values(source: Source) -> Values:
    """Columns of `sources`."""
    return {
        "title": source.title,
        "kind": source.kind,
        "url": source.url,
        "data": source.model_dump(mode="json", include={"publisher", "date"}),
    }


def fact_values(fact: Fact) -> Values:
    """Columns of `facts`."""
    kept = {"actors", "verification", "contested", "volatility", "use", "note", "review_by"}
    return {
        "lesson": fact.lesson,
        "date": fact.date,
        "text": fact.text,
        "sources": list(fact.sources),
        "data": fact.model_dump(mode="json", include=kept),
    }


def claim_values(claim: Claim, position: int) -> Values:
    """Columns of `claims`; `position` is its place in the register, from 1."""
    kept = {"locator", "kind_alt", "items", "verification", "note"}
    return {
        "position": position,
        "paragraph": claim.paragraph,
        "kind": claim.kind,
        "verdict": claim.verdict,
        "restated": claim.restated,
        "correction": claim.correction,
        "facts": list(claim.facts),
        "sources": list(claim.sources),
        "lessons": list(claim.lessons),
        "data": claim.model_dump(mode="json", include=kept),
    }


def misconception_values(one: Misconception) -> Values:
    """Columns of `misconceptions`."""
    return {"name": one.name, "why": one.why, "fix": one.fix}


def lesson_values(lesson: Lesson, position: int) -> Values:
    """Columns of `lessons`; `data` is the rest of the front matter and the rendered text."""
    head = lesson.head.model_dump(
        mode="json", exclude={"id", "slug", "title", "summary", "minutes", "waivers", "answered"}
    )
    return {
        "slug": lesson.head.slug,
        "title": lesson.head.title,
        "summary": lesson.head.summary,
        "position": position,
        "minutes": lesson.minutes,
        "data": head | lesson.text.model_dump(mode="json", exclude={"minutes"}),
        "digest": lesson.digest,
    }


def term_values(term: Term, lesson_id: int) -> Values:
    """Columns of `terms`."""
    return {
        "lesson_id": lesson_id,
        "term": term.term,
        "definition": term.definition,
        "native_lang": term.native.lang if term.native else None,
        "native": term.native.text if term.native else None,
    }


def set_values(one: QuestionSet, position: int, language: str, lesson_id: int | None) -> Values:
    """Columns of `question_sets` for a set of a course: no owner, open to all."""
    return {
        "title": one.head.title,
        "description": one.head.description,
        "language": language,
        "visibility": "public",
        "position": position,
        "drill": one.drill,
        "lesson_id": lesson_id,
        "owner_id": None,
    }


def quiz_values(plan: QuizPlan, position: int, lesson_id: int | None) -> Values:
    """Columns of `quizzes`."""
    kept = {
        "title",
        "description",
        "draw",
        "balance",
        "minutes",
        "typical_minutes",
        "keep",
        "layout",
    }
    return {
        **plan.model_dump(include=kept),
        "attempts_allowed": plan.attempts,
        "shuffle": plan.shuffle,
        "position": position,
        "lesson_id": lesson_id,
        "owner_id": None,
    }
