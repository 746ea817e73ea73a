"""Where a file that was read could go, and what would become of its questions there."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from quizapp.models.authoring import FileImport, StagedEntry
from quizapp.models.items import Item
from quizapp.queries.authoring.imports import ImportView
from quizapp.queries.authoring.recognition import recognised
from quizapp.queries.authoring.sets import OwnSet, own_sets

MOST = 5
# Of sets that nothing but a comparison of all texts could tell to be the right ones.
ITEMS_LOOKED_AT = 2_000


@dataclass(frozen=True, slots=True)
class Target:
    """One set, and how many questions would be new, changed and as they are in it.

    `removed`: those that were taken away in it; they stay away. `kept`: those that have become of
    another type in the file; they stay as they are.

    `likely`: most of the file's questions are there, or some are and a file of its name came into it.
    """

    set: OwnSet
    added: int
    updated: int
    unchanged: int
    removed: int
    kept: int
    likely: bool


def target_of(session: Session, learner_id: int, found: ImportView) -> Target | None:
    """The set that was chosen for an import that waits (up to six statements); None for a new one."""
    if found.options.get("new"):
        return None
    mine = [one for one in own_sets(session, learner_id) if one.id == found.set_id]
    return next(iter(_targets(session, found, mine, set())), None)


def other_targets(session: Session, learner_id: int, found: ImportView) -> list[Target]:
    """Sets that the file may have come into before, likeliest first (up to eight statements).

    Those that hold some of its questions, as they are or corrected, those that got a file of its
    name, and those of the title that the new set is to have.
    """
    sets = [one for one in own_sets(session, learner_id) if one.retired_at is None]
    before = _before(session, learner_id, found)
    holding = _holding(session, found, [one.id for one in sets])
    title = (found.set_title or "").casefold()
    hinted = holding | before | {one.id for one in sets if one.title.casefold() == title}
    sets.sort(key=lambda one: (one.id in holding, one.id in hinted, one.created_at), reverse=True)
    made = [
        one
        for one in _targets(session, found, _compared(sets, hinted), before)
        if one.set.id in hinted or one.likely
    ]
    made.sort(key=lambda one: (one.likely, one.unchanged, one.updated), reverse=True)
    return made[:MOST]


def _compared(sets: Sequence[OwnSet], hinted: Collection[int | None]) -> list[OwnSet]:
    """Sets to compare with: those of which a hint is there, and others as far as it takes no time."""
    chosen, rest = [], ITEMS_LOOKED_AT
    for place, one in enumerate(sets):
        rest -= one.items
        if (place < 2 * MOST and one.id in hinted) or rest >= 0:
            chosen.append(one)
    return chosen


def _before(session: Session, learner_id: int, found: ImportView) -> set[int | None]:
    query = select(FileImport.set_id).where(
        FileImport.learner_id == learner_id,
        FileImport.name == found.name,
        FileImport.name != "pasted text",
        FileImport.state == "done",
    )
    return set(session.scalars(query))


def _targets(
    session: Session, found: ImportView, sets: Sequence[OwnSet], before: set[int | None]
) -> list[Target]:
    there = recognised(session, found.id, [one.id for one in sets]) if sets else {}
    entries = found.report.get("entries", 0)
    made = []
    for one in sets:
        fates = Counter(known.fate for known in there[one.id].known)
        in_use = fates.total() - fates["removed"]
        likely = in_use > 0 and (one.id in before or in_use * 2 >= entries)
        made.append(
            Target(
                one,
                added=entries - fates.total(),
                updated=fates["updated"],
                unchanged=fates["unchanged"],
                removed=fates["removed"],
                kept=fates["kept"],
                likely=likely,
            )
        )
    return made


def _holding(session: Session, found: ImportView, set_ids: list[int]) -> set[int]:
    """Which of the sets have a question of the file, as far as ids and fingerprints tell."""
    same = (StagedEntry.own_id == Item.own_id, StagedEntry.digest == Item.imported)
    queries = [
        select(Item.set_id)
        .join(StagedEntry, one)
        .where(StagedEntry.import_id == found.id, Item.set_id.in_(set_ids))
        for one in same
    ]
    return set(session.scalars(union(*queries)))
