"""Two clocks for a page: what a client waits, and what the server's processes work for it.

On a machine that others use too, the second says more: waiting for a turn is not in it.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from _measure import ROUNDS, Server, seconds_of
from _report import spread

_TICK = 1000 / os.sysconf("SC_CLK_TCK")


def worked_ms(server: Server) -> float:
    """CPU time that the server's processes have taken so far, theirs and the kernel's for them."""
    if server.process is None:
        raise RuntimeError("the server is not running")
    return sum(_ticks(stat) for stat in _stats_of_group(server.process.pid)) * _TICK


def _stats_of_group(group: int) -> list[list[str]]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            # After the name, which may hold spaces: state, parent, group, …
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        if int(fields[2]) == group:
            found.append(fields)
    return found


def _ticks(fields: Sequence[str]) -> int:
    """User and system time of one process, in ticks."""
    return int(fields[11]) + int(fields[12])


def both_clocks(
    server: Server, asks: Mapping[str, Callable[[], object]], asked: int
) -> dict[str, dict[str, Any]]:
    """Milliseconds of each ask over several rounds: `name` waited for, `name, CPU` worked.

    A round asks `asked` times; of the waits it takes the median, of the work the mean, because the
    kernel counts in hundredths of a second.
    """
    waits: dict[str, list[float]] = {name: [] for name in asks}
    works: dict[str, list[float]] = {name: [] for name in asks}
    for number in range(ROUNDS + 1):
        for name, ask in asks.items():
            before = worked_ms(server)
            taken = seconds_of(ask, asked)
            if number:  # the first round warms up
                waits[name].append(1000 * sorted(taken)[asked // 2])
                works[name].append((worked_ms(server) - before) / asked)
    figures = {}
    for name in asks:
        figures[name] = spread(waits[name], "ms")
        figures[f"{name}, CPU"] = spread(works[name], "ms")
    return figures
