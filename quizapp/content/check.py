"""What `quizapp check` runs: the loader's problems and the item rules, as text, JSON or for CI."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from quizapp.content.course import LoadedCourse, load_course
from quizapp.content.problems import Place, Problem, has_errors, in_order
from quizapp.domain.rules.engine import check_fact, check_item
from quizapp.domain.rules.finding import Finding, Register

CLEAN, ERRORS, UNREADABLE = 0, 1, 2


def run_check(
    paths: Sequence[Path],
    fmt: str = "text",
    rules: Sequence[str] = (),
    as_of: date | None = None,
) -> tuple[str, int]:
    """Check courses and give the report and the exit code.

    `paths` are folders that hold courses, courses, or files of one; then only findings in those
    places are reported. `rules` limits the report to those rules. The code is 0 when there are
    at most warnings, 1 for errors, 2 when something could not be read at all.
    """
    problems = findings(paths, rules, as_of)
    return FORMATS[fmt](problems), exit_code(problems)


def findings(
    paths: Sequence[Path], rules: Sequence[str] = (), as_of: date | None = None
) -> tuple[Problem, ...]:
    """Collect everything that is wrong under the paths, in the order of the files."""
    found: list[Problem] = []
    courses: dict[Path, list[Path]] = {}
    for path in paths:
        owners = _courses(path)
        if not owners:
            message = "no course is here (a folder with course.yaml)"
            found.append(Problem(Place(path.as_posix()), message, unreadable=True))
        for folder in owners:
            courses.setdefault(folder, []).append(path)
    for folder, wanted in courses.items():
        loaded = load_course(folder)
        every = [*loaded.problems, *_rule_problems(loaded, rules, as_of)]
        found += (problem for problem in every if _within(problem, wanted))
    return in_order(one for one in found if not rules or one.rule in rules or one.unreadable)


def exit_code(problems: Sequence[Problem]) -> int:
    """0 clean or warnings only, 1 errors, 2 unreadable."""
    if any(problem.unreadable for problem in problems):
        return UNREADABLE
    return ERRORS if has_errors(problems) else CLEAN


def _courses(path: Path) -> list[Path]:
    """Find the courses that a path means: those inside it, itself, or the one it belongs to."""
    inside = sorted(found.parent for found in path.glob("*/course.yaml"))
    if inside:
        return inside
    if not path.exists():
        return []
    above = [path, *path.parents] if path.is_absolute() else [path, *path.absolute().parents]
    return [folder for folder in above[:4] if (folder / "course.yaml").is_file()][:1]


def _within(problem: Problem, wanted: Sequence[Path]) -> bool:
    file = Path(problem.place.file).absolute()
    return any(file.is_relative_to(path.absolute()) for path in wanted)


def _rule_problems(
    loaded: LoadedCourse, rules: Sequence[str], as_of: date | None
) -> Iterator[Problem]:
    register = Register(
        facts={fact.id: fact for fact in loaded.facts},
        sources={source.id: source for source in loaded.sources},
        as_of=as_of,
    )
    for one in loaded.sets:
        for body in one.items:
            for finding in check_item(body, register, rules):
                yield _placed(loaded, finding)
    for fact in loaded.facts:
        for finding in check_fact(fact, register, rules):
            yield _placed(loaded, finding)


def _placed(loaded: LoadedCourse, finding: Finding) -> Problem:
    node = loaded.index.nodes[finding.where.kind, finding.where.id]
    message = f"{finding.where.id}: {finding.message}"
    return Problem(node.find(finding.where.path), message, finding.severity, finding.rule)


def _as_text(problems: Sequence[Problem]) -> str:
    lines = [f"{p.place}: {p.severity} {p.rule}: {p.message}" for p in problems]
    errors = sum(problem.severity == "error" for problem in problems)
    lines.append(f"{_counted(errors, 'error')}, {_counted(len(problems) - errors, 'warning')}")
    return "\n".join(lines) + "\n"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _as_json(problems: Sequence[Problem]) -> str:
    listed = [
        {
            "file": problem.place.file,
            "line": problem.place.line,
            "column": problem.place.column,
            "rule": problem.rule,
            "severity": problem.severity,
            "message": problem.message,
        }
        for problem in problems
    ]
    return json.dumps({"findings": listed}, ensure_ascii=False, indent=2) + "\n"


def _as_github(problems: Sequence[Problem]) -> str:
    """Workflow commands, which show up beside the lines of a change."""
    lines = []
    for problem in problems:
        place = f"file={_property(problem.place.file)},line={problem.place.line}"
        place += f",col={problem.place.column},title={problem.rule}"
        message = problem.message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        lines.append(f"::{problem.severity} {place}::{message}\n")
    return "".join(lines)


def _property(text: str) -> str:
    pairs = (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C"))
    for plain, escaped in pairs:
        text = text.replace(plain, escaped)
    return text


FORMATS: dict[str, Callable[[Sequence[Problem]], str]] = {
    "text": _as_text,
    "json": _as_json,
    "github": _as_github,
}
