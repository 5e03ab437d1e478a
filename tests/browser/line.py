"""A network line that can be cut, between the browser and the live server: for pages and their service workers."""

from __future__ import annotations

import contextlib
import socket
import threading
from dataclasses import dataclass, field


@dataclass
class Line:
    """Forwards to a port of this machine. `cut` ends what runs and lets nothing new through.

    watched    begin of the requests that are counted in `seen`
    lost_each  of the counted requests each n-th arrives, and its answer is lost
    """

    port: int
    watched: bytes
    lost_each: int = 0
    seen: int = 0
    lost: int = 0
    is_cut: bool = False
    _open: set[socket.socket] = field(default_factory=set)
    _server: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    def __post_init__(self) -> None:
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://localhost:{self._server.getsockname()[1]}"

    def cut(self) -> None:
        self.is_cut = True
        for one in tuple(self._open):
            _end(one)

    def mend(self) -> None:
        self.is_cut = False

    def close(self) -> None:
        self.cut()
        _end(self._server)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._server.accept()
                if self.is_cut:
                    _end(near)
                    continue
                far = socket.create_connection(("127.0.0.1", self.port))
                self._open |= {near, far}
                loses = threading.Event()
                for run in ((self._ask, near, far, loses), (self._answer, far, near, loses)):
                    threading.Thread(target=run[0], args=run[1:], daemon=True).start()

    def _ask(self, near: socket.socket, far: socket.socket, loses: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while chunk := near.recv(65536):
                if chunk.startswith(self.watched):
                    self.seen += 1
                    if self.lost_each and self.seen % self.lost_each == 0:
                        loses.set()
                far.sendall(chunk)
        self._drop(near, far)

    def _answer(self, far: socket.socket, near: socket.socket, loses: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while chunk := far.recv(65536):
                if loses.is_set():  # the server has done its work: it answers when all is committed
                    self.lost += 1
                    break
                near.sendall(chunk)
        self._drop(near, far)

    def _drop(self, *ends: socket.socket) -> None:
        for one in ends:
            self._open.discard(one)
            _end(one)


def _end(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
