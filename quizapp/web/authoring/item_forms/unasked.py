"""What is read or drilled and not asked in a quiz: text between questions, flashcards."""

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, TextAreaField
from wtforms.validators import Length

from quizapp.web.authoring.item_forms.base import LONGEST, ItemForm, lines

TOO_LONG = Length(max=LONGEST, message="This is too long.")


class TextForm(ItemForm):
    """Text between questions."""

    type_name = "text"
    asks = "Text"
    own = ("stem", "tags")

    def content(self, old: Mapping[str, Any]) -> dict[str, Any]:
        """A text has no points and no explanation."""
        found = super().content(old)
        return {
            name: value for name, value in found.items() if name not in ("points", "explanation")
        }

    def own_content(self, old: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG002 (all is shown)
        return {}


class FlashcardForm(ItemForm):
    """Front and back."""

    type_name = "flashcard"
    own = (*ItemForm.own, "front", "back", "reversed", "typed", "accept", "more")

    front = TextAreaField("Front", [TOO_LONG])
    back = TextAreaField("Back", [TOO_LONG])
    reversed = BooleanField("Ask the other way round too")
    typed = BooleanField("The answer is typed")
    accept = TextAreaField("Also accepted", [TOO_LONG])
    more = TextAreaField("Shown under the answer", [TOO_LONG])

    def fill_own(self, content: Mapping[str, Any]) -> None:
        self.front.data = content.get("front", "")
        self.back.data = content.get("back", "")
        self.reversed.data = content.get("reversed", False)
        self.typed.data = content.get("typed", False)
        self.accept.data = "\n".join(content.get("accept", ()))
        self.more.data = content.get("more", "")

    def content(self, old: Mapping[str, Any]) -> dict[str, Any]:
        """A card has a front instead of a stem, and no points."""
        found = super().content(old)
        return {name: value for name, value in found.items() if name not in ("points", "stem")}

    def own_content(self, old: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG002 (all is shown)
        return {
            "front": self.front.data or "",
            "back": self.back.data or "",
            "reversed": bool(self.reversed.data),
            "typed": bool(self.typed.data),
            "accept": lines(self.accept.data),
            "more": self.more.data or "",
        }
