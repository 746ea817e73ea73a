"""Typed answers: which are right. The part that short answers, blanks and typed cards share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, TypeVar

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from quizapp.domain.items.body import Code, Line, NotBool, Part, Size
from quizapp.domain.items.plugin import Feedback, Tone
from quizapp.domain.items.wording import joined, normalise, one_slip_apart, plain_text

LETTERS_FOR_A_SLIP = 6


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an answer counts, and which listed answer (accepted or rejected) it was taken for."""

    right: bool
    taken_for: str | None = None
    slip: bool = False


def judge(accept: Sequence[str], reject: Sequence[str], given: str) -> Verdict:
    """Compare a typed answer with the accepted and the rejected ones.

    In this order: what is rejected is wrong, what is accepted is right, what is one slip from a
    rejected answer is wrong, what is one slip from an accepted one is right.
    """
    if (refused := _exact(reject, given)) is not None:
        return Verdict(False, refused)
    if (accepted := _exact(accept, given)) is not None:
        return Verdict(True, accepted)
    if (refused := _near(reject, given, letters=1)) is not None:
        return Verdict(False, refused, slip=True)
    if (accepted := _near(accept, given, letters=LETTERS_FOR_A_SLIP)) is not None:
        return Verdict(True, accepted, slip=True)
    return Verdict(False)


def _exact(listed: Iterable[str], given: str) -> str | None:
    form = joined(given)
    return next((entry for entry in listed if joined(entry) == form), None)


def _near(listed: Iterable[str], given: str, letters: int) -> str | None:
    words = normalise(given).split()
    return next((e for e in listed if _one_slip(normalise(e).split(), words, letters)), None)


def _one_slip(expected: list[str], given: list[str], letters: int) -> bool:
    """Exactly one word differs, by one slip; it has at least `letters` letters and no digit."""
    if len(expected) != len(given):
        return False
    differing = [(e, g) for e, g in zip(expected, given, strict=True) if e != g]
    if len(differing) != 1:
        return False
    word, typed = differing[0]
    without_digits = not any(c.isdigit() for c in word + typed)
    return without_digits and len(word) >= letters and one_slip_apart(word, typed)


Share = Annotated[float, NotBool, Field(gt=0, lt=1, allow_inf_nan=False)]


class AnswerList(Part):
    """Accepted answers (the first is the one shown), rejected ones, and what to say about each.

    `partial` holds answers that earn a share of the points, between 0 and 1. `notes` is keyed by
    an answer of any of the lists, `misconceptions` by a rejected one.
    """

    answers: Annotated[tuple[Line, ...], Size(1, 100)]
    partial: Annotated[dict[Line, Share], Size(0, 100)] = Field(default_factory=dict)
    reject: Annotated[tuple[Line, ...], Size(0, 100)] = ()
    notes: dict[Line, Line] = Field(default_factory=dict)
    misconceptions: dict[Line, Code] = Field(default_factory=dict)

    @field_validator("reject")
    @classmethod
    def _reject_is_not_accepted(
        cls, reject: tuple[str, ...], info: ValidationInfo
    ) -> tuple[str, ...]:
        accepted = (*info.data.get("answers", ()), *info.data.get("partial", ()))
        for entry in reject:
            if _exact(accepted, entry) is not None:
                raise PydanticCustomError(
                    "accepted_and_rejected", "“{text}” is also an accepted answer", {"text": entry}
                )
        return reject

    @field_validator("partial")
    @classmethod
    def _partial_is_not_whole(
        cls, partial: dict[str, float], info: ValidationInfo
    ) -> dict[str, float]:
        for entry in partial:
            if _exact(info.data.get("answers", ()), entry) is not None:
                raise PydanticCustomError(
                    "whole_and_partial", "“{text}” is also a full answer", {"text": entry}
                )
        return partial

    @field_validator("notes")
    @classmethod
    def _notes_are_on_a_list(cls, notes: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        return _listed_keys(notes, info, "answers", "partial", "reject")

    @field_validator("misconceptions")
    @classmethod
    def _misconceptions_are_rejected(
        cls, codes: dict[str, str], info: ValidationInfo
    ) -> dict[str, str]:
        return _listed_keys(codes, info, "reject")


ListT = TypeVar("ListT", bound=AnswerList)


def accepting(listed: ListT, text: str) -> ListT:
    """The same list with `text` accepted; what was said about it as a wrong answer goes."""
    if judge(listed.answers, listed.reject, text).right:
        return listed
    form = joined(text)
    return listed.model_copy(
        update={
            "answers": (*listed.answers, text),
            "reject": tuple(one for one in listed.reject if joined(one) != form),
            "notes": {k: v for k, v in listed.notes.items() if joined(k) != form},
            "misconceptions": {k: v for k, v in listed.misconceptions.items() if joined(k) != form},
        }
    )


def _listed_keys(remarks: dict[str, str], info: ValidationInfo, *lists: str) -> dict[str, str]:
    if not all(name in info.data for name in lists):
        return remarks  # a list is itself faulty, and that is said
    listed = [entry for name in lists for entry in info.data[name]]
    for entry in remarks:
        if _exact(listed, entry) is None:
            raise PydanticCustomError(
                "not_listed", "“{text}” is not one of the listed answers", {"text": entry}
            )
    return remarks


def judged(listed: AnswerList, given: str, part: str | None = None) -> tuple[float, list[Feedback]]:
    """The share that `given` earns (0 to 1), and what to say; `part` is the id of the blank."""
    verdict = judge((*listed.answers, *listed.partial), listed.reject, given)
    share = listed.partial.get(verdict.taken_for or "", 1.0) if verdict.right else 0.0
    note = _said(listed.notes, verdict.taken_for)
    code = None if verdict.right else _said(listed.misconceptions, verdict.taken_for)
    remarks = []
    if note or code:
        tone: Tone = "note" if verdict.right else "wrong"
        remarks.append(Feedback(note, code, tone, part))
    if verdict.right and verdict.slip:
        spelling = f"Accepted; it is spelt “{verdict.taken_for}”."
        remarks.append(Feedback(spelling, None, "note", part))
    return share, remarks


def _said(remarks: dict[str, str], answer: str | None) -> str | None:
    if answer is None:
        return None
    return next((said for entry, said in remarks.items() if joined(entry) == joined(answer)), None)


def plain_answers(listed: AnswerList) -> tuple[str, ...]:
    """The accepted answers without Markdown, the one shown first."""
    return tuple(plain_text(answer) for answer in listed.answers)
