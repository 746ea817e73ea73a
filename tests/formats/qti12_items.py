"""Items of QTI 1.2, and what comes of them; shared by the tests of the version."""

from pathlib import Path
from typing import Any

from quizapp.domain.items.registry import dump_body
from quizapp.formats.entries import Entry, Notice, Skipped
from quizapp.formats.qti.formats import QTI12
from quizapp.formats.source import Source

NAMESPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"


def material(html: str, kind: str = "text/html") -> str:
    escaped = html.replace("&", "&amp;").replace("<", "&lt;")
    return f'<material><mattext texttype="{kind}">{escaped}</mattext></material>'


def label(identifier: str, text: str, **attributes: str) -> str:
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<response_label ident="{identifier}"{more}>{material(text)}</response_label>'


def lid(labels: str, identifier: str = "r", many: str = "Single", own: str = "") -> str:
    inside = material(own) if own else ""
    return (
        f'<response_lid ident="{identifier}" rcardinality="{many}">{inside}'
        f"<render_choice>{labels}</render_choice></response_lid>"
    )


def field(identifier: str = "r", kind: str = "String") -> str:
    shown = f'<render_fib fibtype="{kind}"><response_label ident="A"/></render_fib>'
    return f'<response_str ident="{identifier}" rcardinality="Single">{shown}</response_str>'


def equal(value: str, response: str = "r") -> str:
    return f'<varequal respident="{response}">{value}</varequal>'


def rule(condition: str, points: float | None = None, message: str = "") -> str:
    score = "" if points is None else f'<setvar action="Add" varname="S">{points}</setvar>'
    said = f'<displayfeedback linkrefid="{message}"/>' if message else ""
    return f"<respcondition><conditionvar>{condition}</conditionvar>{score}{said}</respcondition>"


def said(identifier: str, text: str) -> str:
    return (
        f'<itemfeedback ident="{identifier}"><flow_mat>{material(text)}</flow_mat></itemfeedback>'
    )


def item(shown: str, rules: str = "", after: str = "", **fields: str) -> str:
    """An item; `fields` are its metadata."""
    described = "".join(
        f"<qtimetadatafield><fieldlabel>{name}</fieldlabel><fieldentry>{value}</fieldentry>"
        "</qtimetadatafield>"
        for name, value in fields.items()
    )
    return (
        f'<item ident="own" title="A title"><itemmetadata><qtimetadata>{described}</qtimetadata>'
        f"</itemmetadata><presentation>{shown}</presentation>"
        f"<resprocessing>{rules}</resprocessing>{after}</item>"
    )


def document(*items: str) -> str:
    return (
        f'<?xml version="1.0"?><questestinterop xmlns="{NAMESPACE}"><assessment title="Quiz">'
        f'<section ident="root_section">{"".join(items)}</section></assessment></questestinterop>'
    )


def events(folder: Path, text: str) -> list[Any]:
    path = folder / "quiz.xml"
    path.write_text(text, encoding="utf-8")
    source = Source.of(path)
    assert QTI12.suits(source) > 90
    assert QTI12.read is not None
    return list(QTI12.read(source))


def taken(folder: Path, *items: str) -> dict[str, Any]:
    """The content of the one item that is read, without its id."""
    found = [one for one in events(folder, document(*items)) if not isinstance(one, Notice)]
    assert isinstance(found[0], Entry), found
    return {name: value for name, value in dump_body(found[0].body).items() if name != "id"}


def skipped(folder: Path, one: str) -> str:
    found = events(folder, document(one))
    assert isinstance(found[0], Skipped), found
    return found[0].reason


def notices(folder: Path, one: str) -> list[str]:
    return [e.text for e in events(folder, document(one)) if isinstance(e, Notice)]


COLOURS = label("1", "red") + label("2", "blue") + label("3", "green")
