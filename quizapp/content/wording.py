"""Reads the word lists of questions/wording/ that the rules look things up in."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from quizapp.content.positioned_yaml import Plain, read_yaml
from quizapp.content.problems import ContentError
from quizapp.content.validation import validate
from quizapp.domain.rules.wording import ArticleRuns, NamingTable, Wording, WordLists
from quizapp.paths import shipped

Kind = TypeVar("Kind", bound=BaseModel)


@cache
def shipped_wording() -> Wording:
    """Give the lists that ship with the package; they hold for every course."""
    return load_wording(shipped("questions") / "wording")


def load_wording(folder: Path) -> Wording:
    """Read names.yaml, words.yaml and article-runs.yaml.

    Raises ContentError with the place of everything that is wrong in one of them.
    """
    return Wording(
        naming=_read(folder / "names.yaml", NamingTable.model_validate),
        words=_read(folder / "words.yaml", WordLists.model_validate),
        runs=_read(folder / "article-runs.yaml", ArticleRuns.model_validate),
    )


def _read(path: Path, make: Callable[[Plain], Kind]) -> Kind:
    made, problems = validate(make, read_yaml(path, f"{path.parent.name}/{path.name}"))
    if made is None:
        raise ContentError(problems)
    return made
