"""The word lists that rules look things up in, as the files of questions/wording/ hold them."""

from typing import Annotated

from pydantic import Field, StringConstraints

from quizapp.domain.course import SourceKind
from quizapp.domain.records import Line, Record

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{10}$")]
Phrases = tuple[Line, ...]


class Name(Record):
    """Forms to avoid outside quotations, what to use instead, and why.

    `unless` are longer phrases in which a form is right; with `beside`, a form is right as long
    as one of those words stands in the same text. `exact` forms count only in their own capitals.
    """

    avoid: Annotated[Phrases, Field(min_length=1)]
    use: Line
    why: Line
    unless: Phrases = ()
    beside: Phrases = ()
    exact: Annotated[bool, Field(strict=True)] = False


class NamingTable(Record):
    """The file names.yaml."""

    names: tuple[Name, ...]


class LoadedWord(Record):
    """A word that judges: what it does to a reader, and what says the same without judging."""

    word: Line
    does: Line
    neutral: Line
    unless: Phrases = ()


class Spelling(Record):
    """A spelling to avoid (a whole word, or with `*` its beginning) and the one to use."""

    avoid: Line
    use: Line


class Outlet(Record):
    """A state's news agency or broadcaster, and the kind that a source from it must have."""

    name: Line
    kind: SourceKind


class WordLists(Record):
    """The file words.yaml: phrases, matched as whole words.

    `owners` say whose view or number a sentence gives; `times` are right for a while only;
    `estimators` mark a number as somebody's reckoning; `labels` call an outlet a state's.
    """

    loaded: tuple[LoadedWord, ...]
    owners: Phrases
    times: Phrases
    estimators: Phrases
    spelling: tuple[Spelling, ...]
    outlets: tuple[Outlet, ...]
    labels: Phrases


class ArticleRuns(Record):
    """The file article-runs.yaml: digests of every run of `length` words of the article."""

    length: Annotated[int, Field(ge=2, le=20)]
    digests: frozenset[Digest]


class Wording(Record):
    """All the word lists together."""

    naming: NamingTable
    words: WordLists
    runs: ArticleRuns


NO_WORDING = Wording(
    naming=NamingTable(names=()),
    words=WordLists(
        loaded=(), owners=(), times=(), estimators=(), spelling=(), outlets=(), labels=()
    ),
    runs=ArticleRuns(length=6, digests=frozenset()),
)
