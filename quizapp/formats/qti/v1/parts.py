"""QTI 1.2: an item taken apart."""

from collections.abc import Callable
from dataclasses import dataclass

from quizapp.formats.qti.question import Question, for_outcome, paragraphs
from quizapp.formats.qti.tree import Element
from quizapp.formats.qti.v1.material import Presentation, Response
from quizapp.formats.qti.v1.rules import Rule, message_by_value

_GENERAL = ("general_fb", "correct_fb", "general_incorrect_fb")


@dataclass
class Item:
    """An item taken apart. `said` is what is said after the answer, by the name of the message."""

    fields: dict[str, str]
    shown: Element
    presentation: Presentation
    rules: list[Rule]
    said: dict[str, str]
    question: Question

    @property
    def responses(self) -> list[Response]:
        """What is to be answered."""
        return self.presentation.responses

    def stem(self, mark: Callable[[Response], str] | None = None) -> str:
        """The text as Markdown."""
        return self.question.markdown(self.presentation.html(self.shown, mark or (lambda _: "")))

    def feedback(self, response: Response) -> dict[str, str]:
        """What is said about each value of a response; taken out of what is said in general."""
        messages = message_by_value(self.rules, response.identifier)
        return {
            value: self.said.pop(message)
            for value, message in messages.items()
            if message in self.said and message not in _GENERAL
        }

    def explanation(self) -> str:
        """What is said in general. Ask after `feedback`."""
        return paragraphs(for_outcome(name, text) for name, text in self.said.items())
