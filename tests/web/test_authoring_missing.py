"""Pictures that were not in the file: calm for students, mended and told by teachers."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.models.items import ItemRevision, QuestionSet
from quizapp.web.authoring.item_forms.missing import missing_files
from tests.support.cast import Person
from tests.support.forms import filled
from tests.web.test_authoring_import import MOODLE, PNG, taken

WITHOUT = MOODLE.replace("flag.png", "other.png", 1) % PNG  # the text names one, the file another


@pytest.fixture
def made(ms_park: Person, session: Session) -> QuestionSet:
    taken(ms_park, WITHOUT)
    session.rollback()
    return session.scalars(select(QuestionSet)).all()[-1]


def test_words_stand_where_a_picture_is_missing(made: QuestionSet, ms_park: Person) -> None:
    page: Any = html.document_fromstring(ms_park.client.get(f"/teach/sets/{made.slug}/try").text)
    (box,) = page.xpath("//*[@class='missing']")
    assert box.text_content() == "Picture missing: Red and blue"
    assert "/media/missing" not in html.tostring(page).decode()


def test_the_teacher_sees_it_and_gives_one(
    made: QuestionSet, ms_park: Person, session: Session
) -> None:
    assert "picture missing" in ms_park.client.get(f"/teach/sets/{made.slug}").text
    address = f"/teach/sets/{made.slug}/items/q1"
    editor = ms_park.client.get(address)
    assert "1 picture or sound is missing" in editor.text
    # Only the script puts it there by itself; whoever has none is told what to do.
    assert "<span data-scripted hidden>: it takes the first" in editor.text
    assert "put them in the place of the mark.</noscript>" in editor.text
    fields = filled(editor, "editor")
    assert missing_files(fields) == ["![Red and blue](/media/missing)"]
    fields["stem"] = fields["stem"].replace("/media/missing", "/media/abc.png")
    assert ms_park.client.send_form(address, fields).status_code == 303
    session.rollback()
    texts = session.scalars(select(ItemRevision.content).order_by(ItemRevision.id)).all()
    assert "/media/abc.png" in texts[-1]["stem"]
    assert "is missing" not in ms_park.client.get(address).text
    assert "picture missing" not in ms_park.client.get(f"/teach/sets/{made.slug}").text


def parts(data: bytes) -> list[bytes]:
    """What a file holds: itself, or the members of a package."""
    if not data.startswith(b"PK"):
        return [data]
    with ZipFile(BytesIO(data)) as package:
        return [package.read(name) for name in package.namelist()]


def test_every_export_tells_of_it_first(made: QuestionSet, ms_park: Person) -> None:
    page: Any = html.document_fromstring(ms_park.client.get(f"/teach/sets/{made.slug}/export").text)
    offers = page.xpath("//li[.//h2 and not(.//h2[.='Paper' or contains(., 'YAML')])]")
    assert len(offers) >= 6
    for offer in offers:
        (first, *_) = offer.xpath(".//details/ul/li")
        assert "a picture or sound that is missing here" in first.text_content()
    for form in ("moodle_xml", "qti21"):
        file = ms_park.client.get(f"/teach/sets/{made.slug}/export/{form}")
        assert file.status_code == 200
        assert not any(b"/media/missing" in part for part in parts(file.data))


def test_other_teachers_see_nothing_of_it(made: QuestionSet, mr_cho: Person) -> None:
    for end in ("", "/items/q1", "/export", "/try"):
        assert mr_cho.client.get(f"/teach/sets/{made.slug}{end}").status_code == 404


def test_marks_are_found_in_every_text() -> None:
    fields = {"stem": r"![a \] b](/media/missing) ![x](/media/y)", "options": [{"text": "[s](/media/missing)"}], "n": 3}  # fmt: skip
    assert missing_files(fields) == [r"![a \] b](/media/missing)", "[s](/media/missing)"]
