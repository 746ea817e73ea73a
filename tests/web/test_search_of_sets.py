"""Searching in teachers' sets: who finds them, by which words, and that hidden ones tell nothing."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from quizapp.domain.assignments import Visibility
from quizapp.formats.source import Source
from quizapp.models.items import Item, QuestionSet
from quizapp.models.search import SearchEntry
from quizapp.paths import shipped
from quizapp.queries.authoring.sets import OwnSet
from quizapp.services.accounts import delete_learner
from quizapp.services.authoring.imports import Brought, begin
from quizapp.services.authoring.items import (
    bring_back_item,
    change_item,
    copy_item,
    remove_item,
    restore_revision,
)
from quizapp.services.authoring.publishing import publish
from quizapp.services.authoring.sets import (
    SetDetails,
    add_editor,
    bring_back_set,
    change_set,
    remove_editor,
    remove_set,
)
from quizapp.services.authoring.staging import Desk, stage
from quizapp.services.courses import sync_all
from quizapp.services.search_sets import TOGETHER
from quizapp.services.transaction import write
from tests.support.authoring import add_item, new_set
from tests.support.cast import Person
from tests.support.classes import give, make_class
from tests.support.clock import START, FixedClock
from tests.support.quizzes import single
from tests.support.statements import Statements
from tests.support.visitor import Visitor

DAY = timedelta(days=1)
CARD = {"type": "flashcard", "front": "A numbat", "back": "eats vermilion termites"}


def quokkas(
    teacher: Person, visibility: Visibility = "public", title: str = "Marsupials of Rottnest"
) -> OwnSet:
    """A set about quokkas, with a question, a cloze and a flashcard."""
    made = new_set(teacher, title, visibility)
    plain = {name: part for name, part in single().items() if name != "id"}
    add_item(
        teacher, made, {**plain, "stem": "Where do *quokkas* live?", "explanation": "On an isle."}
    )
    cloze = {
        "type": "cloze",
        "stem": "A wombat digs {{1}}.",
        "blanks": {"1": {"answers": ["burrows"]}},
    }
    add_item(teacher, made, cloze)
    add_item(teacher, made, CARD)
    return made


def hits(visitor: Visitor, query: str) -> str:
    """What is found, without the marks and without the form, which repeats what was asked for."""
    answer = visitor.get("/search", query_string={"q": query})
    assert answer.status_code == 200
    found = answer.text.partition('class="hits"')[2]
    return found.replace("<mark>", "").replace("</mark>", "")


@pytest.mark.parametrize("query", ["marsupials", "Rottnest mars", "quokka", "wombat", "numbat"])
def test_anybody_finds_a_public_set_by_title_and_stems(
    ms_park: Person, mina: Person, client: Visitor, query: str
) -> None:
    made = quokkas(ms_park)
    for visitor in (client, mina.client, ms_park.client):
        found = hits(visitor, query)
        assert found.count(f'href="/quizzes/{made.slug}"') == 1
        assert "Marsupials of Rottnest" in found
    assert client.get(f"/quizzes/{made.slug}").status_code == 200


@pytest.mark.parametrize("query", ["burrows", "busan", "isle", "vermilion"])
def test_nobody_finds_what_is_right_or_wrong(ms_park: Person, query: str) -> None:
    made = quokkas(ms_park)
    assert made.slug not in hits(ms_park.client, query)


def test_a_set_of_flashcards_alone_leads_to_its_cards(ms_park: Person, mina: Person) -> None:
    made = new_set(ms_park, "Marsupials", "public")
    add_item(ms_park, made, CARD)
    assert f'href="/study/sets/{made.slug}"' in hits(mina.client, "numbat")
    assert mina.client.get(f"/study/sets/{made.slug}").status_code == 200


def test_an_empty_set_is_not_found(ms_park: Person) -> None:
    new_set(ms_park, "Marsupials", "public")
    assert hits(ms_park.client, "marsupials") == ""


@pytest.mark.parametrize("visibility", ["private", "class"])
def test_what_is_not_public_is_found_by_its_editors_alone(
    session: Session,
    ms_park: Person,
    mr_cho: Person,
    mina: Person,
    client: Visitor,
    visibility: Visibility,
) -> None:
    nothing = client.get("/search?q=quokka+armistice").text
    made = quokkas(ms_park, visibility)
    assert f"/quizzes/{made.slug}" in hits(ms_park.client, "quokka")
    for stranger in (client, mina.client, mr_cho.client):
        assert hits(stranger, "quokka") == ""
    # Word by word what it says where there is no such set: not even a count tells of it.
    assert client.get("/search?q=quokka+armistice").text == nothing
    add_editor(made.id, mr_cho.id, START)
    assert made.slug in hits(mr_cho.client, "quokka")
    remove_editor(made.id, mr_cho.id)
    assert hits(mr_cho.client, "quokka") == ""


def test_students_find_a_class_set_when_nothing_is_left_to_give_away(
    ms_park: Person, mina: Person, jun: Person, clock: FixedClock
) -> None:
    made = quokkas(ms_park, "class")
    group = make_class(ms_park, mina)
    give(group, ms_park, f"set:{made.slug}", due_at=START + DAY, late="refuse")
    assert hits(mina.client, "quokka") == ""
    clock.move(days=2)
    assert f"/quizzes/{made.slug}" in hits(mina.client, "quokka")
    assert mina.client.get(f"/quizzes/{made.slug}").status_code == 200
    assert hits(jun.client, "quokka") == ""


def test_sharing_hiding_renaming_and_removing_is_seen_at_once(
    ms_park: Person, mina: Person
) -> None:
    made = quokkas(ms_park)

    def tell(title: str, visibility: Visibility) -> None:
        change_set(made.id, SetDetails(title, "With *potoroos*.", "en", (), visibility))

    tell("Macropods", "private")
    assert hits(mina.client, "quokka") == ""
    tell("Macropods", "public")
    assert "Macropods" in hits(mina.client, "quokka")
    assert "With potoroos." in hits(mina.client, "potoroo")
    assert hits(mina.client, "marsupials") == ""
    remove_set(made.id, START)
    assert hits(mina.client, "quokka") == hits(ms_park.client, "quokka") == ""
    bring_back_set(made.id)
    assert made.slug in hits(mina.client, "quokka")


def test_every_change_of_a_question_is_found(
    session: Session, ms_park: Person, mina: Person
) -> None:
    made = quokkas(ms_park)
    item_id = session.scalars(select(Item.id).filter_by(set_id=made.id, code="q1")).one()
    session.rollback()
    anew = {"type": "single", "stem": "Where do bilbies live?", "options": single()["options"]}
    change_item(item_id, 1, anew, ms_park.id, START)
    assert (made.slug in hits(mina.client, "bilb"), hits(mina.client, "quokka")) == (True, "")
    restore_revision(item_id, 1, ms_park.id, START)
    assert (hits(mina.client, "bilb"), made.slug in hits(mina.client, "quokka")) == ("", True)
    remove_item(item_id, START)
    assert hits(mina.client, "quokka") == ""
    assert made.slug in hits(mina.client, "wombat")
    bring_back_item(item_id, START)
    assert made.slug in hits(mina.client, "quokka")
    copy_item(item_id, "form:copy", ms_park.id, START)
    remove_item(item_id, START)
    assert made.slug in hits(mina.client, "quokka")


def bring(teacher: Person, count: int, word: str, folder: Path) -> OwnSet:
    """Import so many questions with a word in each into a new public set."""
    made = new_set(teacher, "Many of them", "public")
    file = folder / "many.gift"
    file.write_text(
        "\n\n".join(f"// [id:n{n}]\nIs {word} number {n} small? {{T}}" for n in range(count))
    )
    import_id = uuid4()
    begin(teacher.id, import_id, Brought(file.name, made.id, "", None, {}), START)
    desk = Desk(folder, lambda: uuid4().hex, lambda: START)
    assert stage(import_id, Source(file, file.name), desk) == "ready"
    assert made.slug not in hits(teacher.client, word)
    assert publish(import_id, START)
    return made


def entries(session: Session, set_id: int) -> int:
    session.rollback()
    query = select(func.count()).select_from(SearchEntry).where(SearchEntry.set_id == set_id)
    return session.scalar(query) or 0


def test_an_import_is_found_in_few_entries_and_never_hides_others(
    session: Session, ms_park: Person, mina: Person, tmp_path: Path
) -> None:
    quokkas(ms_park)
    made = bring(ms_park, 700, "quokka", tmp_path)
    assert 700 / TOGETHER < entries(session, made.id) <= 3 + 700 // TOGETHER
    found = hits(mina.client, "quokka")
    assert found.count(f"/quizzes/{made.slug}") == 1
    assert "Marsupials of Rottnest" in found
    assert f"/quizzes/{made.slug}" in hits(mina.client, "quokka 699")


def test_stopping_an_import_into_a_new_set_leaves_no_entry(
    session: Session, ms_park: Person
) -> None:
    before = session.scalar(select(func.count()).select_from(SearchEntry))
    fields = {
        "csrf_token": ms_park.client.csrf(),
        "key": str(uuid4()),
        "set": "",
        "format": "",
        "file": (BytesIO(b"Is a quokka small? {T}"), "quokkas.gift"),
    }
    answer = ms_park.client.post("/teach/import", data=fields)
    sync_all([shipped("questions")], START)  # a start meanwhile, which looks for sets without
    ms_park.client.send_form(f"{answer.location}/cancel")
    session.rollback()
    assert (
        session.scalar(select(func.count()).select_from(QuestionSet).filter_by(slug="quokkas")) == 0
    )
    assert session.scalar(select(func.count()).select_from(SearchEntry)) == before


def test_sets_without_entries_get_them_at_the_next_start(
    session: Session, ms_park: Person, mina: Person
) -> None:
    made = quokkas(ms_park)
    before = entries(session, made.id)
    with write() as writing:
        writing.execute(delete(SearchEntry).where(SearchEntry.set_id == made.id))
    assert hits(mina.client, "quokka") == ""
    for _ in range(2):
        sync_all([shipped("questions")], START)
        assert entries(session, made.id) == before
    assert made.slug in hits(mina.client, "quokka")


def test_sets_of_a_deleted_account_are_found_only_where_they_live_on(
    ms_park: Person, mr_cho: Person, mina: Person
) -> None:
    alone = quokkas(ms_park)
    shared = quokkas(ms_park, title="Shared ones")
    add_editor(shared.id, mr_cho.id, START)
    delete_learner(ms_park.id, START)
    found = hits(mina.client, "quokka")
    assert f'"/quizzes/{shared.slug}"' in found
    assert f'"/quizzes/{alone.slug}"' not in found


def test_a_search_costs_the_same_for_one_set_and_for_many(
    ms_park: Person,
    mina: Person,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    def cost() -> int:
        hits(mina.client, "quokka")
        with statements() as seen:
            hits(mina.client, "quokka")
        return len(seen)

    quokkas(ms_park)
    few = cost()
    for number in range(20):
        quokkas(ms_park, title=f"Set {number}")
    assert cost() == few
