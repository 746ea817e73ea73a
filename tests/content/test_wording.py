"""The word lists ship with the package; one that is wrong is refused with its place."""

from pathlib import Path

import pytest

from quizapp.content.problems import ContentError
from quizapp.content.wording import load_wording, shipped_wording

SHIPPED = Path(__file__).parents[2] / "questions" / "wording"


def test_the_shipped_lists_hold_what_the_courses_agreed_on() -> None:
    wording = shipped_wording()
    avoided = {form for name in wording.naming.names for form in name.avoid}
    assert {"Kiev", "the Ukraine", "DPR", "hordes"} <= avoided
    assert {"doomed", "buffer", "new cold war"} <= {one.word for one in wording.words.loaded}
    assert "according to" in wording.words.owners
    assert "still" in wording.words.times


def test_nothing_is_listed_twice() -> None:
    words = shipped_wording().words
    lists = (words.owners, words.times, words.estimators)
    for phrases in (*lists, [one.word for one in words.loaded], [s.avoid for s in words.spelling]):
        assert len(set(phrases)) == len(phrases)


def test_no_name_that_is_to_be_used_is_to_be_avoided() -> None:
    for name in shipped_wording().naming.names:
        assert name.use not in name.avoid, name


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("names.yaml", "use: Kyiv", "uses: Kyiv", r"names.yaml:5:21: .*'uses' is unknown"),
        ("words.yaml", "times:", "time:", r"words.yaml:\d+:1: the field 'times' is missing"),
        ("article-runs.yaml", "length: 6", "length: six", r"article-runs.yaml:3:9: length: "),
    ],
)
def test_a_list_of_the_wrong_shape(
    tmp_path: Path, file: str, old: str, new: str, message: str
) -> None:
    folder = tmp_path / "wording"
    folder.mkdir()
    for path in SHIPPED.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        (folder / path.name).write_text(
            text.replace(old, new, 1) if path.name == file else text, encoding="utf-8"
        )
    with pytest.raises(ContentError, match=f"(?m)^wording/{message}"):
        load_wording(folder)
