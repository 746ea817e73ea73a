"""What `quizapp check` runs: the loader's problems and the rules for well-made items."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from quizapp.content.course import load_course
from quizapp.content.loaded import LoadedCourse
from quizapp.content.problems import Place, Problem, has_errors, in_order
from quizapp.content.report import FORMATS
from quizapp.content.wording import shipped_wording
from quizapp.domain.rules.engine import check_each, check_everything
from quizapp.domain.rules.finding import Register
from quizapp.domain.rules.questions import put

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
    """Collect everything that is wrong under the paths, waived or not, in the files' order."""
    courses, found = _wanted(paths)
    for folder, wanted in courses.items():
        loaded = load_course(folder)
        every = [*loaded.problems, *_rule_problems(loaded, rules, as_of)]
        found += (problem for problem in every if _within(problem.place, wanted))
    return in_order(one for one in found if not rules or one.rule in rules or one.unreadable)


def list_questions(paths: Sequence[Path], rules: Sequence[str] = ()) -> tuple[str, int]:
    """List what only the authors can tell and have not answered yet, and give the exit code.

    The code is 0, since an open question is no error, or 2 when a path holds no course.
    """
    courses, lost = _wanted(paths)
    lines, answered = [str(problem) for problem in lost], 0
    for folder, wanted in courses.items():
        loaded = load_course(folder)
        for one in put(loaded.bank):
            place = loaded.place(one.where)
            if (rules and one.rule not in rules) or not _within(place, wanted):
                continue
            answered += one.answer is not None
            if one.answer is None:
                lines.append(f"{place}: question {one.rule}: {one.where.id}: {one.asks}")
    lines.append(f"{len(lines) - len(lost)} open, {answered} answered")
    return "\n".join(lines) + "\n", UNREADABLE if lost else CLEAN


def exit_code(problems: Sequence[Problem]) -> int:
    """0 clean or warnings only, 1 errors, 2 unreadable."""
    if any(problem.unreadable for problem in problems):
        return UNREADABLE
    return ERRORS if has_errors(problems) else CLEAN


def _wanted(paths: Sequence[Path]) -> tuple[dict[Path, list[Path]], list[Problem]]:
    """The folders of courses, each with the paths that mean it, and the paths that mean none."""
    lost: list[Problem] = []
    courses: dict[Path, list[Path]] = {}
    for path in paths:
        owners = _courses(path)
        if not owners:
            message = "no course is here (a folder with course.yaml)"
            lost.append(Problem(Place(path.as_posix()), message, unreadable=True))
        for folder in owners:
            courses.setdefault(folder, []).append(path)
    return courses, lost


def _courses(path: Path) -> list[Path]:
    """Find the courses that a path means: those inside it, itself, or the one it belongs to."""
    inside = sorted(found.parent for found in path.glob("*/course.yaml"))
    if inside:
        return inside
    if not path.exists():
        return []
    above = [path, *path.parents] if path.is_absolute() else [path, *path.absolute().parents]
    return [folder for folder in above[:4] if (folder / "course.yaml").is_file()][:1]


def _within(place: Place, wanted: Sequence[Path]) -> bool:
    file = Path(place.file).absolute()
    return any(file.is_relative_to(path.absolute()) for path in wanted)


def _rule_problems(
    loaded: LoadedCourse, rules: Sequence[str], as_of: date | None
) -> Iterator[Problem]:
    bank = loaded.bank
    register = Register(
        facts={fact.id: fact for fact in bank.facts},
        sources={source.id: source for source in bank.sources},
        as_of=as_of,
        wording=shipped_wording(),
    )
    found = check_everything(bank, register, rules)
    if loaded.index.unread or loaded.index.broken:  # what is counted would be counted wrong
        found = check_each(bank, register, rules)
    for finding in found:
        message = f"{finding.where.id}: {finding.message}"
        yield Problem(
            loaded.place(finding.where), message, finding.severity, finding.rule,
            waiver=finding.waiver,
        )  # fmt: skip
