"""How a measuring program says what it found, and which of its figures have reached their target.

A target stands beside its figure, and whether it was met is computed from the median.
"""

import datetime as dt
import json
import os
import platform
import re
import statistics
import timeit
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from _measure import sqlite

PACKAGES = ("flask", "sqlalchemy", "gunicorn", "fsrs", "pydantic")


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure should be; the limit itself is good enough."""

    sign: str  # ≤ or ≥
    limit: float

    def met(self, figure: float) -> bool:
        """Whether a figure is as it should be."""
        return figure <= self.limit if self.sign == "≤" else figure >= self.limit

    def __str__(self) -> str:
        return f"{self.sign} {self.limit:,g}"


def at_most(limit: float) -> Target:
    """Of what should be small."""
    return Target("≤", limit)


def at_least(limit: float) -> Target:
    """Of what should be large."""
    return Target("≥", limit)


def spread(rounds: Sequence[float], unit: str, digits: int = 2) -> dict[str, Any]:
    """Median, extremes and all rounds of one figure."""
    return {
        "median": round(statistics.median(rounds), digits),
        "low": round(min(rounds), digits),
        "high": round(max(rounds), digits),
        "unit": unit,
        "rounds": [round(one, digits) for one in rounds],
    }


def percentile(times: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the times lie."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def report(
    name: str,
    goal: str,
    figures: Mapping[str, dict[str, Any]],
    targets: Mapping[str, Target],
    **told: str,
) -> None:
    """Print the result as one line of JSON; of several lines the last one holds.

    `targets` are by the name of a figure; KeyError if there is none of that name. What is `told`
    besides (the version of a browser) is printed as it is.
    """
    judged = {key: dict(figure) for key, figure in figures.items()}
    for key, target in targets.items():
        judged[key] |= {"target": str(target), "met": target.met(judged[key]["median"])}
    result = {
        "benchmark": name,
        "goal": goal,
        "at": moment(),
        "machine": machine(),
        "versions": versions() | told,
        "figures": judged,
    }
    print(json.dumps(result, ensure_ascii=False), flush=True)


def moment() -> str:
    """Now, as it stands under a result."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def machine() -> dict[str, Any]:
    """How large this machine is, how busy, and how fast: by a loop that anybody can repeat."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return {
        "cores": os.cpu_count(),
        "processor": model.group(1) if model else platform.machine(),
        "memory_gb": round(pages * size / 2**30, 1),
        "system": platform.platform(terse=True),
        "load_1_min": round(os.getloadavg()[0], 1),
        "loop_s": round(min(timeit.repeat("for _ in range(10_000_000): pass", number=1)), 2),
    }


def versions() -> dict[str, str]:
    """Of Python, SQLite and the packages on the path of a request."""
    return {
        "python": platform.python_version(),
        "sqlite": sqlite().sqlite_version,
        **{name: metadata.version(name) for name in PACKAGES},
    }
