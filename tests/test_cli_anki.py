"""A package of Anki on its way through the house: imported with its media and cards, and out again."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.cli import main
from quizapp.config import Config
from quizapp.formats.anki.formats import ANKI
from quizapp.formats.entries import Entry, Medium
from quizapp.formats.source import Source
from quizapp.models.items import Card, Item, ItemRevision, QuestionSet
from tests.support.cast import Person

PACKAGE = Path(__file__).parent / "formats" / "fixtures" / "anki" / "modern.apkg"


@pytest.fixture
def run(config: Config, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("QUIZAPP_HOME", str(config.home))
    if config.database_url:
        monkeypatch.setenv("QUIZAPP_DATABASE_URL", config.database_url)
    return CliRunner()


def contents(session: Session, slug: str) -> dict[str, dict[str, Any]]:
    session.rollback()
    rows = session.execute(
        select(Item.own_id, ItemRevision.content)
        .join(QuestionSet, QuestionSet.id == Item.set_id)
        .join(ItemRevision, ItemRevision.item_id == Item.id)
        .where(QuestionSet.slug == slug, ItemRevision.number == Item.revision)
    )
    return {str(own): content for own, content in rows}


def test_a_package_is_imported_once_and_exported_with_its_media(
    run: CliRunner, tmp_path: Path, ms_park: Person, session: Session
) -> None:
    asked = ["import", str(PACKAGE), "--set", "deck", "--new", "--owner", ms_park.name]
    done = run.invoke(main, asked)
    assert done.exit_code == 0, done.output
    assert "deck: 9 added, 0 updated, 0 unchanged, 1 skipped" in done.output
    again = run.invoke(main, ["import", str(PACKAGE), "--set", "deck"])
    assert "deck: 0 added, 0 updated, 9 unchanged, 1 skipped" in again.output

    found = contents(session, "deck")
    assert len(found) == 9
    [pictured] = [one for one in found.values() if one.get("front") == "When did it **begin**?"]
    assert "/media/" in pictured["back"]
    assert "/media/in-" not in pictured["back"]
    sides = session.scalars(
        select(Card.ordinal).join(QuestionSet).where(QuestionSet.slug == "deck")
    )
    assert sorted(sides) == [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2]

    target = tmp_path / "out.apkg"
    out = run.invoke(main, ["export", "deck", "--to", "anki", "-o", str(target)])
    assert out.exit_code == 0, out.output
    assert ANKI.read
    events = list(ANKI.read(Source.of(target)))
    assert sorted(one.size for one in events if isinstance(one, Medium)) == [4, 69]
    assert {f"anki:{one.own_id}" for one in events if isinstance(one, Entry)} == set(found)
