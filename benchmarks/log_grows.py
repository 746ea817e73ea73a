"""S11: what it costs to record an answer as the log of everybody grows, on SQLite and PostgreSQL.

Every size has a database and a server of its own, and the rounds go from one to the next, so that
a busy moment of the machine meets all of them. PostgreSQL is also tried with its busy tables in 16
parts by learner. KEPT=FOLDER in the environment adds a log of 50,000,000 rows on PostgreSQL, in both
layouts. It is built once, in some forty minutes, and kept in that folder, with about 20 GB for each.
"""

import os
import subprocess
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psycopg
from _load import load, posted, reviews
from _measure import BIN, ROUNDS, Browser, Server, app_server, environment, home_folder, running
from _postgres import Postgres, postgres_folder
from _report import at_most, report, spread
from _rows import NOW, Rows
from _server_time import worked_ms
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex

from quizapp.models.flashcards import Review

SIZES = (10_000, 1_000_000)
LARGE = 50_000_000
EACH = 1_000
PARTS = 16
CONNECTIONS = 2
SECONDS = 3.0
CHUNK = 1_000_000
RATIO = " for one, largest/smallest log"
GOAL = "the largest within 1.3 times the smallest, for each database"
_COLUMNS = """learner_id, id, card_id, item_revision_id, kind, rating, duration_ms, reviewed_at,
    offset_minutes, timezone, received_at, effective_at, study_day, state_before, state_after,
    stability_before, stability_after, difficulty_before, difficulty_after, retrievability,
    interval_unfuzzed, interval, algorithm, desired_retention"""
_VALUES = """'review', 3, 4000, {moment}, 0, 'UTC', {moment}, {moment}, {day}, 'review', 'review',
    9.0, 12.0, 5.0, 5.0, 0.9, 12.0, 12.0, 'fsrs-6', 0.9"""
_LITE = f"""
    WITH RECURSIVE n(at) AS (SELECT :from UNION ALL SELECT at + 1 FROM n WHERE at + 1 < :to)
    INSERT INTO reviews ({_COLUMNS})
    SELECT :first + at / {EACH}, lower(hex(randomblob(16))), :card + at % :cards, :revision,
        {
    _VALUES.format(
        moment="datetime(:now, '-' || (at % 900000) || ' minutes') || '.000000'",
        day="date(:now, '-' || (at % 900000) || ' minutes')",
    )
} FROM n"""  # noqa: S608 (no value)
_POSTGRES = f"""
    INSERT INTO reviews ({_COLUMNS})
    SELECT %(first)s + at / {EACH}, gen_random_uuid(), %(card)s + at %% %(cards)s, %(revision)s,
        {
    _VALUES.format(
        moment="now() - at %% 900000 * interval '1 minute'",
        day="(now() - at %% 900000 * interval '1 minute')::date",
    )
} FROM generate_series(%(from)s::bigint, %(to)s - 1) AS at"""  # noqa: S608 (no value)
_STRANGERS = """
    INSERT INTO learners (id, public_id, kind, created_at)
    SELECT %(first)s + at, gen_random_uuid(), 'guest', now()
    FROM generate_series(0, %(to)s / 1000) AS at ON CONFLICT DO NOTHING"""


@dataclass
class Case:
    """A database with so many rows in its log, and what serves it."""

    name: str
    size: int
    server: Server
    engine: Server | None = None

    def worked_ms(self) -> float:
        """What the server, and the database that is only its own, have worked."""
        return worked_ms(self.server) + (worked_ms(self.engine) if self.engine else 0.0)


def fill_lite(home: Path, size: int) -> None:
    """A log of strangers' answers."""
    rows = Rows(home)
    rows.database.execute("PRAGMA synchronous = OFF")
    values = {
        "first": next(rows.strangers(size, EACH)), "now": str(NOW),
        "card": rows.one("SELECT min(id) FROM cards"),
        "cards": rows.one("SELECT count(*) FROM cards"),
        "revision": rows.one("SELECT min(id) FROM item_revisions"),
    }  # fmt: skip
    for begin in range(0, size, CHUNK):
        rows.database.execute(_LITE, {**values, "from": begin, "to": min(size, begin + CHUNK)})
    rows.settle()


def fill_postgres(url: str, size: int) -> None:
    """The same; what is there already stays."""
    with psycopg.connect(url, autocommit=True) as database:

        def one(sql: str) -> int:
            row = database.execute(sql.encode()).fetchone()
            return int(row[0]) if row else 0

        there = one("SELECT count(*) FROM reviews")
        values = {
            "first": 1_000_000, "card": one("SELECT min(id) FROM cards"),
            "cards": one("SELECT count(*) FROM cards"),
            "revision": one("SELECT min(id) FROM item_revisions"),
        }  # fmt: skip
        if there < size:
            database.execute(_STRANGERS.encode(), {**values, "to": size})
        # Indexes are made of all rows together; where a filling was broken off, they are made now.
        indexes = sorted(Review.__table__.indexes, key=lambda one: str(one.name))
        if there < size:
            for index in indexes:
                database.execute(f'DROP INDEX IF EXISTS "{index.name}"'.encode())
        # References hold by how the rows are made; looking each one up takes most of the time.
        database.execute("SET session_replication_role = replica")
        database.execute("SET synchronous_commit = off")
        for begin in range(there, size, CHUNK):
            database.execute(
                _POSTGRES.encode(), {**values, "from": begin, "to": min(size, begin + CHUNK)}
            )
        database.execute("SET maintenance_work_mem = '1GB'")
        for index in indexes:
            made = CreateIndex(index, if_not_exists=True).compile(dialect=postgresql.dialect())
            database.execute(str(made).encode())
        if there < size:
            database.execute("VACUUM (ANALYZE) reviews")


def command(home: Path, database: str, *words: str) -> None:
    """Run one of the app's commands."""
    settings = environment(home, QUIZAPP_DATABASE_URL=database)
    subprocess.run([str(BIN / "quizapp"), *words], env=settings, check=True, capture_output=True)


def lite(stack: ExitStack, size: int) -> Case:
    """A case on SQLite."""
    home = stack.enter_context(home_folder())
    command(home, "", "sync")
    fill_lite(home, size)
    return Case(f"SQLite, {size:,} rows", size, stack.enter_context(running(app_server(home))))


def postgres(stack: ExitStack, size: int, parts: int, folder: Path | None) -> Case:
    """A case on PostgreSQL, with a cluster of its own."""
    home = stack.enter_context(home_folder())
    where = folder or stack.enter_context(postgres_folder())
    engine = stack.enter_context(running(Postgres(where)))
    command(home, engine.url, "sync")
    if parts > 1 and not engine.one("SELECT count(*) FROM pg_partitioned_table"):
        command(home, engine.url, "partition", str(parts))
    fill_postgres(engine.url, size)
    server = app_server(home, QUIZAPP_DATABASE_URL=engine.url)
    name = f"PostgreSQL{f' in {parts} parts' if parts > 1 else ''}, {size:,} rows"
    return Case(name, size, stack.enter_context(running(server)), engine)


def bytes_a_row(case: Case) -> float:
    """What a row of the log takes with its indexes, on PostgreSQL."""
    assert isinstance(case.engine, Postgres)
    whole = case.engine.one(
        "SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('reviews')"
    )
    return float(whole or case.engine.one("SELECT pg_total_relation_size('reviews')")) / case.size


def measured(cases: list[Case]) -> dict[str, dict[str, object]]:
    """Answers a second and the work for one, round by round over all cases."""
    rates: dict[str, list[float]] = {case.name: [] for case in cases}
    works: dict[str, list[float]] = {case.name: [] for case in cases}
    for number in range(ROUNDS + 1):
        for case in cases:
            guests = [Browser(case.server.port).start() for _ in range(CONNECTIONS)]
            cards = guests[0].cards()
            posts = [
                posted(one.head("POST", "/api/v1/study/reviews"), reviews(cards, 1))
                for one in guests
            ]
            before = case.worked_ms()
            done = load(case.server.port, posts, SECONDS if number else 1.0)
            if number:  # the first round warms up
                rates[case.name].append(done.rate)
                works[case.name].append((case.worked_ms() - before) / max(1, done.requests))
    figures: dict[str, dict[str, object]] = {}
    for case in cases:
        figures[case.name] = spread(rates[case.name], "answers/s", 0)
        figures[f"{case.name}, CPU for one"] = spread(works[case.name], "ms")
        if case.engine is not None:
            figures[f"{case.name}, a row of the log"] = spread([bytes_a_row(case)], "bytes", 0)
    kinds = {case.name.partition(",")[0]: case for case in cases}
    for kind in kinds:
        some = [case for case in cases if case.name.partition(",")[0] == kind]
        if len(some) > 1:
            small, large = some[0].name, some[-1].name
            for what, above, below in (
                ("CPU", works[large], works[small]),
                ("time", rates[small], rates[large]),
            ):
                ratios = [one / other for one, other in zip(above, below, strict=True)]
                figures[f"{kind}, {what}{RATIO}"] = spread(ratios, "times")
    return figures


def main() -> None:
    kept = os.environ.get("KEPT")
    with ExitStack() as stack:
        cases = [lite(stack, size) for size in SIZES]
        for parts in (1, PARTS):
            cases += [postgres(stack, size, parts, None) for size in SIZES]
            if kept:
                cases.append(postgres(stack, LARGE, parts, Path(kept).resolve() / f"parts-{parts}"))
        figures = measured(cases)
    ratios = [name for name in figures if name.endswith(RATIO)]
    report("log_grows", GOAL, figures, dict.fromkeys(ratios, at_most(1.3)))


if __name__ == "__main__":
    main()
