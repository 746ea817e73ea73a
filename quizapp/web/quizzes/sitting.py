"""What a sitting's form sends when it comes as a plain form, without JavaScript."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from werkzeug.datastructures import MultiDict

from quizapp.domain.items.plugin import ResponseError
from quizapp.metrics import ANSWERS
from quizapp.queries.quizzes.attempts import AskedItem, AttemptHead
from quizapp.services import quizzes as service
from quizapp.services.quizzes.refusals import ConflictError
from quizapp.web.shell.questions import response_from

# What the partials in templates/items/ expect of each member of an answer.
KINDS: dict[str, type] = {
    "choice": str,
    "choices": list,
    "value": bool,
    "reason": str,
    "text": str,
    "pairs": dict,
    "order": list,
    "blanks": dict,
    "groups": dict,
}


@dataclass
class Kept:
    """What became of the answers of one form, by position.

    `unusable` holds what was given and why it cannot be stored; `conflicts` lost to another tab.
    """

    unusable: dict[int, tuple[Mapping[str, Any], str]] = field(default_factory=dict)
    conflicts: list[int] = field(default_factory=list)


def keep_answers(
    head: AttemptHead, items: Sequence[AskedItem], form: MultiDict[str, str], now: datetime
) -> Kept:
    """Store the answers that the form changes.

    Raises DeadlinePassedError and the other refusals that concern the whole attempt.
    """
    kept = Kept()
    shown = set(form.getlist("shown"))
    for item in items:
        if str(item.position) not in shown or not item.gradable:
            continue
        given = response_from(form, f"q{item.position}")
        sure = str(item.position) in form.getlist("sure")
        said = sure if item.asks_sure and sure != bool(item.sure) else None
        if given == item.answer and (said is None or given is None):
            continue
        seq = _seq(form.get(f"seq-{item.position}", ""))
        try:
            service.save(
                head.learner_id, service.Answer(head.id, item.position, seq, given, said), now
            )
        except ResponseError as error:
            kept.unusable[item.position] = (_shown_again(item, given), _sentence(error.detail))
        except ConflictError:
            kept.conflicts.append(item.position)
        else:
            ANSWERS.labels("quiz").inc()
    return kept


def flags(items: Sequence[AskedItem], form: MultiDict[str, str]) -> frozenset[int]:
    """The flagged positions: as the form says where it shows a question, else as they were."""
    shown, flagged = set(form.getlist("shown")), set(form.getlist("flag"))
    return frozenset(
        item.position
        for item in items
        if (str(item.position) in flagged if str(item.position) in shown else item.flagged)
    )


def next_place(form: MultiDict[str, str], here: int, last: int) -> int:
    """The question that the pressed button leads to."""
    go = form.get("go", "")
    place = {"next": here + 1, "prev": here - 1}.get(go, _seq(go) - 1 if go.isdigit() else here)
    return min(max(place, 1), last)


def _seq(base: str) -> int:
    """One above the number that the page was made with."""
    return min(int(base), 2**52) + 1 if base.isascii() and base.isdigit() and len(base) < 17 else 1


def _shown_again(item: AskedItem, given: Mapping[str, Any] | None) -> dict[str, Any]:
    """What was filled in, as far as the question has a place for it: forms can be tampered with."""
    tame: dict[str, Any] = {
        name: part for name, part in (given or {}).items() if isinstance(part, KINDS.get(name, ()))
    }
    if "order" in tame:
        known = {option["id"] for option in item.shown.get("options", ())}
        tame["order"] = [key for key in tame["order"] if key in known]
    return tame


def _sentence(detail: str) -> str:
    """The domain speaks of fields; people see an answer."""
    detail = detail.replace("this field is missing", "one part of the answer is still missing")
    return f"{detail[:1].upper()}{detail[1:]}."
