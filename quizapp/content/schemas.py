"""The JSON Schemas of the content files, for editors; made from the models that check them.

`python -m quizapp.content.schemas` writes them anew into questions/schema/.
"""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter, create_model

from quizapp.domain.course import Claim, CourseHead, Fact, Misconception, QuizPlan, Source
from quizapp.domain.figures.models import FIGURE_FILE
from quizapp.domain.items.schema import DIALECT, json_schema
from quizapp.domain.lesson import LessonHead
from quizapp.domain.records import Record
from quizapp.domain.rules.wording import ArticleRuns, NamingTable, WordLists
from quizapp.paths import shipped

_LISTS: dict[str, type[BaseModel]] = {
    "claims": Claim,
    "facts": Fact,
    "misconceptions": Misconception,
    "quizzes": QuizPlan,
    "sources": Source,
}


def schemas() -> dict[str, dict[str, Any]]:
    """Give every schema by its name: items, lesson (front matter), course, registers, word lists."""
    made = {"items": json_schema(), "course": _of(CourseHead), "lesson": _of(LessonHead)}
    made |= {"names": _of(NamingTable), "words": _of(WordLists), "article-runs": _of(ArticleRuns)}
    made["figures"] = {"$schema": DIALECT, **FIGURE_FILE.json_schema()}
    for name, model in _LISTS.items():
        fields: dict[str, Any] = {name: (list[model], ...)}  # type: ignore[valid-type] # made here
        file = create_model(f"{model.__name__}File", __base__=Record, **fields)
        made[name] = _of(file)
    return made


def _of(model: type[BaseModel]) -> dict[str, Any]:
    return {"$schema": DIALECT, **TypeAdapter(model).json_schema()}


def as_text(schema: dict[str, Any]) -> str:
    """Write a schema as its file holds it."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def write_schemas(folder: Path) -> list[Path]:
    """Write NAME.schema.json for every schema into `folder`; gives the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, schema in schemas().items():
        path = folder / f"{name}.schema.json"
        path.write_text(as_text(schema), encoding="utf-8")
        paths.append(path)
    return paths


if __name__ == "__main__":
    write_schemas(shipped("questions") / "schema")
