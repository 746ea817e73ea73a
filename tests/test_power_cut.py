"""Row 4 of the table of trust in small; `tests/endurance/power_cut.py` is the long version."""

import random
import shutil
from pathlib import Path

import pytest

from tests.endurance._outage import Aftermath, cut_everywhere, fill, work
from tests.support.warm import Warm

STEP = 7  # a cut after every so many operations; the long version cuts after each


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, warm: Warm) -> Path:
    home = tmp_path_factory.mktemp("power") / "home"
    home.mkdir()
    (home / "assets").symlink_to(warm.assets)
    fill(home)
    return home


def aftermath(filled: Path, folder: Path, synchronous: str) -> Aftermath:
    home, wreck = folder / "home", folder / "wreck"
    shutil.copytree(filled, home, symlinks=True)
    wreck.mkdir()
    session = work(home, 1, synchronous)
    return cut_everywhere(session, wreck, random.Random(4), lambda: 1.0, STEP)


def test_what_was_acknowledged_survives_a_power_cut_at_any_write(
    filled: Path, tmp_path: Path
) -> None:
    found = aftermath(filled, tmp_path, "FULL")
    assert (found.lost, found.damaged) == ([], [])
    assert found.outcomes > found.cuts > 20


def test_the_same_disk_loses_answers_that_were_not_synced(filled: Path, tmp_path: Path) -> None:
    assert aftermath(filled, tmp_path, "NORMAL").lost
