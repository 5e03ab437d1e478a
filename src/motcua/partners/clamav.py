"""clamd's INSTREAM: send a stream, hear whether it holds something known to be harmful."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import IO

_CHUNK = 64 * 1024


class ClamavError(Exception):
    """clamd did not judge the stream: not there, too slow, or it refused."""


@dataclass(frozen=True)
class Judgement:
    """`signature` names what was found; empty when nothing was."""

    signature: str

    @property
    def is_infected(self) -> bool:
        return bool(self.signature)


@dataclass(frozen=True)
class Clamav:
    """A clamd at `unix:/path/to/socket` or `tcp:host:port`; each call opens its own connection."""

    address: str
    timeout_seconds: float = 30.0

    def version(self) -> str:
        """Version and signature date, as clamd tells them."""
        with self._connect() as connection:
            try:
                connection.sendall(b"zVERSION\0")
                return self._answer(connection)
            except OSError as error:
                raise ClamavError(type(error).__name__) from error

    def scan(self, stream: IO[bytes]) -> Judgement:
        """Judge a stream from its present position to its end.

        Refuses
            ClamavError: no judgement; the file must count as unscanned
        """
        with self._connect() as connection:
            try:
                self._send(connection, stream)
                answer = self._answer(connection)
            except OSError as error:
                raise ClamavError(type(error).__name__) from error
        if answer == "stream: OK":
            return Judgement("")
        if answer.startswith("stream: ") and answer.endswith(" FOUND"):
            return Judgement(answer.removeprefix("stream: ").removesuffix(" FOUND"))
        raise ClamavError(answer[:100] or "no answer")

    def _send(self, connection: socket.socket, stream: IO[bytes]) -> None:
        try:
            connection.sendall(b"zINSTREAM\0")
            while chunk := stream.read(_CHUNK):
                connection.sendall(len(chunk).to_bytes(4, "big") + chunk)
            connection.sendall(bytes(4))
        except (BrokenPipeError, ConnectionResetError):
            # above its StreamMaxLength clamd answers and closes before we are done: the answer says so
            return

    def _answer(self, connection: socket.socket) -> str:
        parts = []
        while part := connection.recv(4096):
            parts.append(part)
            if part.endswith(b"\0"):
                break
        return b"".join(parts).rstrip(b"\0").decode(errors="replace")

    def _connect(self) -> socket.socket:
        kind, _, place = self.address.partition(":")
        try:
            if kind == "unix":
                return self._connect_unix(place)
            host, _, port = place.rpartition(":")
            if kind != "tcp" or not host or not port.isdecimal():
                raise ClamavError("address must be unix:/path or tcp:host:port")
            return socket.create_connection((host.strip("[]"), int(port)), timeout=self.timeout_seconds)
        except OSError as error:
            raise ClamavError(type(error).__name__) from error

    def _connect_unix(self, path: str) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(self.timeout_seconds)
        try:
            connection.connect(path)
        except OSError:
            connection.close()
            raise
        return connection
