"""Reads a lesson file: YAML front matter, then Markdown with the marks of lesson_marks.py."""

import hashlib
import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from markdown_it.token import Token

from quizapp.content.lesson_marks import BOXES, Marks, lesson_parser
from quizapp.content.positioned_yaml import Node, parse_yaml
from quizapp.content.problems import ContentError, Place, Problem
from quizapp.content.validation import validate
from quizapp.domain.lesson import Heading, Lesson, LessonHead, LessonText
from quizapp.markup import plain, sanitise

WORDS_A_MINUTE = 200
# What a lesson's head holds for the rules alone: no reader sees it.
LINTED = {"waivers", "answered"}

_FRONT = re.compile(r"---[ \t]*\n(.*?\n)---[ \t]*(?:\n|$)", re.DOTALL)
_markdown = lesson_parser()


@dataclass(slots=True)
class LessonFile:
    """A lesson as read, with the places of what it refers to (kind, id, place).

    `body` is its Markdown, which begins on line `first_line` of the file.
    """

    file: str
    lesson: Lesson | None = None
    node: Node | None = None
    body: str = ""
    first_line: int = 1
    references: list[tuple[str, str, Place]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class _Body:
    """The state of one pass over the tokens of a lesson."""

    tokens: Sequence[Token]
    marks: Marks
    segments: list[dict[str, Any]] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    boxes: list[tuple[int, str, str]] = field(default_factory=list)
    words: int = 0

    def problem(self, token: Token, needle: str, message: str) -> None:
        self.marks.problems.append((token.map[0] if token.map else 0, needle, message))

    def count(self, kind: str) -> int:
        return sum(segment["kind"] == kind for segment in self.segments)


def read_lesson(text: str, file: str) -> LessonFile:
    """Parse a lesson file; `lesson` is None where the problems leave nothing to show."""
    result = LessonFile(file)
    front = _FRONT.match(text)
    if front is None:
        message = "a lesson begins with front matter between two lines of ---"
        result.problems.append(Problem(Place(file), message, unreadable=True))
        return result
    try:
        result.node = parse_yaml(front[1], file, first_line=2)
    except ContentError as error:
        result.problems.extend(error.problems)
        return result
    head, problems = validate(LessonHead.model_validate, result.node)
    result.problems.extend(problems)
    result.body = text[front.end() :]
    result.first_line = text.count("\n", 0, front.end()) + 1
    body = _parse(result.body)
    _report(result, body)
    if head is not None:
        rendered = _rendered(body)
        result.lesson = Lesson(head=head, text=rendered, digest=lesson_digest(head, rendered))
    return result


def lesson_digest(head: LessonHead, text: LessonText) -> str:
    """SHA-256 of a lesson's canonical JSON: it changes with anything a reader can see."""
    value = [head.model_dump(mode="json", exclude=LINTED), text.model_dump(mode="json")]
    packed = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(packed.encode()).hexdigest()


def _parse(source: str) -> _Body:
    marks = Marks()
    tokens = _markdown.parse(source, {"marks": marks})
    body = _Body(tokens, marks)
    _name_headings(body)
    _split(body, 0, len(tokens))
    body.words = sum(_words(token) for token in tokens if token.type == "inline")
    return body


def _words(token: Token) -> int:
    text = " ".join(child.content for child in token.children or () if child.content)
    return sum(any(letter.isalnum() for letter in word) for word in text.split())


def _name_headings(body: _Body) -> None:
    """Give every heading an id of its own, made from its words."""
    seen: dict[str, int] = {}
    for index, token in enumerate(body.tokens):
        if token.type != "heading_open":
            continue
        level = int(token.tag[1])
        if not 2 <= level <= 4:
            body.problem(token, "#", "headings begin with ##, ### or ####")
        text = plain(re.sub(r"\[\^[^\]]*\]", "", body.tokens[index + 1].content))
        slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "part"
        seen[slug] = seen.get(slug, 0) + 1
        name = slug if seen[slug] == 1 else f"{slug}-{seen[slug]}"
        token.attrSet("id", name)
        body.headings.append(Heading(id=name, level=level, text=text))


def _split(body: _Body, start: int, end: int) -> None:
    """Cut a run of tokens into segments at its outermost boxes."""
    index = run = start
    while index < end:
        token = body.tokens[index]
        if token.type != "box_open":
            index += 1
            continue
        if token.level != body.tokens[start].level:
            body.problem(token, ":::", "a box cannot stand inside a list or a quotation")
        _add_html(body, run, index)
        close = _matching(body.tokens, index)
        _box(body, index, close)
        index = run = close + 1
    _add_html(body, run, end)


def _matching(tokens: Sequence[Token], index: int) -> int:
    depth = 0
    for place in range(index, len(tokens)):
        depth += {"box_open": 1, "box_close": -1}.get(tokens[place].type, 0)
        if depth == 0:
            return place
    return len(tokens) - 1


def _html(body: _Body, start: int, end: int) -> str:
    env = {"marks": body.marks}
    run = body.tokens[start:end]
    return sanitise(str(_markdown.renderer.render(run, _markdown.options, env))).strip()


def _add_html(body: _Body, start: int, end: int) -> None:
    html = _html(body, start, end) if end > start else ""
    if html:
        body.segments.append({"kind": "html", "html": html})


def _box(body: _Body, index: int, close: int) -> None:
    token = body.tokens[index]
    name, argument = token.info, str(token.meta["argument"])
    if name not in BOXES:
        known = ", ".join(BOXES)
        body.problem(token, name, f"the box {name!r} is unknown (there are: {known})")
        return
    if not argument:
        body.problem(token, name, f"a {name} box says which one after its name")
    line = token.map[0] if token.map else 0
    body.boxes.append((line, name, argument))
    if name == "hard":
        _hard(body, index, close, argument)
        return
    nested = [inner for inner in body.tokens[index + 1 : close] if inner.type == "box_open"]
    for inner in nested:
        body.problem(inner, ":::", f"a {name} box holds no other box")
    if not nested:
        _simple_box(body, index, close)


def _simple_box(body: _Body, index: int, close: int) -> None:
    token = body.tokens[index]
    name, argument = token.info, str(token.meta["argument"])
    if name == "checkpoint":
        if close > index + 1:
            body.problem(token, name, "a checkpoint box is empty: the question is in the item")
        body.segments.append({"kind": "checkpoint", "item": argument})
        return
    if name == "figure":
        if close > index + 1:
            body.problem(token, name, "a figure box is empty: the figure is in its own file")
        body.segments.append({"kind": "figure", "figure": argument})
        return
    html = _html(body, index + 1, close)
    if name == "claim":
        body.segments.append({"kind": "claim", "claim": argument, "html": html})
        return
    number = body.count("evidence") + 1
    body.segments.append(
        {"kind": "evidence", "id": f"evidence-{number}", "title": plain(argument), "html": html}
    )


def _hard(body: _Body, index: int, close: int, title: str) -> None:
    if body.count("hard_start") > body.count("hard_end"):
        body.problem(body.tokens[index], "hard", "a hard box holds no other hard box")
    name = f"hard-{body.count('hard_start') + 1}"
    body.segments.append({"kind": "hard_start", "id": name, "title": plain(title)})
    if close > index + 1:
        _split(body, index + 1, close)
    body.segments.append({"kind": "hard_end", "id": name})


def _rendered(body: _Body) -> LessonText:
    return LessonText(
        segments=tuple(body.segments),
        headings=tuple(body.headings),
        notes=tuple(body.marks.notes),
        terms_used=tuple(body.marks.terms),
        words=body.words,
        minutes=max(1, math.ceil(body.words / WORDS_A_MINUTE)),
    )


def _report(result: LessonFile, body: _Body) -> None:
    """Turn lines of the body into places of the file."""
    lines, first_line = result.body.split("\n"), result.first_line

    def place(line: int, needle: str) -> Place:
        for number in range(line, min(line + 40, len(lines))):
            if needle in lines[number]:
                return Place(result.file, first_line + number, lines[number].index(needle) + 1)
        return Place(result.file, first_line + min(line, len(lines)))

    for line, needle, message in body.marks.problems:
        result.problems.append(Problem(place(line, needle), message))
    wanted = [
        (line, "source", source_id, f"[^{source_id}]") for line, source_id in body.marks.cited
    ]
    wanted += [(line, "term", term, f"term:{term})") for line, term in body.marks.used_terms]
    wanted += [(line, name, argument, argument) for line, name, argument in body.boxes]
    for line, kind, name, needle in wanted:
        if name and kind in ("source", "term", "claim", "checkpoint", "figure"):
            result.references.append((kind, name, place(line, needle)))
