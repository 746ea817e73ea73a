"""The marks of lesson files that Markdown does not have.

    [38th parallel](term:38th-parallel)     a glossary term
    [^S89]                                  a source, numbered by first use
    ::: claim P3.1 / evidence Title / hard Title / checkpoint L1-02 / figure FIG-1   ...   :::

Boxes nest without longer fences. What is wrong with a mark is left in `env["marks"].problems`
as (line, needle, message): the line in the body from 0, and the text to point at.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from quizapp.markup import parser

BOXES = ("claim", "checkpoint", "hard", "evidence", "figure")

_OPEN = re.compile(r":::+[ \t]*([A-Za-z-]+)[ \t]*(.*)")
_CLOSE = re.compile(r":::+[ \t]*")
_NOTE = re.compile(r"\[\^([A-Za-z0-9][A-Za-z0-9.-]{0,63})\]")
_TERM = re.compile(r"term:([a-z0-9]+(?:-[a-z0-9]+)*)")


@dataclass(slots=True)
class Marks:
    """What the marks of one lesson refer to, collected while it is parsed and rendered."""

    notes: list[str] = field(default_factory=list)
    note_uses: dict[str, int] = field(default_factory=dict)
    terms: list[str] = field(default_factory=list)
    cited: list[tuple[int, str]] = field(default_factory=list)
    used_terms: list[tuple[int, str]] = field(default_factory=list)
    problems: list[tuple[int, str, str]] = field(default_factory=list)


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _closing_line(state: StateBlock, start: int, end: int) -> int | None:
    depth = 1
    for number in range(start + 1, end):
        text = _line(state, number)
        if _CLOSE.fullmatch(text):
            depth -= 1
        elif _OPEN.fullmatch(text):
            depth += 1
        if depth == 0:
            return number
    return None


def _box(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule: `::: name argument` to its `:::`."""
    text = _line(state, start)
    if not text.startswith(":::") or state.is_code_block(start):
        return False
    if silent:
        return True
    marks: Marks = state.env["marks"]
    opened = _OPEN.fullmatch(text)
    close = _closing_line(state, start, end) if opened else None
    if opened is None:
        marks.problems.append((start, ":::", "a ::: that closes nothing"))
        state.line = start + 1
        return True
    if close is None:
        marks.problems.append((start, ":::", f"the box {opened[1]!r} is never closed with :::"))
    _push_box(state, (start, end if close is None else close), opened[1], opened[2].strip())
    return True


def _push_box(state: StateBlock, lines: tuple[int, int], name: str, argument: str) -> None:
    start, close = lines
    token = state.push("box_open", "", 1)
    token.map, token.info, token.meta = [start, close], name, {"argument": argument}
    token.block = True
    old_parent, old_max = state.parentType, state.lineMax
    state.parentType, state.lineMax = "box", close
    state.md.block.tokenize(state, start + 1, close)
    state.parentType, state.lineMax = old_parent, old_max
    state.push("box_close", "", -1).block = True
    state.line = min(close + 1, old_max)


def _note(state: StateInline, silent: bool) -> bool:
    """Inline rule: `[^S89]`."""
    found = _NOTE.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        token = state.push("note", "a", 0)
        token.meta = {"source": found[1]}
    state.pos = found.end()
    return True


def _collect(state: StateCore) -> None:
    """Core rule: turn term links into buttons and note what is referred to, with its line."""
    marks: Marks = state.env["marks"]
    for token in state.tokens:
        line = token.map[0] if token.map else 0
        in_term = False
        for child in token.children or ():
            line += child.type in ("softbreak", "hardbreak")
            if child.type == "text":
                _leftovers(child.content, marks, line)
            elif child.type == "note":
                marks.cited.append((line, str(child.meta["source"])))
            elif child.type == "link_open":
                in_term = _term_open(child, marks, line)
            elif child.type == "link_close" and in_term:
                child.type, child.tag, in_term = "term_close", "button", False


def _leftovers(text: str, marks: Marks, line: int) -> None:
    """Report marks that were meant but not recognised, instead of showing them to readers."""
    for needle in ("](term:", "[^", "]{lang", ":::"):
        if needle in text:
            marks.problems.append((line, needle, f"this {needle} is not a complete mark"))


def _term_open(token: Token, marks: Marks, line: int) -> bool:
    address = str(token.attrGet("href") or "")
    if not address.startswith("term:"):
        return False
    found = _TERM.fullmatch(address)
    if found is None:
        marks.problems.append((line, address, f"{address!r} is not the id of a term"))
        return False
    marks.used_terms.append((line, found[1]))
    if found[1] not in marks.terms:
        marks.terms.append(found[1])
    token.type, token.tag = "term_open", "button"
    token.attrs = {"type": "button", "class": "term", "popovertarget": f"term-{found[1]}"}
    return True


def _show_note(
    renderer: RendererHTML,  # noqa: ARG001 (markdown-it's signature)
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,  # noqa: ARG001 (markdown-it's signature)
    env: EnvType,
) -> str:
    marks: Marks = env["marks"]
    source = str(tokens[index].meta["source"])
    if source not in marks.notes:
        marks.notes.append(source)
    number = marks.notes.index(source) + 1
    use = marks.note_uses[source] = marks.note_uses.get(source, 0) + 1
    name = f"ref-{source}" if use == 1 else f"ref-{source}-{use}"
    return (
        f'<sup><a class="note" href="#source-{source}" id="{name}"'
        f' aria-label="Source {number}">{number}</a></sup>'
    )


def lesson_parser() -> MarkdownIt:
    """Make the parser of lesson bodies; parse and render with env={"marks": Marks()}."""
    md = parser()
    md.block.ruler.before(
        "fence", "box", _box, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    md.inline.ruler.before("link", "note", _note)
    md.core.ruler.push("marks", _collect)
    md.add_render_rule("note", _show_note)
    return md
