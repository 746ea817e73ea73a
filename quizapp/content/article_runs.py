"""Writes questions/wording/article-runs.yaml, so that the article itself is never needed again.

    python -m quizapp.content.article_runs < ARTICLE > questions/wording/article-runs.yaml

The digests are sorted: nothing of the article's order is kept.
"""

import sys
from collections.abc import Iterator

from quizapp.domain.rules.originality import run_digests

LENGTH = 6


def as_lines(article: str) -> Iterator[str]:
    """Give the lines of the file for this article."""
    yield f"# Digests of every run of {LENGTH} words of the article that the courses examine; made by"
    yield "# `python -m quizapp.content.article_runs`. No text shares such a run with it."
    yield f"length: {LENGTH}"
    yield "digests:"
    for digest in sorted({digest for digest, _ in run_digests(article, LENGTH)}):
        yield f'  - "{digest}"'


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in as_lines(sys.stdin.read()))
