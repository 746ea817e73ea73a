"""The built-in course as loaded from questions/: lessons, claims, facts, sources, terms.

Rows are never deleted when a file loses them: they are retired, because answers refer to them.
"""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.models.db import Base
from quizapp.models.types import BigId, Code, IntPk, Json, JsonList, Slug, Text, Time, one_of


class Course(Base):
    """One folder of questions/; `digest` covers all its files, so that a second load is cheap."""

    __tablename__ = "courses"

    id: Mapped[IntPk]
    slug: Mapped[Slug] = mapped_column(unique=True)
    title: Mapped[Text]
    description: Mapped[Text]
    language: Mapped[Code]
    position: Mapped[int]
    data: Mapped[Json]
    digest: Mapped[str] = mapped_column(String(64))
    synced_at: Mapped[Time]
    retired_at: Mapped[Time | None]


class Lesson(Base):
    """One lesson: parsed segments, headings, objectives, dates, people, changes in `data`."""

    __tablename__ = "lessons"
    __table_args__ = (UniqueConstraint("course_id", "code"),)

    id: Mapped[IntPk]
    course_id: Mapped[int] = mapped_column(BigId, ForeignKey("courses.id"))
    code: Mapped[Code]
    slug: Mapped[Slug] = mapped_column(unique=True)
    title: Mapped[Text]
    summary: Mapped[Text]
    position: Mapped[int]
    minutes: Mapped[int]
    data: Mapped[Json]
    digest: Mapped[str] = mapped_column(String(64))
    updated_at: Mapped[Time]
    retired_at: Mapped[Time | None]


class Source(Base):
    """A source that facts, claims, items and sentences of lessons point to."""

    __tablename__ = "sources"
    __table_args__ = (UniqueConstraint("course_id", "code"),)

    id: Mapped[IntPk]
    course_id: Mapped[int] = mapped_column(BigId, ForeignKey("courses.id"))
    code: Mapped[Code]
    title: Mapped[Text]
    kind: Mapped[Code]
    url: Mapped[str | None]
    data: Mapped[Json]
    retired_at: Mapped[Time | None]


class Claim(Base):
    """One statement of the article, restated: kind, verdict, correction, sources."""

    __tablename__ = "claims"
    __table_args__ = (
        UniqueConstraint("course_id", "code"),
        one_of("kind", "fact", "opinion", "forecast", "reported"),
        one_of("verdict", "accurate", "imprecise", "wrong", "unverifiable"),
    )

    id: Mapped[IntPk]
    course_id: Mapped[int] = mapped_column(BigId, ForeignKey("courses.id"))
    code: Mapped[Code]
    position: Mapped[int]
    paragraph: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    verdict: Mapped[str] = mapped_column(String(16))
    restated: Mapped[Text]
    correction: Mapped[Text]
    facts: Mapped[JsonList]
    sources: Mapped[JsonList]
    lessons: Mapped[JsonList]
    data: Mapped[Json]
    retired_at: Mapped[Time | None]


class Fact(Base):
    """One entry of the fact register."""

    __tablename__ = "facts"
    __table_args__ = (UniqueConstraint("course_id", "code"),)

    id: Mapped[IntPk]
    course_id: Mapped[int] = mapped_column(BigId, ForeignKey("courses.id"))
    code: Mapped[Code]
    lesson: Mapped[Code]
    date: Mapped[Text]
    text: Mapped[Text]
    sources: Mapped[JsonList]
    data: Mapped[Json]
    retired_at: Mapped[Time | None]


class Misconception(Base):
    """Why a distractor tempts; its one-line fix is the feedback where an option has none."""

    __tablename__ = "misconceptions"
    __table_args__ = (UniqueConstraint("course_id", "code"),)

    id: Mapped[IntPk]
    course_id: Mapped[int] = mapped_column(BigId, ForeignKey("courses.id"))
    code: Mapped[Code]
    name: Mapped[Text]
    why: Mapped[Text]
    fix: Mapped[Text]
    retired_at: Mapped[Time | None]


class Term(Base):
    """A glossary entry, first explained in one lesson."""

    __tablename__ = "terms"
    __table_args__ = (UniqueConstraint("course_id", "slug"),)

    id: Mapped[IntPk]
    course_id: Mapped[int] = mapped_column(BigId, ForeignKey("courses.id"))
    lesson_id: Mapped[int] = mapped_column(BigId, ForeignKey("lessons.id"), index=True)
    slug: Mapped[Slug]
    term: Mapped[Text]
    definition: Mapped[Text]
    native_lang: Mapped[str | None] = mapped_column(String(16))
    native: Mapped[str | None]
    retired_at: Mapped[Time | None]
