"""The timeline: what it lists, in which order, how it is narrowed, and what its addresses hold."""

import re
from html import unescape
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.actors import NAMES
from quizapp.models.courses import Fact, Lesson
from quizapp.services.transaction import write
from tests.support.visitor import Visitor

Found = tuple[str, str]


def page(visitor: Visitor, path: str) -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return unescape(answer.get_data(as_text=True))


def events(html: str) -> list[Found]:
    """Date and words of what is listed, in order."""
    found = re.findall(
        r'<p class="date num">(.*?)</p>.*?<p class="what">(.*?)</p>', html, re.DOTALL
    )
    return [(re.sub("<[^>]+>", "", date), text) for date, text in found]


def test_key_dates_of_all_lessons_are_there_with_the_way_to_their_lesson(
    client: Visitor, session: Session
) -> None:
    html = page(client, "/timeline")
    told: dict[tuple[str, str], set[str]] = {}
    for lesson in session.scalars(select(Lesson)):
        assert f'href="/lessons/{lesson.slug}"' in html
        for one in lesson.data["dates"]:
            told.setdefault((one["fact"] or one["text"], one["date"]), set()).add(one["text"])
    # What two lessons tell of one fact at one date is one event, in the words of the first.
    texts = {text for _, text in events(html)}
    assert all(words & texts for words in told.values())
    assert html.count('<li class="key">') == len(told)


def test_every_lesson_with_key_dates_leads_to_the_timeline(
    client: Visitor, session: Session
) -> None:
    slugs = [one.slug for one in session.scalars(select(Lesson)) if one.data["dates"]]
    assert slugs
    for slug in slugs:
        assert 'href="/timeline?show=key"' in page(client, f"/lessons/{slug}")


def test_dates_are_shown_as_precisely_as_they_are_known_and_in_order(client: Visitor) -> None:
    found = events(page(client, "/timeline"))
    dates = [date for date, _ in found]
    for date in ("10/11 August 1945", "late August 1945", "December 1948", "1949 to 1950"):
        assert date in dates, date
    texts = [text for _, text in found]
    order = [
        "The 38th parallel is proposed (some sources say 14 August)",
        "Japan announces its surrender",
        "Soviet troops reach Pyongyang",
        "Kim Il-sung is presented to a crowd in Pyongyang",
        "Seoul falls",
        "Kim Jong-il dies; Kim Jong-un follows",
    ]
    assert [text for text in texts if text in order] == order
    assert '<time datetime="1945-08-15">' in page(client, "/timeline")


def test_a_fact_that_a_key_date_tells_is_not_listed_twice(
    client: Visitor, session: Session
) -> None:
    told = session.scalars(select(Fact.text).where(Fact.code == "F104")).one()
    untold = session.scalars(select(Fact.text).where(Fact.code == "F101")).one()
    texts = [text for _, text in events(page(client, "/timeline"))]
    assert told not in texts
    assert texts.count(untold) == 1


def test_what_lessons_not_yet_written_will_tell_waits_for_them(
    client: Visitor, session: Session
) -> None:
    late = session.scalars(select(Fact.text).where(Fact.code == "F102")).one()
    assert late in [text for _, text in events(page(client, "/timeline"))]
    session.rollback()
    with write() as writing:
        writing.scalars(select(Fact).where(Fact.code == "F102")).one().lesson = "L99"
    assert late not in [text for _, text in events(page(client, "/timeline"))]


def test_nothing_after_the_cut_off_is_told_as_a_fact(client: Visitor, session: Session) -> None:
    with write() as writing:
        late = writing.scalars(select(Fact).where(Fact.code == "F919")).one()
        late.date, text = "2026", late.text
    assert session.scalar(select(Fact.date).where(Fact.code == "F919")) == "2026"
    for path in ("/timeline", "/timeline?period=2020s", "/timeline?period=2026"):
        assert text not in [words for _, words in events(page(client, path))]
    assert all("2026" not in date for date, _ in events(page(client, "/timeline")))


def test_one_actor_or_two_together(client: Visitor) -> None:
    russia = events(page(client, "/timeline?actor=russia"))
    both = events(page(client, "/timeline?actor=dprk&actor=russia"))
    assert set(both) < set(russia)
    assert ("12 October 1948", "The Soviet Union opens relations with the DPRK") in both
    assert "The Soviet Union opens relations with the DPRK" not in [
        text for _, text in events(page(client, "/timeline?actor=un"))
    ]


@pytest.mark.parametrize("start", ["/timeline", "/timeline?period=1940s&actor=russia&show=key"])
def test_every_filter_says_how_many_events_it_leaves(client: Visitor, start: str) -> None:
    links = re.findall(
        r'<a href="([^"]+)" data-key="((?:actor|show)-\w+)"([^>]*)>.*?>(\d+)<', page(client, start)
    )
    assert len(links) >= 6
    for href, key, chosen, count in links:
        if not chosen or key.endswith("-any"):
            assert len(events(page(client, href))) == int(count), key


def test_the_strip_leads_into_decades_and_years_and_out_again(client: Visitor) -> None:
    html = page(client, "/timeline")
    bars = re.findall(r'<a href="([^"]+)" data-key="period-(\d+s)" aria-label="\d+s, (\d+) ', html)
    assert sum(int(count) for _, _, count in bars) == len(events(html))
    for href, name, count in bars:
        decade = page(client, href)
        assert len(events(decade)) == int(count), name
        assert "data-zoom-out>All years</a>" in decade
    year = page(client, "/timeline?period=1948&actor=un")
    assert {date[-4:] for date, _ in events(year)} == {"1948"}
    assert 'href="/timeline?period=1940s&actor=un" data-key="zoom-decade"' in year
    assert 'rel="next" href="/timeline?period=1950s&actor=un"' in year


def test_where_nothing_is_dated_the_page_says_what_to_do(client: Visitor) -> None:
    html = page(client, "/timeline?period=1820s")
    assert events(html) == []
    assert "Look at another period" in html


def test_every_actor_of_the_register_has_a_name(session: Session) -> None:
    used = {actor for fact in session.scalars(select(Fact)) for actor in fact.data["actors"]}
    assert used == set(NAMES)


@settings(max_examples=25)
@given(period=st.text(max_size=30), actor=st.text(max_size=30), show=st.text(max_size=10))
def test_no_address_is_an_error(client: Visitor, period: str, actor: str, show: str) -> None:
    def sent(text: str) -> str:
        return quote(text.encode("utf-8", "replace"))

    path = f"/timeline?period={sent(period)}&actor={sent(actor)}&show={sent(show)}"
    assert client.get(path).status_code == 200
