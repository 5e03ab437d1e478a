"""Stand-ins on free ports, and a browser without a screen for their page."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

from motcua.workbench.emulate.frame import Company, Stage, StandIn
from motcua.workbench.emulate.page import Page

Made = TypeVar("Made", bound=StandIn)


def free_ports(count: int) -> tuple[int, ...]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = tuple(probe.getsockname()[1] for probe in probes)
    for probe in probes:
        probe.close()
    return ports


def made(kind: type[Made], folder: Path, product: str = "", **more: Any) -> Made:
    own = folder / kind.name
    own.mkdir(exist_ok=True)
    return kind(Stage(own, free_ports(kind.port_count), product), **more)


@contextmanager
def running(*members: StandIn) -> Iterator[Page]:
    """Started, with their page; ended in any case."""
    company = Company(list(members))
    page = Page(company, 0)
    try:
        company.start()
        page.start()
        yield page
    finally:
        page.stop()
        company.stop()


def ask(page: Page, path: str, *, post: dict[str, str] | None = None, **headers: str) -> tuple[int, Any]:
    """One request; a JSON answer comes parsed."""
    connection = http.client.HTTPConnection("127.0.0.1", page.server.server_port, timeout=20)
    try:
        if post is None:
            connection.request("GET", path, headers=headers)
        else:
            form = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
            connection.request("POST", path, urlencode(post), form | headers)
        answer = connection.getresponse()
        body = answer.read().decode()
        is_json = answer.headers.get("Content-Type", "").startswith("application/json")
        return answer.status, json.loads(body) if is_json else body
    finally:
        connection.close()
