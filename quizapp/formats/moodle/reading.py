"""Moodle XML: one `<question>` after the other, each by the reader of its type."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lxml import etree

from quizapp.formats.building import build
from quizapp.formats.entries import Entry, Event, Notice, RefusedError, Skipped
from quizapp.formats.moodle import calculated, choices, gaps, typed
from quizapp.formats.moodle.media import Files, Names
from quizapp.formats.moodle.question import Question, UnfitError, content, plain
from quizapp.formats.safe_xml import child, children, records
from quizapp.formats.source import Source

Fields = dict[str, Any]

_TYPES: Mapping[str, Callable[[Question], Fields]] = {
    **dict.fromkeys(("multichoice", "multichoiceset"), choices.multichoice),
    "truefalse": choices.true_false,
    **dict.fromkeys(("matching", "match", "ddmatch"), choices.matching),
    "ordering": choices.ordering,
    **dict.fromkeys(("kprime", "mtf"), choices.kprime),
    "shortanswer": typed.short_answer,
    **dict.fromkeys(("numerical", "numeric"), typed.numerical),
    **dict.fromkeys(("essay", "essayautograde"), typed.essay),
    "description": typed.description,
    **dict.fromkeys(("cloze", "multianswer"), gaps.cloze),
    **dict.fromkeys(("ddwtos", "gapselect"), gaps.words),
    "gapfill": gaps.gap_fill,
    **dict.fromkeys(("calculated", "calculatedsimple"), calculated.calculated),
    "calculatedmulti": calculated.calculated_choice,
}
_WHY = {
    "randomsamatch": "it draws on other questions of a question bank",
    "random": "it draws on other questions of a question bank",
    "ddimageortext": "it is answered by dragging onto a picture",
    "ddmarker": "it is answered by dragging onto a picture",
    "stack": "it needs a computer algebra system (STACK)",
}
_QUIZ = re.compile(r"<quiz[\s/>]")
_BACKUP = re.compile(r"<(?:MOODLE_BACKUP|moodle_backup)[\s>]")
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_GENERAL_FEEDBACK = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
_STANDARD = re.compile(r"(<p>)?Your answer is (partially )?(in)?correct\.?(</p>)?")
_ASK_FOR_XML = (
    "This is the backup of a Moodle course, not a file of questions. In Moodle open the question"
    " bank, choose Export and the format “Moodle XML”, and bring that file."
)


def suits(source: Source) -> int:
    """Whether this is Moodle XML, or a backup of Moodle that should be told what to do."""
    text = source.head_text
    if _BACKUP.search(text):
        return 95
    if _QUIZ.search(text):
        return 95 if "<question" in text or "</quiz>" in text else 60
    if source.suffix == ".mbz" and source.head.startswith((_GZIP, _ZIP)):
        return 95
    return 50 if "<question type=" in text else 0


def read(source: Source) -> Iterator[Event]:
    """Questions with their files; at the end what could not be kept of many of them."""
    if _BACKUP.search(source.head_text) or source.head.startswith((_GZIP, _ZIP)):
        raise RefusedError(_ASK_FOR_XML)
    names, lost = Names(), Counter[str]()
    category: tuple[str, ...] = ()
    number = 0
    for node in records(source.open, ["question"], cut_files=True):
        if isinstance(node, Notice):
            yield node
        elif node.get("type") == "category":
            category = category_path(content(child(node, "category")))
        else:
            number += 1
            question = Question(node, number, Files(node, names))
            for event in _events(question, category):
                if isinstance(event, Skipped):
                    names.forget(question.files.media)
                yield event
            lost.update(question.lost)
    for what, count in lost.items():
        yield Notice(
            "the file", f"of {count} {'question' if count == 1 else 'questions'} not kept: {what}"
        )


def category_path(written: str) -> tuple[str, ...]:
    """`$course$/top/Default/Rivers // lakes` is ("Default", "Rivers / lakes")."""
    parts = re.split(r"(?<!/)/(?!/)", written.strip())
    bare = [part.replace("//", "/").strip() for part in parts]
    return tuple(part for part in bare if part and not re.fullmatch(r"\$\w+\$|top", part))


def _events(question: Question, category: tuple[str, ...]) -> Iterator[Event]:
    where = f"question {question.number}"
    try:
        if question.name:
            where += f", “{question.name[:60]}”"
        fields = _fields(question)
    except UnfitError as error:
        yield Skipped(where, f"{error}")
        return
    own_id = " ".join(question.raw("idnumber").split()) or None
    made = build(fields, where, own_id=own_id, category=category)
    if isinstance(made, Entry):
        yield from question.files.media
        for told in dict.fromkeys([*question.notices, *question.files.notices]):
            yield Notice(where, told)
    yield made


def _fields(question: Question) -> Fields:
    kind = (question.node.get("type") or "").strip().lower()
    reader = _TYPES.get(kind)
    if reader is None:
        why = _WHY.get(kind, "this type is not known here")
        raise UnfitError(f"a question of the type “{kind}” cannot be taken: {why}")
    # The type comes first: calculated questions put their values into the texts.
    own = reader(question)
    _note_losses(question, kind)
    common = {
        "id": f"q{question.number}",
        "stem": own.get("stem") or question.stem,
        "explanation": question.text("generalfeedback"),
        "points": _points(question),
        "tags": _tags(question.node),
    }
    return common | own


def _points(question: Question) -> float:
    raw = (question.raw("defaultgrade") or _direct(question.node, "defaultgrade")).strip()
    try:
        points = float(raw or 1)
    except ValueError:
        question.notices.append(f"the grade “{raw[:40]}” is not a number; it counts 1 point")
        return 1.0
    return points


def _direct(node: etree._Element, name: str) -> str:
    found = child(node, name)
    return "" if found is None else found.text or ""


def _tags(node: etree._Element) -> list[str]:
    tags = [
        content(tag).strip() for holder in children(node, "tags") for tag in children(holder, "tag")
    ]
    return list(dict.fromkeys(tag for tag in tags if tag))


def _note_losses(question: Question, kind: str) -> None:
    if question.name and question.name not in plain(question.raw("questiontext")):
        question.lost.add("the name under which Moodle lists it (its text is kept)")
    if any(content(hint).strip() for hint in children(question.node, "hint")):
        question.lost.add("hints for a second attempt")
    said = [question.raw(name).strip() for name in _GENERAL_FEEDBACK]
    if any(text and not _STANDARD.fullmatch(text) for text in said):
        question.lost.add("feedback that depends on the grade of the whole answer")
    if kind == "multichoiceset":
        question.lost.add("the rule that only a fully right answer earns points")
