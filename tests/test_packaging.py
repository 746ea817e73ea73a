"""What is promised about installing: one list of dependencies, pinned, and a wheel that is whole."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.server import LiveServer

ROOT = Path(__file__).resolve().parent.parent
LOCKS = sorted(ROOT.glob("requirements*.txt"))


def _squeezed(requirement: str) -> str:
    return requirement.replace(" ", "").replace('"', "'")


def test_requirements_in_repeats_the_dependencies_of_the_package() -> None:
    package = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    lines = (ROOT / "requirements.in").read_text().splitlines()
    listed = [line for line in lines if line and not line.startswith("#")]
    assert [_squeezed(line) for line in listed] == [_squeezed(line) for line in package]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_pins_everything_by_hash_and_names_no_host(lock: Path) -> None:
    text = lock.read_text()
    logical = re.sub(r"\\\n", " ", text)
    pins = [line for line in logical.splitlines() if line and not line.lstrip().startswith("#")]
    assert pins
    assert all(re.match(r"[a-z0-9-]+(\[[a-z,]+\])?==[^ ]+ .*--hash=sha256:", pin) for pin in pins)
    assert "://" not in text
    assert "--index" not in text


def test_the_locks_agree_with_each_other() -> None:
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, version in re.findall(r"^([a-z0-9-]+)==([^ ;]+)", lock.read_text(), re.MULTILINE):
            versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


@pytest.fixture(scope="module")
def unpacked_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built and unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


@pytest.mark.parametrize(
    "inside",
    [
        "quizapp/py.typed",
        "quizapp/static/css/base.css",
        "quizapp/migrations/env.py",
        "quizapp/_data/templates/shell/base.html",
        "quizapp/_data/questions/russia-north-korea/course.yaml",
        "quizapp/_data/questions/wording/names.yaml",
    ],
)
def test_the_wheel_carries_everything_that_the_app_reads(unpacked_wheel: Path, inside: str) -> None:
    assert (unpacked_wheel / inside).is_file()


def test_the_unpacked_wheel_serves_from_an_empty_folder(
    unpacked_wheel: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fresh_server: Callable[..., LiveServer],
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    server = fresh_server(PYTHONPATH=os.fspath(unpacked_wheel))
    assert server.get_json("/readyz")["status"] == "ready"
    assert list(empty.iterdir()) == []
