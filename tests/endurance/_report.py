"""How the programs of this folder say what they found, and how much time they have left."""

import json
import os
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

SECONDS = "QUIZAPP_ENDURANCE_SECONDS"  # what the caller gives a program; alone it may take longer
_BEGUN = time.monotonic()
_ALONE = 600.0


def time_left() -> float:
    """Seconds until this program should be at its end."""
    return float(os.environ.get(SECONDS, _ALONE)) - (time.monotonic() - _BEGUN)


def machine() -> str:
    """How large this machine is, and how busy."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores, {memory / 2**30:.1f} GB, load {load:.1f}"


def moment() -> str:
    """Now, as it stands under a result."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def report(name: str, goal: str, met: Mapping[str, bool], figures: Mapping[str, Any]) -> None:
    """Print what was wanted, which parts of it hold, and what was counted, as one JSON object."""
    told = {
        "test": name,
        "goal": goal,
        "met": dict(met),
        "figures": {**figures, "seconds": round(time.monotonic() - _BEGUN)},
        "at": moment(),
        "machine": machine(),
    }
    print(json.dumps(told, indent=2, ensure_ascii=False))
