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


def memory_of(pid: int) -> tuple[float, float]:
    """Resident memory in MB: with all the pages shared with others, and with its share of them."""
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    whole, share = (
        re.search(rf"^{name}:\s+(\d+) kB", told, re.MULTILINE) for name in ("Rss", "Pss")
    )
    assert whole is not None
    assert share is not None
    return int(whole.group(1)) / 1024, int(share.group(1)) / 1024


def main() -> None:
    starts, whole, share = [], [], []
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
                found = [memory_of(pid) for pid in workers(server)]
                whole.append(max(one for one, _ in found))
                share.append(max(one for _, one in found))
            finally:
                server.stop()
    figures = {
        "start": spread(starts, "s"),
        "worker": spread(whole, "MB resident after 40 pages, shared ones counted whole", 1),
        "worker's share": spread(share, "MB after 40 pages, shared ones by their share", 1),
    }
    limits = {"start": at_most(1.5), "worker": at_most(90), "worker's share": at_most(90)}
    report("cold_start", GOAL, figures, limits)


if __name__ == "__main__":
    main()
