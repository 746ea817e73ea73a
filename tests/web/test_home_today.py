"""Today's plan: one number of due cards everywhere, and a button for each thing that waits."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from quizapp.models.flashcards import CardState
from quizapp.models.learners import Learner
from quizapp.services.transaction import write
from tests.support.cast import Person
from tests.support.clock import FixedClock
from tests.support.crowd import Crowd
from tests.support.drill import FIRST_SET, Drill, cards_of
from tests.support.quizzes import begin, make_quiz, single


def page(person: Person, path: str = "/") -> str:
    answer = person.client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html[html.index("<main") :]).split())


def buttons(html: str) -> list[tuple[str, str, bool]]:
    """Address, words and weight of each button of today's panel, in order."""
    panel = html[html.index('<div class="next">') :]
    panel = panel[: panel.index("</section>")]
    return [
        (address, " ".join(re.sub(r"<[^>]+>", " ", text).split()), "primary" in classes)
        for classes, address, text in re.findall(
            r'<a class="(btn[^"]*)" href="([^"]+)">(.*?)</a>', panel, re.DOTALL
        )
    ]


def badge(html: str) -> int:
    found = re.search(r"data-due>(\d+)<", html)
    return int(found[1]) if found else 0


def limit(person: Person, **settings: int) -> None:
    with write() as session:
        session.execute(update(Learner).where(Learner.id == person.id).values(**settings))


def finish(person: Person, lesson: str = FIRST_SET) -> None:
    person.client.send_form(f"/lessons/{lesson}/finish", {})


def test_a_newcomer_is_led_to_the_first_lesson_alone(mina: Person) -> None:
    assert [one[0] for one in buttons(page(mina))] == [f"/lessons/{FIRST_SET}"]


def test_after_a_lesson_its_cards_are_the_next_step(mina: Person) -> None:
    finish(mina)
    limit(mina, new_per_day=7)
    first, second = buttons(page(mina))
    assert first == ("/study", "Study 7 new cards", True)
    assert second[0].startswith("/lessons/")
    assert not second[2]
    assert "7 left today" in words(page(mina, "/study"))


def test_the_badge_today_progress_and_study_count_alike(
    mina: Person, session: Session, clock: FixedClock
) -> None:
    limit(mina, new_per_day=4)
    drill = Drill(mina)
    for card in drill.queue()["cards"]:
        drill.answer(card["id"])
    clock.move(days=20)
    html = page(mina)
    due = badge(html)
    assert due > 0
    assert f"{due} cards due" in words(html)
    assert f"{due} cards due now" in words(page(mina, "/progress"))
    new = re.search(r"and (\d+) new", words(html))
    assert new is not None
    left = re.search(r"(\d+) left today, (\d+) new", words(page(mina, "/study")))
    assert left is not None
    assert (int(left[1]), left[2]) == (due + int(new[1]), new[1])


def test_no_more_are_due_than_the_limit_of_the_day_lets_through(
    mina: Person, session: Session, clock: FixedClock
) -> None:
    Crowd(session, mina.id).grow(40)
    limit(mina, reviews_per_day=15, new_per_day=0)
    with write() as writing:
        writing.execute(
            update(CardState)
            .where(CardState.learner_id == mina.id)
            .values(state="review", due=clock.now() - timedelta(days=1), last_day=None,
                    stability=3.0, difficulty=5.0, introduced_day=None)
        )  # fmt: skip
    html = page(mina, "/?again")
    assert badge(html) == 15
    assert "15 cards due" in words(html)
    counts = Drill(mina).queue()["counts"]
    assert counts["review"] == 15


def test_without_new_cards_none_are_offered(mina: Person, session: Session) -> None:
    limit(mina, new_per_day=0)
    finish(mina)
    assert all(address != "/study" for address, _, _ in buttons(page(mina)))
    limit(mina, new_per_day=1)
    Drill(mina).answer(cards_of(session)[0].id)
    assert all(address != "/study" for address, _, _ in buttons(page(mina)))


def test_a_quiz_under_way_comes_first(mina: Person, jun: Person, clock: FixedClock) -> None:
    finish(mina)
    make_quiz("one", contents=[single("Q-1")])
    make_quiz("two", contents=[single("Q-2")], minutes=10)
    begin(mina.id, "one", clock.now())
    clock.move(minutes=1)
    attempt = begin(mina.id, "two", clock.now())
    first, *others = buttons(page(mina))
    assert first == (f"/attempts/{attempt}", "Go on with the quiz “Quiz two”", True)
    assert not any(primary for _, _, primary in others)
    assert all("attempts" not in address for address, _, _ in buttons(page(jun)))
    mina.client.api("POST", f"/attempts/{attempt}/submit", {"id": str(uuid4())})
    assert buttons(page(mina))[0][1] == "Go on with the quiz “Quiz one”"


@pytest.mark.one_database
def test_a_quiz_whose_time_is_over_is_not_under_way(mina: Person, clock: FixedClock) -> None:
    make_quiz("two", contents=[single("Q-2")], minutes=10)
    begin(mina.id, "two", clock.now())
    clock.move(minutes=11)
    assert "Go on with the quiz" not in page(mina)
