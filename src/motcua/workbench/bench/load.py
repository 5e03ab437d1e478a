"""The load generator: a fixed number of kept-alive connections, each asking anew as soon as it was answered.

One loop over non-blocking sockets, a few microseconds a request, for both sides alike. It is timed against a
server that does nothing (`ceiling`): when that is not far above what is measured, the generator is the limit.
"""

from __future__ import annotations

import multiprocessing
import selectors
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import cycle

CONNECTIONS = 32
_BUFFER = 65536


class BadAnswer(Exception):
    """An answer that is not the one meant: nothing may be measured by it."""


@dataclass
class Asker:
    """One connection: what came so far of the answer that is awaited."""

    socket: socket.socket
    received: bytearray = field(default_factory=bytearray)
    is_seen: bool = False  # its first answer was the one meant


def request(path: str, *, source: str) -> bytes:
    """A request as a browser behind our proxy sends it; `source` is the address the rate limit counts."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: {source}\r\n"
        "Accept: text/html,application/json\r\nUser-Agent: motcua-bench\r\n\r\n"
    ).encode()


def drive(port: int, requests: list[bytes], seconds: float, *, expect: bytes = b"") -> float:
    """Answers a second over `seconds`.

    Takes
        requests  sent in turn, over and over
        expect    must be in the first answer of each connection, so that no error page is measured
    Refuses
        BadAnswer when any status is not 200
    """
    with ExitStack() as closing:
        chosen, turn = closing.enter_context(selectors.DefaultSelector()), cycle(requests)
        for _ in range(CONNECTIONS):
            opened = closing.enter_context(socket.create_connection(("127.0.0.1", port)))
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            opened.setblocking(False)
            chosen.register(opened, selectors.EVENT_READ, Asker(opened))
            opened.send(next(turn))
        return _count(chosen, turn, seconds, expect)


def _count(chosen: selectors.BaseSelector, turn: Iterator[bytes], seconds: float, expect: bytes) -> float:
    answered, began = 0, time.perf_counter()
    end = began + seconds
    while (now := time.perf_counter()) < end:
        for key, _ in chosen.select(timeout=end - now):
            asker: Asker = key.data
            asker.received += asker.socket.recv(_BUFFER)
            if not is_whole(asker.received):
                continue
            is_meant = asker.is_seen or expect in asker.received
            if not is_meant or not asker.received.startswith(b"HTTP/1.1 200"):
                raise BadAnswer(bytes(asker.received[:400]).decode(errors="replace"))
            asker.is_seen = True
            answered += 1
            asker.received.clear()
            asker.socket.send(next(turn))
    return answered / (time.perf_counter() - began)


def is_whole(received: bytearray) -> bool:
    """Whether a whole answer is there; a connection that was closed never makes one."""
    head_end = received.find(b"\r\n\r\n")
    if head_end < 0:
        if not received:
            raise BadAnswer("the server closed the connection")
        return False
    head = bytes(received[:head_end]).lower()
    at = head.find(b"content-length:")
    if at < 0:
        return received.endswith(b"0\r\n\r\n")  # chunked
    length = int(head[at + 15 :].split(b"\r\n", 1)[0])
    return len(received) >= head_end + 4 + length


_NOTHING = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def _answer_all(listening: socket.socket) -> None:
    chosen = selectors.DefaultSelector()
    chosen.register(listening, selectors.EVENT_READ)
    while True:
        for key, _ in chosen.select():
            if key.fileobj is listening:
                opened, _ = listening.accept()
                chosen.register(opened, selectors.EVENT_READ, opened)
                continue
            try:
                asked = key.data.recv(_BUFFER)
            except ConnectionError:
                asked = b""
            if asked:
                key.data.send(_NOTHING)
            else:
                chosen.unregister(key.data)
                key.data.close()


@contextmanager
def trivial_server() -> Iterator[int]:
    """A server that answers without reading; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = multiprocessing.get_context("fork").Process(
            target=_answer_all, args=(listening,), daemon=True
        )
        server.start()
        try:
            yield listening.getsockname()[1]
        finally:
            server.kill()
            server.join()


def ceiling(seconds: float) -> float:
    """How many answers a second the generator takes in when the server does nothing."""
    with trivial_server() as port:
        return drive(port, [request("/", source="10.0.0.1")], seconds, expect=b"ok")
