"""S10: from `quizapp serve` to the first answer, the course already loaded; memory of a worker."""

import re
from pathlib import Path

from _measure import ROUNDS, Browser, Server, app_server, home_folder, running
from _report import at_most, report, spread

GOAL = "at most 1.5 s until it serves; at most 90 MB a worker"
PAGES = ("/", "/lessons", "/study", "/quizzes", "/progress")


def workers(server: Server) -> list[int]:
    """Process ids of the web workers: the only grandchildren, since jobs run in one process."""
    assert server.process is not None
    return [pid for child in children(server.process.pid) for pid in children(child)]


def children(pid: int) -> list[int]:
    """Direct children."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def resident(pid: int) -> float:
    """Resident memory in MB, pages shared with the master included."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found.group(1)) / 1024 if found else 0.0


def main() -> None:
    starts, memory = [], []
    with home_folder() as home:
        with running(app_server(home)):
            pass
        for _ in range(ROUNDS):
            server = app_server(home)
            try:
                starts.append(server.start())
                for _ in range(8):
                    guest = Browser(server.port).start()
                    for page in PAGES:
                        guest.ask("GET", page)
                memory.append(max(resident(pid) for pid in workers(server)))
            finally:
                server.stop()
    report(
        "cold_start",
        GOAL,
        {"start": spread(starts, "s"), "worker": spread(memory, "MB resident after 40 pages", 1)},
        {"start": at_most(1.5), "worker": at_most(90)},
    )


if __name__ == "__main__":
    main()
