"""Sets of teachers written as files of questions/: dropped into a course they are sets of it."""

from pathlib import Path

from quizapp.content.course import load_course
from quizapp.content.export import set_file
from quizapp.domain.items.body import CODE_MAX, ItemBody
from quizapp.domain.items.registry import dump_body, load_body
from tests.support.quizzes import every_type
from tests.support.small_course import write_course


def bodies() -> list[ItemBody]:
    """Every type under the ids that an editor gives: q1, q2 and so on."""
    contents = enumerate(every_type(), start=1)
    return [load_body({**content, "id": f"q{n}"}) for n, content in contents]


def without_ids(items: list[ItemBody]) -> list[dict[str, object]]:
    return [
        {k: v for k, v in dump_body(one).items() if k not in ("id", "enemies")} for one in items
    ]


def test_two_sets_with_the_same_ids_lie_in_one_course(tmp_path: Path) -> None:
    folder = write_course(tmp_path)
    for slug in ("north", "south"):
        text = set_file(slug, slug.title(), "About it.", bodies())
        (folder / "items" / f"{slug}.yaml").write_text(text, "utf-8")
    loaded = load_course(folder, "tides")
    assert [str(problem) for problem in loaded.problems] == []
    assert loaded.course is not None
    found = {one.head.slug: one for one in loaded.course.sets}
    for slug in ("north", "south"):
        assert (found[slug].head.title, found[slug].head.description) == (slug.title(), "About it.")
        assert [one.id for one in found[slug].items][:2] == [f"{slug}-q1", f"{slug}-q2"]
        assert without_ids(list(found[slug].items)) == without_ids(bodies())


def test_an_item_is_named_by_its_new_id_where_another_speaks_of_it() -> None:
    content = {"type": "short", "stem": "Who?", "answers": ["Kim"]}
    pair = [
        load_body({**content, "id": "q1", "enemies": ["q2", "L1-01"]}),
        load_body({**content, "id": "q2"}),
    ]
    text = set_file("north", "North", "", pair)
    assert "- north-q2" in text
    assert "- L1-01" in text


def test_a_long_name_of_a_set_leaves_room_for_the_ids() -> None:
    content = {"type": "short", "stem": "Who?", "answers": ["Kim"]}
    pair = [load_body({**content, "id": name}) for name in ("q1", "x" * (CODE_MAX - 4))]
    text = set_file("a-long-name-" * 8, "Long", "", pair)
    ids = [line.split(": ")[1] for line in text.splitlines() if line.startswith("  - id: ")]
    assert ids == ["a-l-q1", "a-l-" + "x" * (CODE_MAX - 4)]
    whole = [load_body({**content, "id": "x" * CODE_MAX})]
    assert f"id: {'x' * CODE_MAX}" in set_file("north", "North", "", whole)
