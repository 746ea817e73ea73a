"""Reports from sums say what the same reports say from the attempts themselves."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from quizapp.domain.items.mask import internal_id
from quizapp.models.items import Item, QuestionSet
from quizapp.queries.analysis import rolled_up
from quizapp.queries.analysis.at_once import at_once
from quizapp.queries.analysis.evidence import Evidence
from quizapp.queries.analysis.rolled_up import from_sums
from quizapp.services import analysis
from quizapp.services.transaction import write
from tests.support.cast import Person
from tests.support.clock import START
from tests.support.quizzes import Made, make_quiz, single
from tests.support.takers import make_students, put_in_class, take

CITIES = ("Seoul", "Busan", "Daegu", "Incheon")
WHO = {"id": "T-who", "type": "short", "stem": "Who?", "answers": ["Kim Il-sung"]}
ESSAY = {"id": "T-why", "type": "essay", "stem": "Why?", "sample": "Because."}
NAMES = ("Kim Il-sung", "kim il sung", "Rhee", "the General")


@pytest.fixture
def quiz(session: Session, ms_park: Person) -> Made:
    """Four questions of a set of ms_park's that 24 students answered, three of them twice."""
    made = make_quiz(contents=[single("T-a"), single("T-b", key=2), WHO, ESSAY])
    with write() as writing:
        writing.execute(
            update(QuestionSet)
            .where(QuestionSet.slug == "set-of-made-up")
            .values(owner_id=ms_park.id)
        )
    for n, student in enumerate(make_students(24)):
        take(student, made.slug, answers(n))
        if n < 3:
            take(student, made.slug, answers(n + 5), START + timedelta(hours=1))
    while analysis.count_due(5):
        pass
    return made


def answers(n: int) -> dict[str, Any]:
    found: dict[str, Any] = {
        "T-a": {"choice": internal_id(CITIES[n % 4 if n % 3 else 0])},
        "T-b": {"choice": internal_id(CITIES[2 if n % 5 < 3 else n % 4])},
        "T-who": {"text": NAMES[n * 7 % 4]},
        "T-why": {"text": f"Essay {n}"},
    }
    return {code: one for place, (code, one) in enumerate(found.items()) if (n + place) % 6}


def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on a few attempts are many."""
    monkeypatch.setattr(rolled_up, "MOST", 5)


def words(person: Person, path: str) -> str:
    response = person.client.get(path)
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def without_count(text: str) -> str:
    return re.sub(r"From \d+ (learners|attempts)\.", "", text)


def test_both_ways_give_the_same_evidence(quiz: Made, ms_park: Person, session: Session) -> None:
    about = Item.id.in_(quiz.items.values())
    direct = at_once(session, about, ms_park.view, owned=True)
    summed = from_sums(session, about, 100)
    assert summed.attempts == direct.attempts == 24
    assert (
        set(summed.items) == set(direct.items) == set(quiz.items.values()) - {quiz.items["T-why"]}
    )
    for item, of_sums in summed.items.items():
        measured = direct.items[item]
        assert of_sums.asked == measured.asked
        for name in ("asked", "omitted", "timed", "sure", "sure_wrong"):
            assert getattr(of_sums.figures, name) == getattr(measured.figures, name)
        for name in ("facility", "discrimination", "seconds"):
            assert getattr(of_sums.figures, name) == pytest.approx(
                getattr(measured.figures, name), abs=1e-3
            )
        assert of_sums.left_out == 0
    alphas = [one.quizzes[quiz.id].reliability for one in (direct, summed)]
    assert None not in alphas
    first, second = alphas
    assert first is not None
    assert second is not None
    assert (first.takers, first.items) == (second.takers, second.items) == (24, 3)
    assert second.alpha == pytest.approx(first.alpha, abs=1e-3)
    assert second.error == pytest.approx(first.error, abs=0.1)


def test_the_pages_read_the_same(
    quiz: Made, ms_park: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = ["/teach/sets/set-of-made-up/report"]
    paths += [f"/teach/items/{item}/report" for item in quiz.items.values()]
    direct = {path: words(ms_park, path) for path in paths}
    many(monkeypatch)
    for path in paths:
        text = words(ms_park, path)
        assert without_count(text) == without_count(direct[path])
        if "T-why" not in text:
            assert "From 24 attempts." in text or "From 24 learners." in text


def test_what_is_not_counted_yet_is_told(
    quiz: Made, ms_park: Person, jun: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(monkeypatch)
    path = f"/teach/items/{quiz.items['T-a']}/report"
    assert "still being counted" not in words(ms_park, path)
    take(jun.id, quiz.slug, answers(1))
    before = words(ms_park, path)
    assert "still being counted" in before
    assert "From 24 attempts" in before
    assert analysis.count_due(5) == 1
    after = words(ms_park, path)
    assert "still being counted" not in after
    assert "From 25 attempts" in after


def test_rare_answers_are_left_out_of_the_table_only(quiz: Made, session: Session) -> None:
    about = Item.id == quiz.items["T-who"]
    whole, short = (from_sums(session, about, most) for most in (100, 1))
    item = quiz.items["T-who"]
    assert short.items[item].figures == whole.items[item].figures
    assert len(short.items[item].answers) == 1
    rest = whole.items[item].answers[1:]
    assert short.items[item].left_out == sum(one.times for one in rest)


def test_a_class_is_never_told_from_sums_of_all(
    quiz: Made, mr_cho: Person, monkeypatch: pytest.MonkeyPatch, session: Session
) -> None:
    """At a set of the course a teacher sees her own students only, however many there are."""
    from quizapp.models.courses import Course

    course = session.query(Course.id).limit(1).scalar()
    with write() as writing:
        writing.execute(
            update(QuestionSet)
            .where(QuestionSet.slug == "set-of-made-up")
            .values(owner_id=None, course_id=course)
        )
    put_in_class(mr_cho.id, make_students(2, 100))
    many(monkeypatch)
    text = words(mr_cho, f"/teach/items/{quiz.items['T-a']}/report")
    assert "From" not in text.split("Of each learner")[0]
    assert "24" not in text.split("Of each learner")[0]


def test_alpha_of_a_quiz_that_draws(ms_park: Person, session: Session) -> None:
    made = make_quiz("drawn", [single(f"D-{n}") for n in range(4)], draw=3)
    for n, student in enumerate(make_students(90, 200)):
        inside = {code: {"choice": internal_id(CITIES[n % 3 % 2])} for code in made.items}
        take(student, made.slug, inside)
    while analysis.count_due(50):
        pass
    about = Item.id.in_(made.items.values())

    def alpha(found: Evidence) -> float | None:
        one = found.quizzes[made.id].reliability
        return None if one is None else one.alpha

    direct = at_once(session, about, ms_park.view, owned=True)
    summed = from_sums(session, about, 10)
    assert alpha(direct) is not None
    assert alpha(summed) == pytest.approx(alpha(direct), abs=1e-6)
