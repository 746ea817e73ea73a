"""Cloze: a text with several blanks, each typed or chosen; the mean of the blanks is the grade."""

import re
from collections.abc import Mapping
from html import escape
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from quizapp.domain.items import shape
from quizapp.domain.items.answers import AnswerList, accepting, judge, judged
from quizapp.domain.items.body import Line, QuestionBody, Size
from quizapp.domain.items.mask import OptionMask
from quizapp.domain.items.options import refuse_repeats
from quizapp.domain.items.plugin import (
    CardSide,
    Feedback,
    Grade,
    GradedPart,
    ItemType,
    Render,
    Response,
    ResponseError,
)
from quizapp.domain.items.rekeying import Chosen, KeyField, moved, read_moved
from quizapp.domain.items.wording import escape_markdown, joined

_BLANK = re.compile(r"\{\{([1-9][0-9]?)\}\}")
_BLANK_IN_HTML = re.compile(r"<[^>]*>|\{\{([1-9][0-9]?)\}\}")
_HIDDEN = r"\[…{}\]"  # escaped: with what follows it could read as a link


def _unique(options: tuple[str, ...]) -> tuple[str, ...]:
    refuse_repeats(options, "options")
    return options


def _names_as_text(blanks: object) -> object:
    """YAML reads the names 1, 2 … as numbers."""
    if not isinstance(blanks, Mapping):
        return blanks
    return {str(k) if isinstance(k, int) else k: v for k, v in blanks.items()}


class Blank(AnswerList):
    """One blank. With `options` it is chosen from a list, which must hold the first answer.

    `hint` is plain text that stands with the empty blank.
    """

    hint: Line | None = None
    options: Annotated[tuple[Line, ...], Size(2, 20), AfterValidator(_unique)] | None = None

    @field_validator("options")
    @classmethod
    def _hold_the_answer(
        cls, options: tuple[str, ...] | None, info: ValidationInfo
    ) -> tuple[str, ...] | None:
        answers = info.data.get("answers")
        if options is None or not answers:
            return options
        if answers[0] not in options:
            detail = "the answer “{answer}” is not one of the options"
            raise PydanticCustomError("answer_no_option", detail, {"answer": answers[0]})
        if all(option in answers for option in options):
            raise PydanticCustomError("no_distractor", "one of the options must be wrong")
        return options


class ClozeBody(QuestionBody):
    """A stem with {{1}}, {{2}} … and what belongs there."""

    type: Literal["cloze"]
    blanks: Annotated[dict[str, Blank], BeforeValidator(_names_as_text), Size(1, 50)]

    @field_validator("stem")
    @classmethod
    def _has_blanks(cls, stem: str) -> str:
        names = _BLANK.findall(stem)
        if not names or "{{" in _BLANK.sub("", stem):
            raise PydanticCustomError("blanks", "write each blank as {{1}}, {{2}} …", None)
        if len(set(names)) < len(names):
            raise PydanticCustomError("repeated_blank", "a blank is in the text twice")
        return stem

    @field_validator("blanks")
    @classmethod
    def _blanks_are_in_the_stem(
        cls, blanks: dict[str, Blank], info: ValidationInfo
    ) -> dict[str, Blank]:
        if "stem" not in info.data:
            return blanks
        in_stem = set(_BLANK.findall(info.data["stem"]))
        for name in sorted(in_stem ^ set(blanks)):
            where = "the text has no such blank" if name in blanks else "it has no answers here"
            context = {"name": name, "where": where}
            raise PydanticCustomError("blank_mismatch", "blank {name}: {where}", context)
        return blanks

    @property
    def names(self) -> list[str]:
        """The names of the blanks as they come in the text."""
        return _BLANK.findall(self.stem)


class Cloze(ItemType[ClozeBody]):
    """Response `{"blanks": {id: s}}`; blanks may be missing or empty."""

    name = "cloze"
    Body = ClozeBody

    def prompt(self, body: ClozeBody, render: Render) -> str:
        """The stem as HTML with an empty `<span data-blank="1"></span>` for each blank.

        A blank's hint follows it in brackets.
        """
        return _BLANK_IN_HTML.sub(lambda match: _span(body, match), render(body.stem))

    def typed_parts(self, body: ClozeBody) -> tuple[str, ...]:
        return tuple(body.names)

    def with_answer(self, body: ClozeBody, part: str, text: str) -> ClozeBody | None:
        blank = body.blanks.get(part)
        if blank is None or (blank.options is not None and text not in blank.options):
            return None
        blanks = {**body.blanks, part: accepting(blank, text)}
        return body.model_copy(update={"blanks": blanks})

    def key_fields(self, body: ClozeBody) -> tuple[KeyField, ...]:
        """The gaps that are chosen from a list."""
        return tuple(
            KeyField(name, f"Gap {name}", body.blanks[name].answers[:1], {o: o for o in options})
            for name in body.names
            if (options := _choices(body.blanks[name])) is not None
        )

    def written_key(self, body: ClozeBody, chosen: Chosen) -> str:
        return moved(self.key_fields(body), chosen)

    def with_key(self, body: ClozeBody, key: str) -> ClozeBody | None:
        change = read_moved(key, self.key_fields(body))
        if change is None:
            return None
        turned = {name: _turned(body.blanks[name], text) for name, text in change.items()}
        return body.model_copy(update={"blanks": {**body.blanks, **turned}})

    def fields(self, body: ClozeBody, mask: OptionMask, render: Render) -> dict[str, Any]:
        return {"blanks": [{"id": n, "options": _choices(body.blanks[n])} for n in body.names]}

    def read(self, body: ClozeBody, raw: Mapping[Any, object], mask: OptionMask) -> Response:
        value = shape.members(raw, ("blanks",))["blanks"]
        given = shape.mapping(value, "/blanks", len(body.blanks))
        return {"blanks": {name: _read_blank(body, name, entry) for name, entry in given.items()}}

    def write(self, body: ClozeBody, response: Response, mask: OptionMask) -> Response:
        return {"blanks": dict(response["blanks"])}

    def mark(self, body: ClozeBody, response: Response) -> Grade:
        parts: list[GradedPart] = []
        remarks: list[Feedback] = []
        for name in body.names:
            share, said = _mark_blank(body.blanks[name], response["blanks"].get(name, ""), name)
            parts.append(GradedPart(name, share))
            remarks += said
        fraction = sum(part.fraction for part in parts) / len(parts)
        return Grade(fraction, tuple(parts), tuple(remarks))

    def answer(self, body: ClozeBody) -> Response:
        return {"blanks": {name: body.blanks[name].answers[0] for name in body.names}}

    def plain_key(self, body: ClozeBody) -> str:
        return "; ".join(body.blanks[name].answers[0] for name in body.names)

    def card_sides(self, body: ClozeBody) -> list[CardSide]:
        return [_card(body, name) for name in body.names]


def _turned(blank: Blank, text: str) -> Blank:
    """With `text` as its only answer; what was said about the answers that change goes."""
    changed = {joined(one) for one in (*blank.answers, text)}

    def kept(entry: str) -> bool:
        return joined(entry) not in changed

    return blank.model_copy(
        update={
            "answers": (text,),
            "partial": {one: share for one, share in blank.partial.items() if kept(one)},
            "reject": tuple(one for one in blank.reject if kept(one)),
            "notes": {one: said for one, said in blank.notes.items() if kept(one)},
            "misconceptions": {one: c for one, c in blank.misconceptions.items() if kept(one)},
        }
    )


def _span(body: ClozeBody, match: re.Match[str]) -> str:
    if not match[1]:
        return match[0]
    hint = body.blanks[match[1]].hint
    return f'<span data-blank="{match[1]}"></span>' + (f" ({escape(hint)})" if hint else "")


def _choices(blank: Blank) -> list[str] | None:
    if blank.options is None:
        return None
    return sorted(blank.options, key=lambda option: (option.casefold(), option))


def _read_blank(body: ClozeBody, name: object, value: object) -> str:
    pointer = shape.child("/blanks", name)
    if not isinstance(name, str) or name not in body.blanks:
        raise ResponseError(pointer, "there is no blank with this id")
    given = shape.text(value, pointer)
    options = body.blanks[name].options
    if options is not None and given and given not in options:
        raise ResponseError(pointer, "this is not one of the options")
    return given


def _mark_blank(blank: Blank, given: str, name: str) -> tuple[float, list[Feedback]]:
    if not given.strip():
        return 0.0, []
    accepted = (*blank.answers, *blank.partial)
    if blank.options is not None and judge(accepted, blank.reject, given).slip:
        return 0.0, []  # chosen from a list, so it is not a slip of the finger
    return judged(blank, given, name)


def _card(body: ClozeBody, hidden: str) -> CardSide:
    """The blank to recall is hidden, the others are filled."""
    blank = body.blanks[hidden]
    words = {name: escape_markdown(one.answers[0]) for name, one in body.blanks.items()}
    hint = f": {escape_markdown(blank.hint)}" if blank.hint else ""
    front = {**words, hidden: _HIDDEN.format(hint)}
    back = {**words, hidden: f"**{words[hidden]}**"}
    return CardSide(
        kind="cloze",
        ordinal=int(hidden),
        front_md=_BLANK.sub(lambda match: front[match[1]], body.stem),
        back_md=_BLANK.sub(lambda match: back[match[1]], body.stem),
        accept=blank.answers,
        auto=True,
        reject=blank.reject,
    )
