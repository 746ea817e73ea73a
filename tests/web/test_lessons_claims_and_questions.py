"""From a question to the claim that it tests and back, and what a claim's page keeps to itself."""

import re
from urllib.parse import quote

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.items.registry import load_body
from quizapp.models.courses import Claim
from quizapp.models.items import Card, Item, ItemRevision
from quizapp.services.transaction import write
from tests.support.cast import Person
from tests.support.lessons import (
    ASKED,
    FIRST,
    course_id,
    fields_of,
    make_lesson,
    right_answer,
)
from tests.support.quizzes import begin
from tests.support.visitor import Visitor

CODE = "MADE.1"


def page(visitor: Visitor, path: str) -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def tag(session: Session, code: str, claim: str) -> None:
    """Let the newest text of an item say that it tests a claim."""
    revision = session.scalars(
        select(ItemRevision)
        .join(Item, (Item.id == ItemRevision.item_id) & (Item.revision == ItemRevision.number))
        .where(Item.code == code)
    ).one()
    content, item_id = {**revision.content, "claims": [claim]}, revision.item_id
    with write() as writing:
        writing.get_one(ItemRevision, revision.id).content = content
        writing.get_one(Item, item_id).claims = [claim]


def claim_of(codes: list[str]) -> None:
    """Make a claim that these items test."""
    with write() as session:
        session.add(
            Claim(
                course_id=course_id(), code=CODE, position=900, paragraph=9, kind="fact",
                verdict="accurate", restated="Made up.", correction="", facts=[], sources=[],
                lessons=[], data={},
            )
        )  # fmt: skip
        for item in session.scalars(select(Item).where(Item.code.in_(codes))):
            item.claims = [CODE]


def test_an_answered_question_leads_to_its_claim_and_the_claim_back(
    mina: Person, session: Session
) -> None:
    tag(session, ASKED, "P3.1")
    lesson = f"/lessons/{FIRST}"
    answer = {"id": "00000000-0000-4000-8000-00000000000a"}
    fields = fields_of(ASKED, right_answer(mina, ASKED))
    assert (
        mina.client.send_form(f"{lesson}/checkpoints/{ASKED}", answer | fields).status_code == 303
    )
    html = page(mina.client, lesson)
    link = re.search(r'Tests claim <a href="([^"]+)">(P[0-9.]+)</a>', html)
    assert link
    back = f"{lesson}#check-{ASKED}"
    claim = page(mina.client, link[1].replace("&amp;", "&"))
    assert f'<a href="{back}">← Back to the question</a>' in claim
    assert f'href="{back}"' in page(mina.client, f"/claims/{link[2]}")


@pytest.mark.parametrize(
    "away", ["https://example.org/", "//example.org", "/\\example.org", "x", ""]
)
def test_the_way_back_leads_nowhere_else(client: Visitor, away: str) -> None:
    html = page(client, f"/claims/P3.9?from={quote(away, safe='')}")
    assert "Back to the question" not in html
    assert "example.org" not in html


def test_questions_show_their_stems_and_never_what_is_right(
    client: Visitor, session: Session
) -> None:
    made = make_lesson()
    claim_of(list(made.items))
    html = page(client, f"/claims/{CODE}")
    main = html.split("<main")[1].split("</main>")[0]
    bodies = session.execute(
        select(Item.code, ItemRevision.content)
        .join(ItemRevision, ItemRevision.item_id == Item.id)
        .where(Item.code.in_(made.items))
    )
    for code, content in bodies:
        body = load_body(content)
        shown = body.type not in ("text", "flashcard")
        assert (f'id="question-{code}"' in main) == shown, code
        for secret in ("explanation", "answers", "options", "pairs", "order", "reasons"):
            assert not _said(getattr(body, secret, None), main), (code, secret)


def _said(value: object, html: str) -> bool:
    """Whether the page says any of the words that a field of an item holds."""
    if isinstance(value, str):
        return len(value) > 3 and re.search(rf"\b{re.escape(value)}\b", html) is not None
    if isinstance(value, tuple | list):
        return any(_said(getattr(one, "text", one), html) for one in value)
    return False


def test_a_question_in_an_open_quiz_is_met_there_and_only_by_its_taker(
    mina: Person, jun: Person
) -> None:
    made = make_lesson()
    claim_of(list(made.items))
    code = "T-single"
    waits = "It waits in a quiz that you have begun."
    assert waits not in page(mina.client, f"/claims/{CODE}")
    attempt = begin(mina.id, made.slug)
    mine = page(mina.client, f"/claims/{CODE}").split(f'id="question-{code}"')[1].split("</li>")[0]
    assert waits in mine
    assert f"/attempts/{attempt}" in mine
    theirs = page(jun.client, f"/claims/{CODE}")
    assert waits not in theirs
    assert str(attempt) not in theirs


def test_a_card_turned_without_scripts_leads_to_its_claim(mina: Person, session: Session) -> None:
    tag(session, ASKED, "P3.1")
    tagged = session.scalars(
        select(Card.id).join(Item, Item.id == Card.item_id).where(Item.code == ASKED)
    )
    card = tagged.first()
    mina.client.send_form(f"/lessons/{FIRST}/checkpoints/{ASKED}/card")
    html = page(mina.client, f"/study/sets/{FIRST}?card={card}")
    link = re.search(r'href="(/claims/[^"]+)"', html)
    assert link
    claim = page(mina.client, link[1].replace("&amp;", "&"))
    assert f'<a href="/study/sets/{FIRST}?card={card}">← Back' in claim
