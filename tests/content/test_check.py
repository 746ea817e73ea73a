"""What `quizapp check` reports, in three formats, and how it ends."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from quizapp.cli import main
from quizapp.content.check import findings, list_questions, run_check
from quizapp.content.course import load_course
from quizapp.domain.rules.finding import Where
from tests.support.small_course import change, place_of, write_course

QUESTIONS = Path(__file__).parents[2] / "questions"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_course(tmp_path)


def test_a_clean_course(folder: Path) -> None:
    assert run_check([folder]) == ("0 errors, 0 warnings\n", 0)


def test_the_folder_above_means_all_courses_in_it(folder: Path) -> None:
    change(folder, "facts.yaml", "sources: [S1]", "sources: [S8]")
    assert run_check([folder.parent])[1] == 1
    assert run_check([folder.parent])[0] == run_check([folder])[0]


def test_errors_end_with_one(folder: Path) -> None:
    change(
        folder,
        "items/l1.yaml",
        "    facts: [F1]\n    sources: [S1]\n  - id: L1-02",
        "  - id: L1-02",
    )
    text, code = run_check([folder])
    line, column = place_of(folder, "items/l1.yaml", "id: L1-01")
    place = f"{folder.as_posix()}/items/l1.yaml:{line}:{column}"
    assert f"{place}: error R02: L1-01: the item names no fact" in text
    assert text.endswith("2 errors, 0 warnings\n")
    assert code == 1


def test_warnings_end_with_zero(folder: Path) -> None:
    (folder / "extra.yaml").write_text("x: 1\n", encoding="utf-8")
    text, code = run_check([folder])
    assert "extra.yaml:1:1: warning R01: nothing reads this file" in text
    assert code == 0


@pytest.mark.parametrize("spoil", ["quizzes: [", "a: &a 1\n", "\udcff"])
def test_what_cannot_be_read_ends_with_two(folder: Path, spoil: str) -> None:
    (folder / "quizzes.yaml").write_bytes(spoil.encode("utf-8", "surrogateescape"))
    assert run_check([folder])[1] == 2


def test_a_path_without_a_course_ends_with_two(tmp_path: Path) -> None:
    text, code = run_check([tmp_path / "nowhere"])
    assert "no course is here" in text
    assert code == 2


def test_one_file_reports_only_its_own(folder: Path) -> None:
    change(folder, "facts.yaml", "sources: [S1]", "sources: [S8]")
    change(folder, "sources.yaml", "kind: book", "kind: pamphlet")
    text, code = run_check([folder / "facts.yaml"])
    assert "facts.yaml" in text
    assert "sources.yaml" not in text
    assert code == 1
    assert run_check([folder / "claims.yaml"]) == ("0 errors, 0 warnings\n", 0)


def test_one_rule_reports_only_its_own(folder: Path) -> None:
    change(folder, "facts.yaml", "sources: [S1]", "sources: [S8]")
    change(folder, "items/l1.yaml", "back: The moon", f"back: {'moon ' * 13}")
    assert "R35" not in run_check([folder], rules=["R01"])[0]
    assert "R01" not in run_check([folder], rules=["R35"])[0]
    assert "the back has 13 words" in run_check([folder], rules=["R35"])[0]


def test_as_of_finds_facts_that_are_due(folder: Path) -> None:
    change(folder, "facts.yaml", "verification: V", "verification: V, review_by: '2026-06-30'")
    assert run_check([folder])[1] == 0
    assert run_check([folder], as_of=date(2026, 6, 30))[1] == 0
    text, code = run_check([folder], as_of=date(2026, 7, 1))
    assert "R29: F1: the fact was to be checked again by 2026-06-30" in text
    assert code == 1


def test_json(folder: Path) -> None:
    change(folder, "claims.yaml", "sources: [S1]", "sources: [XYZ]")
    line, column = place_of(folder, "claims.yaml", "XYZ")
    assert json.loads(run_check([folder], "json")[0]) == {
        "findings": [
            {
                "file": f"{folder.as_posix()}/claims.yaml",
                "line": line,
                "column": column,
                "rule": "R01",
                "severity": "error",
                "message": "there is no source 'XYZ'",
            }
        ],
        "waived": [],
        "summary": {
            "errors": 1,
            "warnings": 0,
            "waived": 0,
            "rules": {"R01": {"errors": 1, "warnings": 0, "waived": 0}},
        },
    }


def test_github_commands_are_escaped(folder: Path) -> None:
    change(folder, "course.yaml", "language: en", 'language: "e%\\n::error::"')
    text, code = run_check([folder], "github")
    assert text.startswith(
        f"::error file={folder.as_posix()}/course.yaml,line=4,col=11,title=R01::"
    )
    assert text.count("\n") == 1
    assert code == 1


def test_a_clean_course_is_silent_for_machines(folder: Path) -> None:
    assert run_check([folder], "github") == ("", 0)
    assert json.loads(run_check([folder], "json")[0]) == {
        "findings": [],
        "waived": [],
        "summary": {"errors": 0, "warnings": 0, "waived": 0, "rules": {}},
    }


def test_the_built_in_courses_keep_every_rule_in_force() -> None:
    """What is left are at most 25 warnings, each waived with a reason."""
    found = findings([QUESTIONS], as_of=date(2026, 11, 28))
    assert [str(problem) for problem in found if not problem.waiver] == []
    assert len(found) <= 25


def test_open_questions_are_listed_where_they_belong(folder: Path) -> None:
    line, column = place_of(folder, "items/l1.yaml", "id: L1-01")
    place = f"{folder.as_posix()}/items/l1.yaml:{line}:{column}"
    text, code = list_questions([folder])
    assert f"{place}: question R34: L1-01: Is every wrong option meant in earnest" in text
    assert "lessons/01-tides.md:2:1: question R23: L1: " in text
    assert text.endswith("4 open, 0 answered\n")
    assert code == 0


def test_answered_questions_are_counted(folder: Path) -> None:
    change(folder, "items/l1.yaml", "    objective: L1.1\n", "    answered: {R34: no joke}\n")
    change(
        folder, "lessons/01-tides.md", "summary: Two", "answered: {R23: own words}\nsummary: Two"
    )
    assert list_questions([folder], ["R34"]) == ("0 open, 1 answered\n", 0)
    assert list_questions([folder])[0].endswith("\n2 open, 2 answered\n")
    assert list_questions([folder / "items"])[0].endswith("\n2 open, 1 answered\n")


def test_questions_need_a_course(tmp_path: Path) -> None:
    text, code = list_questions([tmp_path / "nowhere"])
    assert "no course is here" in text
    assert code == 2


def test_the_command_lists_questions_on_request(folder: Path) -> None:
    result = CliRunner().invoke(main, ["check", str(folder), "--questions", "--rule", "R23"])
    assert result.exit_code == 0
    assert result.output.endswith("1 open, 0 answered\n")


WAIVED = """\
    waivers: {R10: it quotes the treaty}
  - id: L1-02"""


def test_a_waived_warning_is_counted_and_its_reason_is_told(folder: Path) -> None:
    change(folder, "items/l1.yaml", "text: The wind", "text: Only the wind")
    text, code = run_check([folder])
    line, column = place_of(folder, "items/l1.yaml", "Only the wind")
    place = f"{folder.as_posix()}/items/l1.yaml:{line}:{column}"
    message = "L1-01: the absolute word “Only” is in the wrong options alone"
    assert text == (
        f"{place}: warning R10: {message}\n\n"
        "rule  errors  warnings  waived\n"
        "R10        0         1       0\n"
        "0 errors, 1 warning\n"
    )
    assert code == 0
    change(folder, "items/l1.yaml", "  - id: L1-02", WAIVED)
    text, code = run_check([folder])
    assert text == (
        "rule  errors  warnings  waived\n"
        "R10        0         0       1\n"
        "0 errors, 0 warnings, 1 waived\n"
    )
    assert run_check([folder], "github") == ("", 0)
    report = json.loads(run_check([folder], "json")[0])
    assert report["findings"] == []
    assert [(one["message"], one["reason"]) for one in report["waived"]] == [
        (message, "it quotes the treaty")
    ]
    assert report["summary"]["rules"] == {"R10": {"errors": 0, "warnings": 0, "waived": 1}}


def test_a_waiver_of_nothing_is_a_warning(folder: Path) -> None:
    change(folder, "items/l1.yaml", "  - id: L1-02", WAIVED)
    change(folder, "facts.yaml", "verification: V", "verification: V, waivers: {R30: an owner}")
    change(folder, "lessons/01-tides.md", "sources: [S1]\n---", "waivers: {R38: a book}\n---")
    change(folder, "course.yaml", "language: en\n", "language: en\nwaivers: {R06: few}\n")
    text, code = run_check([folder])
    for file, needle, message in (
        ("items/l1.yaml", "it quotes", "L1-01: R10 finds nothing here to waive"),
        ("facts.yaml", "an owner", "F1: R30 finds nothing here to waive"),
        ("lessons/01-tides.md", "a book", "L1: R38 finds nothing here to waive"),
        ("course.yaml", "few", "tides: R06 finds nothing here to waive"),
    ):
        line, column = place_of(folder, file, needle)
        assert f"{folder.as_posix()}/{file}:{line}:{column}: warning R01: {message}" in text
    assert text.endswith("0 errors, 4 warnings\n")
    assert code == 0
    assert run_check([folder], rules=["R10"]) == ("0 errors, 0 warnings\n", 0)


def test_what_is_counted_over_the_bank_waits_for_whole_files(folder: Path) -> None:
    change(folder, "items/l1.yaml", "enemies: [L1-F01]", "enemies: []")
    change(folder, "items/l1.yaml", "stem: What is the highest", "stem: With the moon, what is")
    assert "R24: L1-01: “The moon” is in the stem of L1-02" in run_check([folder])[0]
    change(folder, "items/l1.yaml", "type: text", "type: texts")
    text, code = run_check([folder])
    assert "R24" not in text
    assert code == 1


def test_an_error_cannot_be_waived(folder: Path) -> None:
    change(folder, "items/l1.yaml", "  - id: L1-02", WAIVED.replace("R10", "R16"))
    change(
        folder, "items/l1.yaml", "What makes most of the tide?\n    options", "Tides?\n    options"
    )
    text, code = run_check([folder])
    assert "error R16: L1-01: fewer than 5 words" in text
    assert "warning R01: L1-01: R16 finds nothing here to waive" in text
    assert code == 1


def test_a_finding_in_the_text_of_a_lesson_has_its_line(folder: Path) -> None:
    loaded = load_course(folder)
    body = loaded.bank.bodies["L1"].split("\n")
    for number, line in enumerate(body):
        if line.startswith("It names the moon only"):
            place = loaded.place(Where("lesson", "L1", ("body", number)))
            assert (place.line, place.column) == place_of(folder, "lessons/01-tides.md", line)
            return
    raise AssertionError(body)
