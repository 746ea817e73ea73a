"""Question sets of teachers, made as the pages make them."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from flask import current_app

from quizapp.domain.assignments import Visibility
from quizapp.models.db import db
from quizapp.queries.authoring import own_set
from quizapp.queries.authoring.sets import OwnSet
from quizapp.services.authoring.drafts import keep_draft
from quizapp.services.authoring.imports import Brought, begin
from quizapp.services.authoring.items import save_item
from quizapp.services.authoring.media import Upload, add_file
from quizapp.services.authoring.sets import SetDetails, create_set
from tests.support.cast import Person

SHORT: dict[str, Any] = {"type": "short", "stem": "Who led the North?", "answers": ["Kim Il-sung"]}
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cf"
    "c0000003010100c9fe92ef0000000049454e44ae426082"
)


def new_set(teacher: Person, title: str = "Capitals", visibility: Visibility = "private") -> OwnSet:
    """An empty set of a teacher."""
    details = SetDetails(title, "", "en", (), visibility)
    with teacher.app.app_context():
        slug = create_set(teacher.id, details, uuid4(), teacher.clock.now())
        found = own_set(db.session(), teacher.id, slug)
    assert found is not None
    return found


def add_item(
    teacher: Person, one: OwnSet, content: dict[str, Any], after: str | None = None
) -> str:
    """An item of a set; gives its code."""
    with teacher.app.app_context():
        saved = save_item(
            one.id, f"form:{uuid4()}", content, teacher.id, teacher.clock.now(), after=after
        )
    return saved.code


def make_set(teacher: Person) -> dict[str, str]:
    """What the access table calls {set}, {draft}, {import} and {medium}."""
    one = new_set(teacher)
    add_item(teacher, one, SHORT)
    draft, import_id = uuid4(), uuid4()
    now = teacher.clock.now()
    with teacher.app.app_context():
        keep_draft(teacher.id, draft, (one.id, None, "short"), 1, {"stem": "Who"}, now)
        begin(teacher.id, import_id, Brought("questions.gift", one.id, "", None, {}), now)
        folder: Path = current_app.extensions["quizapp_config"].media_folder
        key = add_file(folder, one.id, Upload("dot.png", PIXEL, UUID(int=7).hex), now)
    return {"set": one.slug, "draft": str(draft), "import": str(import_id), "medium": key}
