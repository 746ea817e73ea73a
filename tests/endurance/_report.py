"""How the programs of this folder say what they found: one JSON object."""

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def report(name: str, goal: str, met: Mapping[str, bool], figures: Mapping[str, Any]) -> None:
    """Print what was wanted, which parts of it hold, and what was counted."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    print(
        json.dumps(
            {
                "test": name,
                "goal": goal,
                "met": dict(met),
                "figures": dict(figures),
                "at": datetime.now(UTC).isoformat(timespec="seconds"),
                "machine": f"{os.cpu_count()} cores, {memory / 2**30:.1f} GB, "
                f"load {os.getloadavg()[0]:.1f}",
            },
            indent=2,
            ensure_ascii=False,
        )
    )
