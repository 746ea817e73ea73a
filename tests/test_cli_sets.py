"""The commands for files of other programs and question sets."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.cli import main
from quizapp.cli_formats import convert_file, inspect_file
from quizapp.config import Config
from quizapp.models.flashcards import CardState
from quizapp.models.items import QuestionSet
from quizapp.queries.authoring import set_lines
from tests.formats.anki_files import package
from tests.support.cast import Person
from tests.support.histories import USUAL, assert_replayed, empty, reviewed

GIFT = """::One:: What is the capital of North Korea? {=Pyongyang ~Seoul}

Broken { =one

It was divided in 1945. {T}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "week.gift"
    path.write_text(GIFT)
    return path


@pytest.fixture
def run(config: Config, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("QUIZAPP_HOME", str(config.home))
    if config.database_url:
        monkeypatch.setenv("QUIZAPP_DATABASE_URL", config.database_url)
    return CliRunner()


def test_inspect_counts_and_says_what_is_skipped(file: Path) -> None:
    done = CliRunner().invoke(inspect_file, [str(file), "--json"])
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert (found["format"], found["items"], found["by_type"]) == (
        "gift", 2, {"single": 1, "true_false": 1},
    )  # fmt: skip
    assert [set(one) for one in found["skipped"]] == [{"where", "reason"}]
    assert "2 items" in CliRunner().invoke(inspect_file, [str(file)]).stdout


def test_inspect_refuses_with_two_and_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.write_text("")
    done = CliRunner().invoke(inspect_file, [str(path), "--json"])
    assert done.exit_code == 2
    assert json.loads(done.stdout) == {"format": None, "error": "The file is empty."}


def test_convert_goes_by_the_end_of_the_name(file: Path, tmp_path: Path) -> None:
    for end in ("xml", "yaml"):
        target = tmp_path / f"out.{end}"
        done = CliRunner().invoke(convert_file, [str(file), str(target)])
        assert done.exit_code == 0, done.output
        assert "2 of 2 items" in done.stdout
        assert "skipped" in done.stderr
        assert "Pyongyang" in target.read_text()
    unknown = CliRunner().invoke(convert_file, [str(file), str(tmp_path / "out.what")])
    assert (unknown.exit_code, "--to" in unknown.stderr) == (2, True)


def test_import_makes_a_set_and_export_writes_it(
    run: CliRunner, file: Path, tmp_path: Path, ms_park: Person, session: Session
) -> None:
    asked = ["import", str(file), "--set", "week-one", "--new"]
    nobody = run.invoke(main, asked)
    assert (nobody.exit_code, "--owner" in nobody.output) == (1, True)
    for name in ("new", "Week one"):
        refused = run.invoke(main, ["import", str(file), "--set", name, "--new"])
        assert (refused.exit_code, "cannot be called" in refused.output) == (1, True)
    done = run.invoke(main, [*asked, "--owner", "ms_park"])
    assert done.exit_code == 0, done.output
    assert "week-one: 2 added, 0 updated, 0 unchanged, 1 skipped" in done.output
    again = run.invoke(main, ["import", str(file), "--set", "week-one"])
    assert "0 added, 0 updated, 2 unchanged" in again.output
    session.rollback()
    found = session.scalars(select(QuestionSet).where(QuestionSet.slug == "week-one")).one()
    assert (found.owner_id, found.retired_at) == (ms_park.id, None)
    assert len(set_lines(session, found.id)) == 2

    target = tmp_path / "out.gift"
    written = run.invoke(main, ["export", "week-one", "--to", "gift", "-o", str(target)])
    assert written.exit_code == 0, written.output
    assert "Pyongyang" in target.read_text()


def test_a_refused_file_leaves_no_set(
    run: CliRunner, tmp_path: Path, ms_park: Person, session: Session
) -> None:
    path = tmp_path / "nothing.bin"
    path.write_bytes(b"\x00\x01\x02")
    done = run.invoke(main, ["import", str(path), "--set", "x", "--new", "--owner", "ms_park"])
    assert (done.exit_code, "Nothing was stored" in done.output) == (1, True)
    session.rollback()
    made = session.scalars(select(QuestionSet).where(QuestionSet.slug == "x")).one_or_none()
    assert made is None


def test_import_keeps_the_schedules_of_the_owner_who_is_named(
    run: CliRunner, tmp_path: Path, ms_park: Person, session: Session
) -> None:
    made = empty(tmp_path)
    reviewed(made, *USUAL)
    deck = tmp_path / "deck.apkg"
    deck.write_bytes(package({"collection.anki2": made.bytes()}))
    asked = ["import", str(deck), "--set", "deck", "--new", "--with-schedules"]
    refused = run.invoke(main, asked)
    assert (refused.exit_code, "whose schedules" in refused.output) == (1, True)
    done = run.invoke(main, [*asked, "--owner", "ms_park"])
    assert done.exit_code == 0, done.output
    assert "schedules: 1 cards, 4 answers, 0 known already" in done.output
    assert_replayed(session, ms_park)
    assert len(session.scalars(select(CardState)).all()) == 1


def test_signs_and_columns_of_a_table_are_said(
    run: CliRunner, tmp_path: Path, ms_park: Person, session: Session
) -> None:
    path = tmp_path / "lands.csv"
    path.write_text("England;London;1\nItaly;Rome;2\nSpain;Madrid;3\n")
    said = ["--cells", "semicolon", "--no-header", "--columns", "back,front,-"]
    seen = run.invoke(inspect_file, [str(path), "--json", *said])
    assert json.loads(seen.stdout)["items"] == 3
    target = tmp_path / "out.csv"
    assert run.invoke(convert_file, [str(path), str(target), *said]).exit_code == 0
    assert "London,England" in target.read_text()
    new = ["--set", "lands", "--new", "--owner", "ms_park"]
    done = run.invoke(main, ["import", str(path), *new, *said])
    assert done.exit_code == 0, done.output
    session.rollback()
    found = session.scalars(select(QuestionSet).where(QuestionSet.slug == "lands")).one()
    assert [line.stem for line in set_lines(session, found.id)] == ["London", "Rome", "Madrid"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (["--columns", "front,riddle"], "a column holds one of"),
        (["--columns", "back,-"], "one column has to be the front"),
        (["--cells", ""], "cannot be empty"),
    ],
)
def test_columns_that_are_none_are_refused(said: list[str], told: str, file: Path) -> None:
    done = CliRunner().invoke(inspect_file, [str(file), *said])
    assert (done.exit_code, told in done.output) == (2, True)


def test_only_tables_are_divided(run: CliRunner, tmp_path: Path, ms_park: Person) -> None:
    quiz = tmp_path / "quiz.xml"
    quiz.write_text("<quiz></quiz>")
    done = CliRunner().invoke(inspect_file, [str(quiz), "--from", "moodle_xml", "--no-header"])
    assert (done.exit_code, "for tables only" in done.output) == (2, True)
