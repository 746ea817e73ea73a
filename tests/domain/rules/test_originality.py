"""Runs of words shared with a text are found by their digests, however they are written."""

import pytest

from quizapp.domain.rules.originality import run_digests, run_words, shared_run

# Made up for this test.
ARTICLE = "The old mill's wheel, it seems, turns on; no-one in the café asks why."
DIGESTS = {digest for digest, _ in run_digests(ARTICLE, 6)}


def test_words_are_folded() -> None:
    assert [word for word, _ in run_words(ARTICLE)] == [
        *("the", "old", "mills", "wheel", "it", "seems", "turns", "on"),
        *("no", "one", "in", "the", "cafe", "asks", "why"),
    ]


def test_a_run_is_a_digest_for_every_place_it_can_begin() -> None:
    assert len(DIGESTS) == 15 - 6 + 1
    assert all(len(digest) == 10 for digest in DIGESTS)


@pytest.mark.parametrize(
    "text",
    [
        "They say the OLD mill\u2019s wheel: it seems to.",
        "it seems, *turns* on. No one",
        "# wheel it seems\n# turns on no\n",
        "turns on, no one in THE",
        "one in the CAFE\u0301 asks why",
    ],
)
def test_six_words_in_a_row_are_found(text: str) -> None:
    assert shared_run(text, DIGESTS, 6) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "the old mill's wheel it",
        "the old mill's big wheel it seems",
        "it seems turns on no, two",
    ],
)
def test_five_are_not_nor_six_with_another_between(text: str) -> None:
    assert shared_run(text, DIGESTS, 6) is None


def test_the_place_is_that_of_the_first_word() -> None:
    text = "So: no one in the café asks. It seems, turns on, no one in."
    at = shared_run(text, DIGESTS, 6)
    assert at is not None
    assert text[at:].startswith("no one in the café")
