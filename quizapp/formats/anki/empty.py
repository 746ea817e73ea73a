"""An empty collection of schema 11, which every Anki since 2.0 opens."""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

_TABLES = """
create table col (id integer primary key, crt integer not null, mod integer not null,
  scm integer not null, ver integer not null, dty integer not null, usn integer not null,
  ls integer not null, conf text not null, models text not null, decks text not null,
  dconf text not null, tags text not null);
create table notes (id integer primary key, guid text not null, mid integer not null,
  mod integer not null, usn integer not null, tags text not null, flds text not null,
  sfld integer not null, csum integer not null, flags integer not null, data text not null);
create table cards (id integer primary key, nid integer not null, did integer not null,
  ord integer not null, mod integer not null, usn integer not null, type integer not null,
  queue integer not null, due integer not null, ivl integer not null, factor integer not null,
  reps integer not null, lapses integer not null, left integer not null, odue integer not null,
  odid integer not null, flags integer not null, data text not null);
create table revlog (id integer primary key, cid integer not null, usn integer not null,
  ease integer not null, ivl integer not null, lastIvl integer not null, factor integer not null,
  time integer not null, type integer not null);
create table graves (usn integer not null, oid integer not null, type integer not null);
create index ix_notes_usn on notes (usn);
create index ix_cards_usn on cards (usn);
create index ix_revlog_usn on revlog (usn);
create index ix_cards_nid on cards (nid);
create index ix_cards_sched on cards (did, queue, due);
create index ix_revlog_cid on revlog (cid);
create index ix_notes_csum on notes (csum);
"""
_SCHEMA = 11
_SETTINGS = {
    "activeDecks": [1], "addToCur": True, "collapseTime": 1200, "curDeck": 1, "dueCounts": True,
    "estTimes": True, "newSpread": 0, "nextPos": 1, "schedVer": 2, "sortBackwards": False,
    "sortType": "noteFld", "timeLim": 0,
}  # fmt: skip
_PACE = {
    "id": 1, "name": "Default", "mod": 0, "usn": 0, "maxTaken": 60, "autoplay": True, "timer": 0,
    "replayq": True, "dyn": False,
    "new": {"bury": False, "delays": [1, 10], "initialFactor": 2500, "ints": [1, 4, 0],
            "order": 1, "perDay": 20},
    "rev": {"bury": False, "ease4": 1.3, "ivlFct": 1, "maxIvl": 36500, "perDay": 200,
            "hardFactor": 1.2},
    "lapse": {"delays": [10], "leechAction": 1, "leechFails": 8, "minInt": 1, "mult": 0},
}  # fmt: skip


def make_tables(database: sqlite3.Connection) -> None:
    """Make the tables of an empty collection."""
    database.executescript(_TABLES)


def deck(key: int, name: str, changed: int) -> dict[str, Any]:
    """A deck as the collection keeps it."""
    return {
        "id": key, "name": name, "mod": changed, "usn": -1, "conf": 1, "desc": "", "dyn": 0,
        "collapsed": False, "browserCollapsed": False, "extendNew": 0, "extendRev": 0,
        "newToday": [0, 0], "revToday": [0, 0], "lrnToday": [0, 0], "timeToday": [0, 0],
    }  # fmt: skip


def describe(
    database: sqlite3.Connection,
    changed: int,
    models: Mapping[int, dict[str, Any]],
    decks: Mapping[int, dict[str, Any]],
) -> None:
    """Write the one row of `col`; `changed` in seconds."""
    listed = [{str(key): value for key, value in group.items()} for group in (models, decks)]
    objects = [json.dumps(one) for one in (_SETTINGS, *listed, {"1": _PACE})]
    database.execute(
        "insert into col values (1, ?, ?, ?, ?, 0, 0, 0, ?, ?, ?, ?, '{}')",
        (changed, changed * 1000, changed * 1000, _SCHEMA, *objects),
    )
