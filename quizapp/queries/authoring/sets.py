"""The sets that somebody may change, and one of them with its items."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.registry import ITEM_TYPES, load_body, type_of
from quizapp.domain.slugs import slug_in_the_way
from quizapp.markup import MISSING, plain_stem
from quizapp.models.authoring import SetEditor
from quizapp.models.items import IS_NEWEST, Item, ItemRevision, QuestionSet
from quizapp.models.learners import Learner

SCORED = tuple(sorted(name for name, plugin in ITEM_TYPES.items() if plugin.gradable))


@dataclass(frozen=True, slots=True)
class OwnSet:
    """A set that the asker may change. `mine`: she owns it, and is not only a co-editor.

    `scored`: how many of its items can be handed in; cards and texts cannot.
    """

    id: int
    slug: str
    title: str
    description: str
    language: str
    tags: list[str]
    visibility: str
    owner: str | None
    mine: bool
    items: int
    retired_at: datetime | None
    owner_id: int | None
    created_at: datetime
    scored: int


@dataclass(frozen=True, slots=True)
class SetLine:
    """One item in the list of a set: its stem and key in plain words.

    `incomplete`: a picture or sound that it mentions was not in the file that it came from.
    """

    code: str
    type: str
    stem: str
    key: str
    revision: int
    retired_at: datetime | None
    incomplete: bool


@dataclass(frozen=True, slots=True)
class EditorName:
    """A co-editor."""

    id: int
    name: str


def editable(learner_id: int | ColumnElement[int]) -> ColumnElement[bool]:
    """Condition on QuestionSet: a teacher's set that this learner may change."""
    return and_(
        QuestionSet.course_id.is_(None),
        or_(
            QuestionSet.owner_id == learner_id,
            exists(
                select(literal(1)).where(
                    SetEditor.set_id == QuestionSet.id, SetEditor.learner_id == learner_id
                )
            ),
        ),
    )


def _sets(learner_id: int) -> Select[Any]:
    in_use = (
        select(func.count(Item.id))
        .where(Item.set_id == QuestionSet.id, Item.retired_at.is_(None))
        .correlate(QuestionSet)
    )
    return select(
        QuestionSet.id,
        QuestionSet.slug,
        QuestionSet.title,
        QuestionSet.description,
        QuestionSet.language,
        QuestionSet.tags,
        QuestionSet.visibility,
        Learner.name,
        QuestionSet.owner_id == learner_id,
        in_use.scalar_subquery(),
        QuestionSet.retired_at,
        QuestionSet.owner_id,
        QuestionSet.created_at,
        in_use.where(Item.type.in_(SCORED)).scalar_subquery(),
    ).outerjoin(Learner, Learner.id == QuestionSet.owner_id)


def _own(learner_id: int) -> Select[Any]:
    return _sets(learner_id).where(editable(learner_id))


def any_set(session: Session, slug: str) -> OwnSet | None:
    """A set by its slug, whoever owns it: for whoever runs the site (one statement)."""
    row = session.execute(_sets(0).where(QuestionSet.slug == slug)).one_or_none()
    return OwnSet(*row) if row else None


def own_sets(session: Session, learner_id: int) -> list[OwnSet]:
    """All sets that somebody may change, newest first; removed ones too (one statement)."""
    rows = session.execute(
        _own(learner_id).order_by(QuestionSet.created_at.desc(), QuestionSet.id.desc())
    )
    return [OwnSet(*row) for row in rows]


def own_set(session: Session, learner_id: int, slug: str) -> OwnSet | None:
    """One of them, by its slug (one statement)."""
    if "\x00" in slug:
        return None
    row = session.execute(_own(learner_id).where(QuestionSet.slug == slug)).one_or_none()
    return OwnSet(*row) if row else None


def new_address(session: Session, learner_id: int, slug: str) -> str | None:
    """The slug of her set that had this one until a course took it (one statement)."""
    if "\x00" in slug:
        return None
    rows = session.execute(
        select(QuestionSet.id, QuestionSet.slug).where(
            editable(learner_id), QuestionSet.slug.startswith(slug, autoescape=True)
        )
    )
    return next((row.slug for row in rows if row.slug == slug_in_the_way(slug, row.id)), None)


def set_lines(
    session: Session,
    set_id: int,
    *,
    removed: bool = False,
    after: int = 0,
    most: int | None = None,
) -> list[SetLine]:
    """The items of a set in order, those in use or those taken away (one statement).

    Of a large set a part: `most` items behind the first `after`.
    """
    chosen = (
        select(Item.id)
        .where(Item.set_id == set_id, Item.retired_at.is_not(None) == removed)
        .order_by(Item.position, Item.id)
        .offset(after)
        .limit(most)
        .subquery()
    )
    rows = session.execute(
        select(Item.code, Item.type, Item.revision, Item.retired_at, ItemRevision.content)
        .join(chosen, chosen.c.id == Item.id)
        .join(
            ItemRevision,
            IS_NEWEST,
        )
        .order_by(Item.position, Item.id)
    )
    return [_line(row) for row in rows]


def _line(row: Any) -> SetLine:
    body = load_body(row.content)
    stem = getattr(body, "front", "") or body.stem
    key = type_of(body).plain_key(body)
    incomplete = f"]({MISSING})" in json.dumps(row.content)
    named = plain_stem(stem)
    return SetLine(row.code, row.type, named, key, row.revision, row.retired_at, incomplete)


def removed_count(session: Session, set_id: int) -> int:
    """How many items of a set were taken away (one statement)."""
    query = select(func.count(Item.id)).where(Item.set_id == set_id, Item.retired_at.is_not(None))
    return session.scalar(query) or 0


def place_of(session: Session, set_id: int, code: str) -> int | None:
    """Which item in use of the set this is, counted from 1 (one statement); None: none of them."""
    if "\x00" in code:  # PostgreSQL cannot even be asked
        return None
    return session.scalar(
        select(number_in_set()).where(
            Item.set_id == set_id, Item.code == code, Item.retired_at.is_(None)
        )
    )


def number_in_set() -> ScalarSelect[int]:
    """Which of the items in use of its set an Item is, counted from 1, as the page of the set does."""
    earlier = aliased(Item)
    return (
        select(func.count(earlier.id))
        .where(
            earlier.set_id == Item.set_id,
            earlier.retired_at.is_(None),
            or_(
                earlier.position < Item.position,
                and_(earlier.position == Item.position, earlier.id <= Item.id),
            ),
        )
        .correlate(Item)
        .scalar_subquery()
    )


def editors(session: Session, set_id: int) -> list[EditorName]:
    """The co-editors of a set by name (one statement)."""
    rows = session.execute(
        select(Learner.id, Learner.name)
        .join(SetEditor, SetEditor.learner_id == Learner.id)
        .where(SetEditor.set_id == set_id)
        .order_by(Learner.name_key)
    )
    return [EditorName(row.id, row.name or "") for row in rows]


def bodies(session: Session, set_id: int) -> list[ItemBody]:
    """The items in use, in order (one statement)."""
    rows = session.scalars(
        select(ItemRevision.content)
        .join(Item, IS_NEWEST)
        .where(Item.set_id == set_id, Item.retired_at.is_(None))
        .order_by(Item.position, Item.id)
    )
    return [load_body(content) for content in rows]
