"""Where the product listens, and whether it answers there."""

from __future__ import annotations

import errno
import http.client
import json
import os
import socket
import time
from dataclasses import dataclass

from motcua.workbench.errors import LauncherError
from motcua.workbench.supervisor import Supervisor

HEALTH_SECONDS = 120
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True)
class Address:
    """Host and port the web server listens on."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """What a person types into the browser on this machine."""
        shown = "localhost" if self.host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else self.host  # noqa: S104 compared, not bound
        return f"http://{shown}:{self.port}"

    @property
    def reachable(self) -> str:
        """Where this machine itself finds it."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 compared, not bound

    def names(self) -> list[str]:
        """Names the product answers to, unless MOTCUA_HOSTS says otherwise."""
        if self.host in {"127.0.0.1", "::1", "localhost"}:
            return list(LOOPBACK)
        return [*LOOPBACK, self.host, socket.gethostname()]


def refuse_port_in_use(address: Address) -> None:
    """Find out before anything is started.

    Refuses: a port somebody else listens on, a port or address we may not take.
    """
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                reason = (
                    f"Port {address.port} is in use by another programme. Choose another one with --port N"
                )
            else:
                reason = f"Cannot listen on {address.host}:{address.port}: {problem.strerror}"
            raise LauncherError(reason) from problem


def wait_for_health(address: Address, supervisor: Supervisor) -> bool:
    """Watch over the children until /healthz says that all is well; False when told to stop.

    Refuses: LauncherError with the part that does not answer.
    """
    deadline = time.monotonic() + HEALTH_SECONDS
    while not supervisor.stopping:
        supervisor.tick()
        status, parts = _ask(address)
        if status == http.client.OK:
            return True
        if time.monotonic() > deadline:
            raise LauncherError(
                f"The product does not answer after {HEALTH_SECONDS} s: {parts or 'no web server'}"
            )
    return False


def _ask(address: Address) -> tuple[int, str]:
    connection = http.client.HTTPConnection(address.reachable, address.port, timeout=5)
    host = os.environ.get("MOTCUA_HOSTS", "localhost").split(",")[0]
    try:
        connection.request("GET", "/healthz", headers={"Host": host.lstrip(".")})
        with connection.getresponse() as answer:
            return answer.status, json.dumps(json.loads(answer.read()))
    except (OSError, http.client.HTTPException, ValueError):
        return 0, ""
    finally:
        connection.close()
