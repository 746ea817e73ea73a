"""Loading courses into the database: once, again, changed, taken away and brought back."""

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from quizapp.content.course import load_course
from quizapp.content.problems import ContentError
from quizapp.domain.course import Course
from quizapp.models import courses as tables
from quizapp.models.analysis import DueCount
from quizapp.models.db import db
from quizapp.models.items import Card, Item, ItemRevision, QuestionSet
from quizapp.models.quizzes import Quiz, QuizItem
from quizapp.services import quizzes
from quizapp.services.accounts import create_guest
from quizapp.services.analysis import count_due
from quizapp.services.authoring.practice import add_practice
from quizapp.services.courses import SyncReport, sync_all, sync_course
from quizapp.services.schema import migrate
from quizapp.services.transaction import write
from tests.support.quizzes import begin
from tests.support.small_course import change, write_course

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "questions"
    write_course(folder)
    return folder


@pytest.fixture
def empty(blank_app: Flask) -> Flask:
    migrate()
    return blank_app


def load(root: Path) -> Course:
    course = load_course(root / "tides").course
    assert course is not None
    return course


def rows(table: Any) -> dict[str, Any]:
    db.session.rollback()
    key = "code" if hasattr(table, "code") else "slug"
    return {getattr(row, key): row for row in db.session.scalars(select(table))}


def count(table: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def cards() -> dict[tuple[str, str], Card]:
    db.session.rollback()
    query = select(Item.code, Card).join(Card, Card.item_id == Item.id)
    return {(code, card.kind): card for code, card in db.session.execute(query)}


def everything() -> dict[str, list[str]]:
    db.session.rollback()
    tables_now = db.metadata.tables.values()
    return {
        table.name: sorted(repr(tuple(row)) for row in db.session.execute(select(table)))
        for table in tables_now
    }


def test_a_first_load_fills_every_table(empty: Flask, root: Path) -> None:
    (report,) = sync_all([root], NOW)
    assert report == SyncReport("tides", created=4)
    course = rows(tables.Course)["tides"]
    assert (course.title, course.synced_at, course.retired_at) == ("Tides", NOW, None)
    lesson = rows(tables.Lesson)["L1"]
    assert (lesson.slug, lesson.position, lesson.minutes) == ("why-tides", 1, 1)
    assert [segment["kind"] for segment in lesson.data["segments"]] == [
        "html", "checkpoint", "html", "claim",
    ]  # fmt: skip
    assert lesson.data["notes"] == ["S1", "S2"]
    assert lesson.data["objectives"][0]["id"] == "L1.1"
    term = rows(tables.Term)["spring-tide"]
    assert (term.lesson_id, term.native_lang, term.native) == (lesson.id, "ko", "사리")
    assert rows(tables.Source)["S2"].url is None
    assert rows(tables.Fact)["F1"].data["volatility"] == "stable"
    assert rows(tables.Claim)["C1"].lessons == ["L1"]
    assert rows(tables.Misconception)["M1"].fix == "Distance counts more than size."


def test_items_cards_and_quizzes(empty: Flask, root: Path) -> None:
    sync_all([root], NOW)
    one = rows(QuestionSet)["tides-set"]
    assert (one.owner_id, one.visibility, one.language) == (None, "public", "en")
    items = rows(Item)
    assert [items[code].position for code in ("L1-01", "L1-02", "L1-03", "L1-F01")] == [1, 2, 3, 4]
    assert {item.revision for item in items.values()} == {1}
    assert items["L1-01"].facts == ["F1"]
    made = cards()
    assert set(made) == {
        ("L1-01", "forward"), ("L1-02", "forward"), ("L1-F01", "forward"), ("L1-F01", "reversed"),
    }  # fmt: skip
    assert [made[key].auto for key in sorted(made)] == [False, False, True, True]
    quiz = rows(Quiz)["tides-quiz"]
    assert (quiz.draw, quiz.keep, quiz.lesson_id) == (2, "best", rows(tables.Lesson)["L1"].id)
    asked = db.session.scalars(select(QuizItem.item_id).order_by(QuizItem.position)).all()
    assert asked == [items["L1-01"].id, items["L1-02"].id]


def test_a_second_load_changes_nothing_and_reads_only_digests(
    empty: Flask, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync_all([root], NOW)
    before = everything()
    monkeypatch.setattr("quizapp.services.courses.load_all", pytest.fail)
    assert sync_all([root], LATER) == (SyncReport("tides", skipped=True),)
    assert everything() == before
    assert rows(tables.Course)["tides"].synced_at == NOW


def test_the_same_course_again_is_skipped(empty: Flask, root: Path) -> None:
    sync_course(load(root), NOW)
    assert sync_course(load(root), LATER).skipped


def test_a_changed_item_gets_a_revision_and_keeps_the_old_one(empty: Flask, root: Path) -> None:
    sync_all([root], NOW)
    change(
        root / "tides",
        "items/l1.yaml",
        "What makes most of the tide?\n    options",
        "What?\n    options",
    )
    assert sync_all([root], LATER) == (SyncReport("tides", revised=1, unchanged=3),)
    item = rows(Item)["L1-01"]
    assert item.revision == 2
    query = select(ItemRevision).filter_by(item_id=item.id).order_by(ItemRevision.number)
    old, new = db.session.scalars(query).all()
    assert old.content["stem"] == "What makes most of the tide?"
    assert (new.content["stem"], new.number, new.created_at) == ("What?", 2, LATER)


def test_a_change_elsewhere_makes_no_revision(empty: Flask, root: Path) -> None:
    sync_all([root], NOW)
    change(root / "tides", "lessons/01-tides.md", "The moon pulls", "The moon draws")
    assert sync_all([root], LATER) == (SyncReport("tides", unchanged=4),)
    lesson = rows(tables.Lesson)["L1"]
    assert lesson.updated_at == LATER
    assert "draws" in lesson.data["segments"][0]["html"]
    assert count(ItemRevision) == 4


def test_what_is_gone_is_retired_and_comes_back_to_life(empty: Flask, root: Path) -> None:
    sync_all([root], NOW)
    path = root / "tides/items/l1.yaml"
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole[: whole.index("  - id: L1-02")], encoding="utf-8")
    assert sync_all([root], LATER) == (SyncReport("tides", retired=3, unchanged=1),)
    assert rows(Item)["L1-02"].retired_at == LATER
    assert cards()["L1-F01", "reversed"].retired_at == LATER
    assert cards()["L1-01", "forward"].retired_at is None
    assert count(QuizItem) == 1
    path.write_text(whole, encoding="utf-8")
    assert sync_all([root], LATER) == (SyncReport("tides", revived=3, unchanged=4),)
    assert {item.retired_at for item in rows(Item).values()} == {None}
    assert {card.retired_at for card in cards().values()} == {None}
    assert count(QuizItem) == 2
    assert count(ItemRevision) == 4


def test_an_author_can_retire_an_item(empty: Flask, root: Path) -> None:
    sync_all([root], NOW)
    change(
        root / "tides",
        "items/l1.yaml",
        "    enemies: [L1-F01]",
        "    enemies: [L1-F01]\n    status: retired",
    )
    (report,) = sync_all([root], LATER)
    assert (report.retired, report.revised) == (1, 1)
    assert rows(Item)["L1-02"].retired_at == LATER
    assert cards()["L1-02", "forward"].retired_at == LATER
    assert count(QuizItem) == 1


def test_a_side_that_vanishes_is_retired(empty: Flask, root: Path) -> None:
    sync_all([root], NOW)
    change(root / "tides", "items/l1.yaml", "    reversed: true\n", "")
    sync_all([root], LATER)
    assert cards()["L1-F01", "reversed"].retired_at == LATER
    assert cards()["L1-F01", "forward"].retired_at is None


def test_registers_and_terms_are_retired_and_revived(empty: Flask, root: Path) -> None:
    sync_all([root], NOW)
    folder = root / "tides"
    term = "terms:\n  - {id: spring-tide, term: spring tide, definition: The highest high tide., native: {lang: ko, text: 사리}}\n"
    change(folder, "lessons/01-tides.md", term, "")
    change(folder, "lessons/01-tides.md", "[spring tide](term:spring-tide)", "spring tide")
    change(folder, "lessons/01-tides.md", "[^S2]", "")
    change(folder, "sources.yaml", "  - {id: S2, title: A tide table, kind: archive}\n", "")
    sync_all([root], LATER)
    assert rows(tables.Term)["spring-tide"].retired_at == LATER
    assert rows(tables.Source)["S2"].retired_at == LATER
    write_course(root)
    sync_all([root], LATER)
    assert rows(tables.Term)["spring-tide"].retired_at is None
    assert rows(tables.Source)["S2"].retired_at is None


def test_an_item_keeps_its_identity_when_it_moves_to_another_set(empty: Flask, root: Path) -> None:
    sync_all([root], NOW)
    before = rows(Item)["L1-F01"].id
    path = root / "tides/items/l1.yaml"
    whole = path.read_text(encoding="utf-8")
    cut = whole.index("  - id: L1-F01")
    path.write_text(whole[:cut], encoding="utf-8")
    head = "lesson: L1\nset: {slug: cards, title: Cards}\nitems:\n"
    path.with_name("l1-cards.yaml").write_text(head + whole[cut:], encoding="utf-8")
    assert sync_all([root], LATER) == (SyncReport("tides", unchanged=4),)
    item = rows(Item)["L1-F01"]
    assert (item.id, item.set_id) == (before, rows(QuestionSet)["cards"].id)
    assert cards()["L1-F01", "forward"].set_id == item.set_id


def test_lessons_can_swap_their_addresses(empty: Flask, root: Path) -> None:
    folder = root / "tides"
    text = (folder / "lessons/01-tides.md").read_text(encoding="utf-8")
    other = (
        text.replace("id: L1\n", "id: L2\n").replace("L1.1", "L2.1").replace("why-tides", "more")
    )
    other = other.replace("spring-tide", "spring-tide-2")
    (folder / "lessons/02-more.md").write_text(other, encoding="utf-8")
    change(folder, "course.yaml", "[01-tides.md]", "[01-tides.md, 02-more.md]")
    sync_all([root], NOW)
    change(folder, "lessons/01-tides.md", "slug: why-tides", "slug: more")
    change(folder, "lessons/02-more.md", "slug: more", "slug: why-tides")
    sync_all([root], LATER)
    assert {code: row.slug for code, row in rows(tables.Lesson).items()} == {
        "L1": "more", "L2": "why-tides",
    }  # fmt: skip


def test_an_error_anywhere_stores_nothing(empty: Flask, root: Path) -> None:
    change(root / "tides", "facts.yaml", "sources: [S1]", "sources: [S8]")
    with pytest.raises(ContentError, match="there is no source 'S8'"):
        sync_all([root], NOW)
    assert count(tables.Course) == 0


@pytest.mark.parametrize("address", ["tides-set", "tides-quiz"])
def test_a_course_gets_the_slug_that_a_teachers_set_has(
    empty: Flask, root: Path, address: str
) -> None:
    wanted = load(root)
    slugs = {
        "tides-set": wanted.sets[0].head.slug,
        "tides-quiz": wanted.quizzes[0].slug,
    }
    with write() as session:
        mine = QuestionSet(
            slug=slugs[address], title="Mine", description="", language="en",
            visibility="public", position=1, created_at=NOW,
        )  # fmt: skip
        session.add(mine)
        add_practice(session, mine)
        number = mine.id
    sync_all([root], NOW)
    again = sync_all([root], LATER)
    assert [one.skipped for one in again] == [True]
    kept = {slug: row for slug, row in rows(QuestionSet).items() if row.title == "Mine"}
    assert [row.id for row in kept.values()] == [number]
    asked = {slug: row for slug, row in rows(Quiz).items() if row.set_id == number}
    assert [row.title for row in asked.values()] == ["Mine"]
    for one in wanted.sets:
        assert rows(QuestionSet)[one.head.slug].course_id is not None
    for plan in wanted.quizzes:
        assert rows(Quiz)[plan.slug].course_id is not None
    assert not (kept.keys() & {one.head.slug for one in wanted.sets})
    assert not (asked.keys() & {plan.slug for plan in wanted.quizzes})


def test_a_slug_of_another_course_is_refused(empty: Flask, root: Path) -> None:
    sync_all([root], NOW)
    change((root / "tides").rename(root / "waves"), "course.yaml", "slug: tides", "slug: waves")
    with pytest.raises(ContentError, match="is taken by another set"):
        sync_all([root], LATER)
    assert set(rows(tables.Course)) == {"tides"}


def test_a_course_whose_folder_is_gone_is_retired_whole_and_can_return(
    empty: Flask, root: Path
) -> None:
    sync_all([root], NOW)
    waves = write_course(root, "waves")
    for name in (
        "course.yaml",
        "lessons/01-tides.md",
        "items/l1.yaml",
        "quizzes.yaml",
        "claims.yaml",
    ):
        text = (waves / name).read_text(encoding="utf-8")
        for old, new in (("tides-", "waves-"), ("why-tides", "why-waves"), ("L1-", "W1-")):
            text = text.replace(old, new)
        (waves / name).write_text(text.replace("slug: tides", "slug: waves"), encoding="utf-8")
    sync_all([root], NOW)
    (root / "waves").rename(root.parent / "waves")
    sync_all([root], LATER)
    assert rows(tables.Course)["waves"].retired_at == LATER
    assert rows(QuestionSet)["waves-set"].retired_at == LATER
    assert rows(Item)["W1-01"].retired_at == LATER
    assert rows(Item)["L1-01"].retired_at is None
    assert sync_all([root], LATER) == (SyncReport("tides", skipped=True),)
    (root.parent / "waves").rename(root / "waves")
    sync_all([root], LATER)
    assert rows(Item)["W1-01"].retired_at is None
    assert rows(Quiz)["waves-quiz"].retired_at is None


def test_courses_of_several_places_are_loaded_together(empty: Flask, root: Path) -> None:
    elsewhere = root.parent / "mine"
    folder = write_course(elsewhere)
    change(folder, "course.yaml", "title: Tides", "title: My tides")
    (report,) = sync_all([root, elsewhere], NOW)
    assert report.created == 4
    assert rows(tables.Course)["tides"].title == "My tides"


def test_an_empty_folder_retires_nothing(empty: Flask, root: Path) -> None:
    sync_all([root], NOW)
    assert sync_all([root.parent / "nowhere"], LATER) == ()
    assert rows(tables.Course)["tides"].retired_at is None


def test_loaders_at_the_same_moment_load_once(empty: Flask, root: Path) -> None:
    course, barrier = load(root), threading.Barrier(4)
    reports: list[SyncReport] = []

    def run() -> None:
        with empty.app_context():
            barrier.wait()
            reports.append(sync_course(course, NOW))
            db.session.remove()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(report.created for report in reports) == [0, 0, 0, 4]
    assert count(Item) == count(ItemRevision) == 4


def test_processes_at_the_same_moment_load_once(empty: Flask, root: Path, tmp_path: Path) -> None:
    config = empty.extensions["quizapp_config"]
    code = (
        "import sys; from datetime import UTC, datetime; from pathlib import Path\n"
        "from quizapp.app import create_app\n"
        "from quizapp.services.courses import sync_all\n"
        "with create_app().app_context():\n"
        "    print(sum(r.created for r in sync_all([Path(sys.argv[1])], datetime.now(UTC))))\n"
    )
    settings = {
        "QUIZAPP_HOME": str(tmp_path / "home"),
        "QUIZAPP_DATABASE_URL": config.database_url or "",
    }
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(root)],
            env={**os.environ, **settings},
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    made = [process.communicate(timeout=60)[0].strip() for process in running]
    assert sorted(made) == ["0", "0", "4"]


def test_attempts_are_counted_anew_when_a_quiz_draws_otherwise(empty: Flask, root: Path) -> None:
    sync_course(load(root), NOW)
    learner = create_guest(uuid4(), "a token", "UTC", NOW)
    attempt = begin(learner, "tides-quiz", NOW)
    quizzes.submit(learner, attempt, uuid4(), NOW)
    while count_due(10):
        pass
    change(root / "tides", "course.yaml", "A short course", "A very short course")
    sync_course(load(root), LATER)
    assert count(DueCount) == 0
    change(root / "tides", "quizzes.yaml", "draw: 2", "draw: 1")
    sync_course(load(root), LATER)
    assert [row.learner_id for row in db.session.scalars(select(DueCount))] == [learner]
