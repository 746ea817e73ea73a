"""S12: two nodes behind nginx on one PostgreSQL, against one node behind the same nginx.

Each node has a home of its own and one worker; they share the database, the secret key and the
folder for files. Requests go to them in turn, so that hardly any learner stays with one. In the end
the log must hold every acknowledged answer once.

On a machine with two cores PostgreSQL, nginx and the clients take their part of both: the ratio
shows how far a second node helps there, and the CPU of one node for an answer what it costs.
"""

import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from _load import Load, load, posted, reviews
from _measure import ROUNDS, Browser, Server, app_server, free_port, home_folder, running
from _postgres import Postgres, postgres_folder
from _report import at_least, at_most, percentile, report, spread
from _server_time import worked_ms

CONNECTIONS = 8
SECONDS = 4.0
GOAL = "at least 1.7 times one node's answers/s as far as two cores let it show; no affinity"
_SITE = """
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
worker_processes 1;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream nodes {{ {nodes} keepalive 16; }}
    server {{
        listen 127.0.0.1:{port};
        keepalive_requests 1000000;
        location / {{
            proxy_pass http://nodes;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            add_header X-Node $upstream_addr always;
        }}
    }}
}}
"""


@contextmanager
def nginx(nodes: Sequence[Server]) -> Iterator[Server]:
    """A proxy in front of these nodes."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/bin")
    if program is None:
        raise SystemExit("nginx is not installed")
    folder, port = Path(tempfile.mkdtemp(prefix="quizapp-bench-nginx-")), free_port()
    folder.chmod(0o777)
    site = folder / "nginx.conf"
    listed = " ".join(f"server 127.0.0.1:{node.port};" for node in nodes)
    site.write_text(_SITE.format(folder=folder, nodes=listed, port=port))
    command = [program, "-p", str(folder), "-c", str(site)]
    subprocess.run([*command, "-t", "-q"], check=True, stderr=subprocess.DEVNULL)
    try:
        with running(Server(command, port, {})) as proxy:
            yield proxy
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def visited(guest: Browser) -> set[str]:
    """Which nodes answer one learner, who is logged in at all of them."""
    found = set()
    for _ in range(6):
        status, headers, _ = guest.ask("GET", "/api/v1/study/queue")
        if status != 200:
            raise SystemExit(f"the queue of a guest: {status}")
        found.add(headers["X-Node"])
    return found


def main() -> None:
    rounds: list[tuple[Load, Load]] = []
    each: list[float] = []
    with ExitStack() as stack:
        database = stack.enter_context(running(Postgres(stack.enter_context(postgres_folder()))))
        files = stack.enter_context(home_folder())
        key = secrets.token_hex(32)
        nodes = [
            stack.enter_context(
                running(
                    app_server(
                        stack.enter_context(home_folder()),
                        QUIZAPP_DATABASE_URL=database.url,
                        QUIZAPP_SECRET_KEY=key,
                        QUIZAPP_FILES=str(files),
                        QUIZAPP_WORKERS="1",
                    )
                )
            )
            for _ in range(2)
        ]
        one = stack.enter_context(nginx(nodes[:1]))
        two = stack.enter_context(nginx(nodes))
        guests = [Browser(two.port).start() for _ in range(CONNECTIONS)]
        if len(visited(guests[0])) != 2:
            raise SystemExit("a learner was answered by one node only")
        cards = guests[0].cards()
        posts = [
            posted(guest.head("POST", "/api/v1/study/reviews"), reviews(cards, 1))
            for guest in guests
        ]
        before = database.one("SELECT count(*) FROM reviews")
        acknowledged = sum(load(proxy.port, posts, 1.0).requests for proxy in (one, two))
        for _ in range(ROUNDS):
            worked = worked_ms(nodes[0])
            single = load(one.port, posts, SECONDS)
            each.append((worked_ms(nodes[0]) - worked) / max(1, single.requests))
            rounds.append((single, load(two.port, posts, SECONDS)))
        acknowledged += sum(part.requests for pair in rounds for part in pair)
        stored = database.one("SELECT count(*) FROM reviews") - before
    figures = {
        "one node": spread([single.rate for single, _ in rounds], "answers/s", 0),
        "two nodes": spread([double.rate for _, double in rounds], "answers/s", 0),
        "ratio": spread([double.rate / single.rate for single, double in rounds], "two/one"),
        "one node, p99": spread([1000 * percentile(a.times, 0.99) for a, _ in rounds], "ms"),
        "two nodes, p99": spread([1000 * percentile(b.times, 0.99) for _, b in rounds], "ms"),
        "CPU of a node for an answer": spread(each, "ms"),
        "refused": spread([a.failed + b.failed for a, b in rounds], "requests", 0),
        "stored but not acknowledged, or lost": spread([abs(stored - acknowledged)], "answers", 0),
    }
    targets = {
        "ratio": at_least(1.7),
        "stored but not acknowledged, or lost": at_most(0),
    }
    report("two_nodes", GOAL, figures, targets)


if __name__ == "__main__":
    main()
