"""Pages of the lessons room in which things are looked up: claims, glossary, people."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quizapp.models.db import db
from quizapp.queries.lessons.claims import (
    KINDS,
    VERDICTS,
    ClaimList,
    Wanted,
    claim_code,
    claim_list,
    claim_page,
    sorter_quiz,
)
from quizapp.queries.lessons.names import by_letter
from quizapp.queries.lessons.names import glossary as all_terms
from quizapp.queries.lessons.names import people as everybody
from quizapp.web.lessons.reader import code_or_404
from quizapp.web.lessons.routes import blueprint
from quizapp.web.shell.choices import Filter, one_of
from quizapp.web.shell.identity import current_learner
from quizapp.web.shell.links import local_path

_KIND_WORDS = {**{kind: kind.capitalize() for kind in KINDS}, "reported": "Report"}


@blueprint.get("/claims")
def claims() -> str:
    """The article's claims by paragraph; by paragraph, kind and verdict where asked."""
    wanted = Wanted(
        _paragraph(request.args.get("paragraph")),
        _one_of("kind", KINDS),
        _one_of("verdict", VERDICTS),
    )
    found = claim_list(db.session(), wanted)
    return render_template(
        "lessons/claims.html",
        found=found,
        verdicts=[(verdict, found.having(verdict)) for verdict in VERDICTS],
        filters=_filters(found, wanted),
        narrowed=wanted != Wanted(),
        sorter=sorter_quiz(db.session()),
    )


def _filters(found: ClaimList, wanted: Wanted) -> list[Filter]:
    paragraphs = [(str(one), str(one), count) for one, count in found.paragraphs.items()]
    kinds = [(one, _KIND_WORDS[one], count) for one, count in found.kinds.items()]
    verdicts = [(one, one.capitalize(), count) for one, count in found.verdicts.items()]
    kept: dict[str, Any] = {
        "paragraph": None if wanted.paragraph is None else str(wanted.paragraph),
        "kind": wanted.kind,
        "verdict": wanted.verdict,
    }

    def row(name: str, label: str, values: list[tuple[str, str, int]]) -> Filter:
        others = {key: value for key, value in kept.items() if key != name}
        return one_of(
            name,
            label,
            values,
            kept[name],
            lambda value: url_for("lessons.claims", **{**others, name: value}),
        )

    return [
        row("paragraph", "Paragraph", paragraphs),
        row("kind", "Kind", kinds),
        row("verdict", "Verdict", verdicts),
    ]


def _one_of(name: str, known: tuple[str, ...]) -> str | None:
    """The value of a filter in the query string; what is not known filters nothing."""
    value = request.args.get(name)
    return value if value in known else None


def _paragraph(text: str | None) -> int | None:
    """A paragraph's number; one that no claim is from gives an empty list, not an error."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 4 else None


@blueprint.get("/claims/<code>")
def claim(code: str) -> str | Response:
    """One claim: labels, correction, sources, lessons, questions; `?from=` is the way back."""
    learner = current_learner()
    found = claim_page(db.session(), code_or_404(code), learner.id if learner else None)
    if found is None:
        named = claim_code(db.session(), code) or abort(404)
        kept: dict[str, Any] = {"from": request.args.get("from")}
        return redirect(url_for("lessons.claim", code=named, **kept), 301)
    back = local_path(request.args.get("from"), "")
    sorter = sorter_quiz(db.session())
    return render_template("lessons/claim.html", page=found, back=back, sorter=sorter)


@blueprint.get("/glossary")
def glossary() -> str:
    """Every term of the course."""
    letters = by_letter(all_terms(db.session()), lambda one: one.term.term)
    return render_template("lessons/glossary.html", letters=letters)


@blueprint.get("/people")
def people() -> str:
    """Everybody whom the lessons speak of."""
    letters = by_letter(everybody(db.session()), lambda one: one.sort)
    return render_template("lessons/people.html", letters=letters)
