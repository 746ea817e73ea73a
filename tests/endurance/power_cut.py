"""Row 4 of the table of trust: the power fails at every write to the database, in every way.

Whatever was acknowledged before the cut is there afterwards, and the database is whole. The same with
`synchronous=NORMAL` has to fail: a test that passes whatever one does proves nothing.
"""

import random
import shutil
import tempfile
from pathlib import Path

from tests.endurance._outage import Aftermath, Session, cut_everywhere, fill, work
from tests.endurance._report import report, time_left
from tests.support.databases import quick_folder

ROUNDS, ROUNDS_OF_VARIANT = 12, 2
SEED = 4


def aftermath(folder: Path, rounds: int, synchronous: str, end: float) -> tuple[Session, Aftermath]:
    """Work on a copy of the filled home folder, then cut; ends when so many seconds are left."""
    home, wreck = folder / f"home-{synchronous}", folder / f"wreck-{synchronous}"
    shutil.copytree(folder / "home", home)
    wreck.mkdir()
    session = work(home, rounds, synchronous)
    cuts = cut_everywhere(session, wreck, random.Random(SEED), lambda: time_left() - end)
    return session, cuts


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="quizapp-endurance-", dir=quick_folder()) as name:
        folder = Path(name)
        (folder / "home").mkdir()
        fill(folder / "home")
        budget = time_left()
        _, weak = aftermath(folder, ROUNDS_OF_VARIANT, "NORMAL", budget * 0.75)
        session, full = aftermath(folder, ROUNDS, "FULL", 10)
    operations = len(session.recording.operations)
    report(
        "power_cut",
        "at every write boundary 0 acknowledged lost and the database whole; "
        "synchronous=NORMAL fails the same",
        {
            "a cut after every operation": full.cuts == operations,
            "nothing acknowledged lost": not full.lost,
            "the database is always whole": not full.damaged,
            "synchronous=NORMAL loses what was acknowledged": bool(weak.lost),
        },
        {
            "acknowledged": len(session.told),
            "writes, cuts of files and syncs": operations,
            "power cuts": full.cuts,
            "states of the disk that were opened": full.outcomes,
            "lost": full.lost[:3],
            "damaged": full.damaged[:3],
            "with synchronous=NORMAL: states opened, with a loss": [weak.outcomes, len(weak.lost)],
        },
    )


if __name__ == "__main__":
    main()
