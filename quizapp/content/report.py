"""The report of `quizapp check`: as text, as JSON, or as commands that a CI service understands."""

import json
from collections.abc import Callable, Iterable, Sequence

from quizapp.content.problems import Problem

Counts = dict[str, int]


def summary(problems: Iterable[Problem]) -> dict[str, Counts]:
    """Count errors, warnings and waived warnings of each rule that found something."""
    counts: dict[str, Counts] = {}
    for problem in problems:
        of_rule = counts.setdefault(problem.rule, {"errors": 0, "warnings": 0, "waived": 0})
        of_rule["waived" if problem.waiver else f"{problem.severity}s"] += 1
    return {rule: counts[rule] for rule in sorted(counts)}


def _total(by_rule: dict[str, Counts]) -> Counts:
    names = ("errors", "warnings", "waived")
    return {name: sum(of_rule[name] for of_rule in by_rule.values()) for name in names}


def _standing(problems: Sequence[Problem]) -> list[Problem]:
    return [problem for problem in problems if not problem.waiver]


def _as_text(problems: Sequence[Problem]) -> str:
    """One line a finding, a table by rule, and the sum; what is waived is only counted."""
    by_rule = summary(problems)
    lines = [f"{p.place}: {p.severity} {p.rule}: {p.message}" for p in _standing(problems)]
    if by_rule:
        lines += ["", "rule  errors  warnings  waived"]
        lines += [
            f"{rule:<4}  {of_rule['errors']:>6}  {of_rule['warnings']:>8}  {of_rule['waived']:>6}"
            for rule, of_rule in by_rule.items()
        ]
    total = _total(by_rule)
    ending = f"{_counted(total['errors'], 'error')}, {_counted(total['warnings'], 'warning')}"
    lines.append(ending + (f", {total['waived']} waived" if total["waived"] else ""))
    return "\n".join(lines).lstrip("\n") + "\n"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _as_json(problems: Sequence[Problem]) -> str:
    by_rule = summary(problems)
    waived = [{**_listed(one), "reason": one.waiver} for one in problems if one.waiver]
    report = {
        "findings": [_listed(problem) for problem in _standing(problems)],
        "waived": waived,
        "summary": {**_total(by_rule), "rules": by_rule},
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _listed(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.place.file,
        "line": problem.place.line,
        "column": problem.place.column,
        "rule": problem.rule,
        "severity": problem.severity,
        "message": problem.message,
    }


def _as_github(problems: Sequence[Problem]) -> str:
    """Workflow commands, which show up beside the lines of a change."""
    lines = []
    for problem in _standing(problems):
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
