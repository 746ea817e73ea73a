"""No file of the project shares a run of six words with the article that the course examines.

The article is not here: what is compared are digests (see quizapp/content/article_runs.py).
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp.content.article_runs import as_lines
from quizapp.content.positioned_yaml import parse_yaml
from quizapp.content.wording import shipped_wording
from quizapp.domain.rules.originality import run_digests, shared_run
from quizapp.domain.rules.wording import ArticleRuns

ROOT = Path(__file__).parents[1]
RUNS = shipped_wording().runs
# As in .gitignore: what is made here is not part of the project.
MADE = re.compile(
    r"\.(git|venv|pytest_cache|mypy_cache|ruff_cache|import_linter_cache|hypothesis)"
    r"|instance|dist|build|test-results|__pycache__|.*\.egg-info"
)
# What stands between words without being read: addresses of links, notes, tags, braces.
UNREAD = re.compile(r"\]\([^)\n]*\)|\[\^[^\]\n]*\]|<[^<>]*>|\{[^{}\n]*\}")


def project_files(folder: Path = ROOT) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if MADE.fullmatch(path.name):
            continue
        if path.is_dir():
            yield from project_files(path)
        else:
            yield path


def text_of(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def found_in(text: str, runs: ArticleRuns) -> bool:
    read = (text, UNREAD.sub("", text))
    return any(shared_run(one, runs.digests, runs.length) is not None for one in read)


@pytest.mark.parametrize("part", ["questions", "templates", "quizapp", "tests", "docs", None])
def test_no_file_shares_a_run_with_the_article(part: str | None) -> None:
    files = project_files(ROOT / part) if part else (p for p in ROOT.iterdir() if p.is_file())
    texts = {path: text for path in files if (text := text_of(path)) is not None}
    assert len(texts) > 1
    assert [path for path, text in texts.items() if found_in(text, RUNS)] == []


def test_the_digests_are_those_of_an_article_of_some_four_hundred_words() -> None:
    assert RUNS.length == 6
    assert 380 < len(RUNS.digests) < 400


MADE_UP = "Nobody at the harbour had ever seen a whale count its own teeth."


@pytest.mark.parametrize(
    "text",
    [
        "# nobody at the harbour had\n# ever wondered",
        "Nobody at the [harbour](term:harbour) had[^S1] ever",
        "<p>Nobody at the <b>harbour</b> had ever</p>",
    ],
)
def test_a_planted_run_is_found_in_any_kind_of_file(text: str) -> None:
    runs = ArticleRuns.model_validate(parse_yaml("\n".join(as_lines(MADE_UP)), "runs").plain())
    assert found_in(text, runs)
    assert not found_in(text.replace("ever", "never"), runs)
    assert not found_in(text, RUNS)


def test_the_file_keeps_nothing_of_the_order() -> None:
    runs = parse_yaml("\n".join(as_lines(MADE_UP)), "runs").entries["digests"].items
    digests = [node.scalar for node in runs]
    assert digests == sorted({digest for digest, _ in run_digests(MADE_UP, 6)})
