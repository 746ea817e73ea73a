"""Who reads, and the option ids that this reader sees."""

import hmac
import re
from uuid import UUID

from flask import abort, current_app

from quizapp.domain.items.mask import OptionMask
from quizapp.models.db import db
from quizapp.queries.accounts import LearnerView
from quizapp.queries.lessons import LessonPage, lesson_page
from quizapp.queries.lessons.checkpoints import Masks
from quizapp.web.shell.identity import current_learner

_SLUG = re.compile(r"[a-z0-9-]{1,120}")
_CODE = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


def slug_or_404(slug: str) -> str:
    """The slug if it can be one at all: some databases refuse what an address may hold."""
    return slug if _SLUG.fullmatch(slug) else abort(404)


def code_or_404(code: str) -> str:
    """The code of an item or a claim if it can be one at all."""
    return code if _CODE.fullmatch(code) else abort(404)


def masks_of(learner: LearnerView) -> Masks:
    """Option ids that stay the same for this learner, and tell nothing to any other.

    HMAC-SHA256 of the app's secret over the learner's public id is the secret of her masks.
    """
    key = str(current_app.config["SECRET_KEY"]).encode()
    secret = hmac.digest(key, f"checkpoints|{learner.public_id}".encode(), "sha256")
    return lambda item_id: OptionMask(secret, item_id)


def page_or_404(slug: str, again: str | None = None) -> LessonPage:
    """The lesson as the reader of this request sees it."""
    learner = current_learner()
    found = lesson_page(
        db.session(),
        slug_or_404(slug),
        learner.id if learner else None,
        masks_of(learner) if learner else None,
        again,
    )
    return found if found is not None else abort(404)


def uuid_of(text: str) -> UUID | None:
    """The id that a form carries, if it is one."""
    try:
        return UUID(text)
    except ValueError:
        return None
