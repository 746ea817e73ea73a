"""Files of question sets."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.models.authoring import Medium


@dataclass(frozen=True, slots=True)
class MediumView:
    """What serving needs to know."""

    digest: str
    kind: str


def medium(session: Session, key: str) -> MediumView | None:
    """A file by the key in its address (one statement)."""
    row = session.execute(select(Medium.digest, Medium.kind).where(Medium.key == key)).one_or_none()
    return MediumView(*row) if row else None


def set_addresses(session: Session, set_id: int) -> dict[str, str]:
    """Name of a file → where it is served, of everything that a set has (one statement)."""
    rows = session.execute(
        select(Medium.name, Medium.key).where(Medium.set_id == set_id).order_by(Medium.id)
    )
    return {name: f"/media/{key}" for name, key in rows}


def other_names(session: Session, set_id: int, named: Mapping[str, str]) -> dict[str, str]:
    """Of names with their keys those that the set's own names do not lead to (one statement).

    Bytes are kept once for a set, under the name with which they came first.
    """
    if not named:
        return {}
    known = set_addresses(session, set_id)
    return {name: key for name, key in named.items() if known.get(name) != f"/media/{key}"}


def import_addresses(session: Session, set_id: int, aliases: Mapping[str, str]) -> dict[str, str]:
    """The same as one file calls them: `aliases` are its names for what others brought (key)."""
    own = {name: f"/media/{key}" for name, key in aliases.items()}
    return {**set_addresses(session, set_id), **own}
