"""Where a file that was read could go, and what would become of its questions there."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from quizapp.models.authoring import FileImport, StagedEntry
from quizapp.models.items import Item
from quizapp.queries.authoring.imports import ImportView
from quizapp.queries.authoring.sets import OwnSet, own_sets

MOST = 5


@dataclass(frozen=True, slots=True)
class Target:
    """One set, and how many questions would be new, changed and as they are in it.

    `removed`: those that were taken away in it; they stay away.

    `likely`: most of the file's questions are there, or some are and a file of its name came into it.
    """

    set: OwnSet
    added: int
    updated: int
    unchanged: int
    removed: int
    likely: bool


def target_of(session: Session, learner_id: int, found: ImportView) -> Target | None:
    """The set that was chosen for an import that waits (two statements); None for a new one."""
    if found.options.get("new"):
        return None
    mine = [one for one in own_sets(session, learner_id) if one.id == found.set_id]
    return next(iter(_targets(session, found, mine, set())), None)


def other_targets(session: Session, learner_id: int, found: ImportView) -> list[Target]:
    """Sets that the file may have come into before, likeliest first (three statements).

    Those that hold some of its questions, those that got a file of its name, and those of the
    title that the new set is to have.
    """
    sets = [one for one in own_sets(session, learner_id) if one.retired_at is None]
    before = _before(session, learner_id, found)
    title = (found.set_title or "").casefold()
    made = [
        one
        for one in _targets(session, found, sets, before)
        if one.updated or one.unchanged or one.set.id in before or one.set.title.casefold() == title
    ]
    made.sort(key=lambda one: (one.likely, one.updated + one.unchanged), reverse=True)
    return made[:MOST]


def _before(session: Session, learner_id: int, found: ImportView) -> set[int | None]:
    query = select(FileImport.set_id).where(
        FileImport.learner_id == learner_id,
        FileImport.name == found.name,
        FileImport.name != "pasted text",
        FileImport.state == "done",
    )
    return set(session.scalars(query))


def _targets(
    session: Session, found: ImportView, sets: Iterable[OwnSet], before: set[int | None]
) -> list[Target]:
    known = _known(session, found, [one.id for one in sets])
    entries = found.report.get("entries", 0)
    made = []
    for one in sets:
        there, same, removed = known.get(one.id, (0, 0, 0))
        in_use = there - removed
        likely = in_use > 0 and (one.id in before or in_use * 2 >= entries)
        made.append(Target(one, entries - there, in_use - same, same, removed, likely))
    return made


def _known(
    session: Session, found: ImportView, set_ids: list[int]
) -> dict[int, tuple[int, int, int]]:
    """Of each set how many of the file's questions it has, would not change, and has taken away.

    As `services.authoring.preparing` decides it.
    """
    if not set_ids:
        return {}
    same: Any = or_(
        Item.imported == StagedEntry.digest,
        Item.type != StagedEntry.content["type"].as_string(),
    )
    rows = session.execute(
        select(
            Item.set_id,
            func.count(),
            func.sum(case((and_(same, Item.retired_at.is_(None)), 1), else_=0)),
            func.sum(case((Item.retired_at.is_not(None), 1), else_=0)),
        )
        .join(StagedEntry, StagedEntry.own_id == Item.own_id)
        .where(StagedEntry.import_id == found.id, Item.set_id.in_(set_ids))
        .group_by(Item.set_id)
    )
    return {row[0]: (row[1], int(row[2] or 0), int(row[3] or 0)) for row in rows}
