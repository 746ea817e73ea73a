"""Items of QTI 2, and what comes of them; shared by the tests of the version."""

from pathlib import Path
from typing import Any

from quizapp.domain.items.registry import dump_body
from quizapp.formats.entries import Entry, Notice, Skipped
from quizapp.formats.qti.formats import QTI21, QTI30
from quizapp.formats.source import Source

MATCH_CORRECT = '<responseProcessing template="http://x/rptemplates/match_correct"/>'
MAP_RESPONSE = '<responseProcessing template="http://x/rptemplates/map_response.xml"/>'


def response(
    correct: str = "",
    mapped: str = "",
    many: str = "single",
    base: str = "identifier",
    name: str = "RESPONSE",
) -> str:
    """A declaration: `correct` are values between commas, `mapped` are like "A=1, B=0.5"."""
    values = "".join(f"<value>{one.strip()}</value>" for one in correct.split(",") if one)
    entries = "".join(
        '<mapEntry mapKey="{}" mappedValue="{}"/>'.format(*one.strip().split("="))
        for one in mapped.split(",")
        if one
    )
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{many}" baseType="{base}">'
        + (f"<correctResponse>{values}</correctResponse>" if values else "")
        + (f'<mapping defaultValue="0">{entries}</mapping>' if entries else "")
        + "</responseDeclaration>"
    )


def item(
    declared: str, body: str, rules: str = MATCH_CORRECT, after: str = "", more: str = ""
) -> str:
    return (
        '<?xml version="1.0"?><!-- made here -->'
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="own" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b" '
        f'title="A title" {more} timeDependent="false">{declared}'
        f"<itemBody>{body}</itemBody>{rules}{after}</assessmentItem>"
    )


def events(folder: Path, text: str) -> list[Any]:
    path = folder / "item.xml"
    path.write_text(text, encoding="utf-8")
    source = Source.of(path)
    form = max(QTI21, QTI30, key=lambda one: one.suits(source))
    assert form.suits(source) > 90
    assert form.read is not None
    return list(form.read(source))


def taken(folder: Path, text: str) -> dict[str, Any]:
    """The content of the item, without its id."""
    found = events(folder, text)
    assert isinstance(found[0], Entry), found
    return {name: value for name, value in dump_body(found[0].body).items() if name != "id"}


def skipped(folder: Path, text: str) -> str:
    found = events(folder, text)
    assert isinstance(found[0], Skipped), found
    return found[0].reason


def notices(folder: Path, text: str) -> str:
    return "\n".join(one.text for one in events(folder, text) if isinstance(one, Notice))


def choices(*texts: str, tag: str = "simpleChoice") -> str:
    names = "ABCDEFGH"
    return "".join(
        f'<{tag} identifier="{names[place]}">{text}</{tag}>' for place, text in enumerate(texts)
    )


def choice(*texts: str, prompt: str = "Which?", **attributes: str) -> str:
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    asked = f"<prompt>{prompt}</prompt>" if prompt else ""
    return (
        f'<choiceInteraction responseIdentifier="RESPONSE"{more}>{asked}{choices(*texts)}'
        "</choiceInteraction>"
    )


FIELD = '<textEntryInteraction responseIdentifier="RESPONSE"/>'
