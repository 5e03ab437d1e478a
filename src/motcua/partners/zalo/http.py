"""One HTTP exchange with a time limit and nothing else: no redirects, no proxies, no cookies."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from motcua.partners.zalo.errors import Unreachable

MOST_ANSWER = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body of an answer; the body is read in pieces."""

    status: int
    _response: http.client.HTTPResponse

    def read(self, size: int, /) -> bytes:
        """The next piece, empty at the end; Unreachable when the line broke before it."""
        try:
            piece = self._response.read(size)
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(0, type(error).__name__) from error
        if not piece and self._response.length:
            raise Unreachable(0, "cut off")
        return piece


def call(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes = b"",
    timeout: float,
) -> tuple[int, bytes]:
    """Status and body, at most a megabyte; Unreachable when there is no answer."""
    with exchange(method, url, headers=headers, body=body, timeout=timeout) as answer:
        return answer.status, answer.read(MOST_ANSWER)


@contextmanager
def exchange(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes = b"",
    timeout: float,
    is_public: bool = False,
) -> Iterator[Answer]:
    """An answer to be read in pieces.

    Takes
        is_public  true for an address that came from outside: it may lead to no machine of our own network
    """
    connection = _connection(url, timeout)
    try:
        try:
            connection.connect()
            if is_public and not _is_outside(connection.sock):
                raise Unreachable(0, "address")
            parts = urlsplit(url)
            path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
            connection.request(method, path, body=body or None, headers=dict(headers))
            response = connection.getresponse()
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Unreachable(0, type(error).__name__) from error
        # whoever ends the line leaves the answer open
        with response:
            yield Answer(response.status, response)
    finally:
        connection.close()


def _connection(url: str, timeout: float) -> http.client.HTTPConnection:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Unreachable(0, "address") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Unreachable(0, "address")
    if parts.scheme == "http":
        return http.client.HTTPConnection(parts.hostname, port, timeout=timeout)
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return http.client.HTTPSConnection(parts.hostname, port, timeout=timeout, context=context)


def _is_outside(connected: socket.socket) -> bool:
    """Whether the machine that was reached is none of our own; asked of the connection, not of the name service."""
    return ip_address(connected.getpeername()[0].partition("%")[0]).is_global


def read_json(status: int, body: bytes) -> dict[str, Any]:
    """The object of an answer; Unreachable for what is none (a proxy's error page)."""
    try:
        found = json.loads(body)
    except ValueError as error:
        raise Unreachable(0, f"HTTP {status}") from error
    if not isinstance(found, dict):
        raise Unreachable(0, f"HTTP {status}")
    return found


def multipart(name: str, content: bytes, media_type: str) -> tuple[bytes, str]:
    """Body and content type of an upload in the field `file`."""
    boundary = uuid4().hex
    safe = name.replace('"', "").replace("\r", "").replace("\n", "")
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{safe}"\r\n'
        f"Content-Type: {media_type}\r\n\r\n"
    )
    return (
        head.encode() + content + f"\r\n--{boundary}--\r\n".encode(),
        f"multipart/form-data; boundary={boundary}",
    )
