"""The schemas for editors are those of the models, and the guide's examples are right."""

import json
import re
from pathlib import Path
from typing import get_args

import jsonschema
import pytest

from quizapp.content.course import load_course
from quizapp.content.lessons import read_lesson
from quizapp.content.positioned_yaml import parse_yaml, read_yaml
from quizapp.content.schemas import as_text, schemas, write_schemas
from quizapp.content.validation import validate
from quizapp.domain.course import CourseHead
from quizapp.domain.figures.land import Outline
from quizapp.domain.figures.models import Figure, FigureHead, load_figure
from quizapp.domain.items.registry import ITEM_TYPES, load_body
from quizapp.domain.rules.engine import rules_in_code
from quizapp.domain.rules.table import RULES
from tests.support.small_course import write_course

QUESTIONS = Path(__file__).parents[2] / "questions"
GUIDE = (QUESTIONS / "README.md").read_text(encoding="utf-8")
NAMES = [
    "article-runs", "claims", "course", "facts", "figures", "items", "lesson", "misconceptions",
    "names", "quizzes", "sources", "words",
]  # fmt: skip
WORDING = ("article-runs", "names", "words")


def example(beginning: str, language: str = "yaml") -> str:
    blocks = re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)
    return str(next(block for block in blocks if block.startswith(beginning)))


def test_there_is_a_schema_for_every_file() -> None:
    assert sorted(schemas()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_committed_schemas_are_current(name: str) -> None:
    """If this fails: python -m quizapp.content.schemas, then commit what it wrote."""
    committed = (QUESTIONS / "schema" / f"{name}.schema.json").read_text(encoding="utf-8")
    assert committed == as_text(schemas()[name])


def test_schemas_are_written(tmp_path: Path) -> None:
    written = write_schemas(tmp_path / "schema")
    assert sorted(path.name for path in written) == [f"{name}.schema.json" for name in NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_schemas_are_schemas(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schemas()[name])


def test_a_sound_course_fits_the_schemas(tmp_path: Path) -> None:
    folder = write_course(tmp_path)
    apart = ("figures", "items", "lesson", *WORDING)
    files = {name: folder / f"{name}.yaml" for name in NAMES if name not in apart}
    for name, path in {**files, "items": folder / "items/l1.yaml"}.items():
        jsonschema.validate(read_yaml(path, name).plain(), schemas()[name])


@pytest.mark.parametrize("name", WORDING)
def test_the_word_lists_fit_their_schemas(name: str) -> None:
    lists = read_yaml(QUESTIONS / "wording" / f"{name}.yaml", name).plain()
    jsonschema.validate(lists, schemas()[name])


def test_a_schema_refuses_what_the_loader_refuses(tmp_path: Path) -> None:
    folder = write_course(tmp_path)
    items = read_yaml(folder / "items/l1.yaml", "items").plain()
    assert isinstance(items, dict)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**items, "item": []}, schemas()["items"])


def test_the_guides_course_and_items_are_valid() -> None:
    assert validate(CourseHead.model_validate, parse_yaml(example("slug:"), "guide"))[1] == []
    items = parse_yaml(example("lesson: L1"), "guide").entries["items"].items
    assert [validate(load_body, node)[1] for node in items] == [[]]


@pytest.mark.parametrize("kind", ["map", "lanes"])
def test_the_guides_figures_are_valid(kind: str) -> None:
    assert validate(load_figure, parse_yaml(example(f"kind: {kind}"), "guide"))[1] == []


def test_the_guide_lists_every_kind_of_figure_with_its_fields() -> None:
    listed = dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| (`[^|]+) \|$", GUIDE, re.MULTILINE))
    kinds: dict[str, set[str]] = {
        str(model.model_fields["kind"].annotation).split("'")[1]: set(model.model_fields)
        for model in (Outline, *get_args(Figure))
    }
    assert listed.keys() == kinds.keys()
    for kind, fields in kinds.items():
        own = fields - {"kind", *FigureHead.model_fields}
        assert set(re.findall(r"`(\w+)`", listed[kind])) == own


def test_the_guides_lesson_is_valid() -> None:
    found = read_lesson(example("---", "markdown"), "guide")
    assert found.problems == []
    assert found.lesson is not None
    assert [segment["kind"] for segment in found.lesson.text.segments] == ["html", "checkpoint"]


def test_the_guide_names_every_item_type() -> None:
    items = GUIDE.split("## Items")[1]
    assert set(re.findall(r"^\| `(\w+)` \|", items, re.MULTILINE)) == ITEM_TYPES.keys()


def test_the_guide_lists_every_rule_as_the_table_has_it() -> None:
    row = r"^\| (R\d\d) ([^|]+) \| (\w+) \| (\w+) \| (.+) \|$"
    table = [(one.id, one.name, one.severity, one.kind, one.says) for one in RULES.values()]
    assert re.findall(row, GUIDE, re.MULTILINE) == table


def test_the_table_says_which_rules_code_checks() -> None:
    assert {rule.id for rule in RULES.values() if rule.implemented} == rules_in_code()


def test_the_built_in_course_has_no_stranger() -> None:
    folder = QUESTIONS / "russia-north-korea"
    for name in ("items", "figures"):
        fields = json.loads((QUESTIONS / f"schema/{name}.schema.json").read_text(encoding="utf-8"))
        validator = jsonschema.validators.validator_for(fields)(fields)
        for path in sorted((folder / name).glob("*.yaml")):
            validator.validate(read_yaml(path, path.name).plain())
    assert load_course(folder).course is not None
