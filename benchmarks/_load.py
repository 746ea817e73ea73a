"""Many connections that post as fast as they are answered: cheap clients, and what they saw.

Clients are processes with one raw socket each: on a small machine the measuring must cost less
than what is measured.
"""

import datetime as dt
import multiprocessing
import re
import socket
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

# Makes the n-th request of a client; it is given the answer to the one before.
Request = Callable[[int, bytes], bytes]


def posted(head: bytes, body: Callable[[int], bytes]) -> Request:
    """Requests with one head (see `Browser.head`) and a body that is made for each."""

    def request(n: int, _last: bytes) -> bytes:
        content = body(n)
        return b"%b%d\r\n\r\n%b" % (head, len(content), content)

    return request


def reviews(cards: Sequence[str], batch: int) -> Callable[[int], bytes]:
    """Makes the n-th body of a client: a batch of answers with fresh ids, given just now."""
    now = dt.datetime.now(dt.UTC).isoformat()

    def one(n: int) -> str:
        return (
            f'{{"id":"{uuid.uuid4()}","card":"{cards[n % len(cards)]}","rating":3,'
            f'"reviewed_at":"{now}","duration_ms":2500,"answer":null}}'
        )

    def body(n: int) -> bytes:
        listed = ",".join(one(n * batch + place) for place in range(batch))
        return f'{{"sent_at":"{now}","reviews":[{listed}]}}'.encode()

    return body


@dataclass
class Load:
    """What many connections did in some seconds."""

    requests: int
    seconds: float
    times: list[float]
    failed: int

    @property
    def rate(self) -> float:
        """Requests that were answered with 200, a second."""
        return self.requests / self.seconds


def load(port: int, clients: Sequence[Request], seconds: float) -> Load:
    """Let every client ask for some seconds, each in a process of its own."""
    barrier = multiprocessing.Barrier(len(clients))
    queue: multiprocessing.Queue[tuple[list[float], int]] = multiprocessing.Queue()
    workers = [
        multiprocessing.Process(
            target=_client, args=(port, client, seconds, barrier, queue), daemon=True
        )
        for client in clients
    ]
    for worker in workers:
        worker.start()
    parts = [queue.get(timeout=seconds + 60) for _ in workers]
    for worker in workers:
        worker.join()
    times = [one for part, _ in parts for one in part]
    return Load(len(times), seconds, times, sum(failed for _, failed in parts))


def _client(port: int, request: Request, seconds: float, barrier: Any, queue: Any) -> None:
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    times: list[float] = []
    failed = n = 0
    answer = b""
    barrier.wait(30)
    end = time.perf_counter() + seconds
    while (begun := time.perf_counter()) < end:
        content = request(n, answer)
        n += 1
        connection.sendall(content)
        answer = _answer(connection)
        if answer.startswith(b"HTTP/1.1 200"):
            times.append(time.perf_counter() - begun)
        else:
            failed += 1
        if not answer or b"\r\nConnection: close" in answer:
            connection.close()
            connection = socket.create_connection(("127.0.0.1", port))
    connection.close()
    queue.put((times, failed))


def _answer(connection: socket.socket) -> bytes:
    """One response, head and body."""
    got = connection.recv(65536)
    while b"\r\n\r\n" not in got:
        more = connection.recv(65536)
        if not more:
            return got
        got += more
    head, _, body = got.partition(b"\r\n\r\n")
    found = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    missing = int(found.group(1)) - len(body) if found else 0
    while missing > 0:
        more = connection.recv(65536)
        if not more:
            break
        got += more
        missing -= len(more)
    return got
