"""Kannel 1.4.5 between the product and a centre: its configuration, and its two processes."""

from __future__ import annotations

import http.client
import secrets
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from motcua.delivery.models import Provider
from motcua.delivery.selectors import hook_address
from motcua.workbench.emulate.frame import HOST, wait_until

BOXES = ("bearerbox", "smsbox")
START_SECONDS = 20.0


def programme(name: str) -> str | None:
    """Where Debian put it; its folder is on nobody's path but root's."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin")


def is_installed() -> bool:
    """Whether both of Kannel's programmes are on this machine."""
    return all(programme(name) for name in BOXES)


class KannelBoxes:
    """bearerbox bound to a centre and smsbox in front of it, on ports of loopback.

    Takes
        ports  of the centre, the bearerbox, its administration, the smsbox
    """

    def __init__(
        self, folder: Path, ports: Sequence[int], system_id: str, password: str, number: str
    ) -> None:
        self.folder = folder
        self.centre, self.bearer, self.admin, self.smsbox = ports
        self.system_id, self.password, self.number = system_id, password, number
        self.key = secrets.token_hex(8)
        self.mo_url = ""
        self._running: list[subprocess.Popen[bytes]] = []

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.smsbox}"

    def values(self) -> dict[str, str]:
        """What a provider of the kind "kannel" is entered with."""
        return {"address": self.address, "username": "motcua", "password": self.key, "sender": self.number}

    def start(self) -> None:
        self._write()
        self._begin("bearerbox")
        wait_until(lambda: self._answers(self.admin), START_SECONDS, "Kannel's bearerbox")
        self._begin("smsbox")
        wait_until(lambda: self._answers(self.smsbox), START_SECONDS, "Kannel's smsbox")

    def stop(self) -> None:
        for process in reversed(self._running):
            process.terminate()
        # bearerbox takes its time for messages it still has; here nobody waits for them
        deadline = time.monotonic() + 3
        for process in self._running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._running.clear()

    def point_at(self, provider: Provider, product: str) -> None:
        """Bring what people write to this provider's address of the running product."""
        _, _, path = hook_address(provider).partition("/kenh/")
        self.point_to(f"{product}/kenh/{path}mo")

    def point_to(self, mo_url: str) -> None:
        """Bring what people write to an address; the smsbox starts anew with it."""
        self.mo_url = mo_url
        self._write()
        if self._running:
            smsbox = self._running.pop()
            smsbox.terminate()
            smsbox.wait(10)
            self._begin("smsbox")
            wait_until(lambda: self._answers(self.smsbox), START_SECONDS, "Kannel's smsbox")

    # --- its processes ---

    def _begin(self, name: str) -> None:
        found = programme(name)
        assert found is not None
        log = (self.folder / f"{name}.log").open("ab")
        with log:
            # a session of its own: Ctrl-C reaches us only, and we end them in order
            process = subprocess.Popen(
                [found, "-v", "2", str(self.folder / "kannel.conf")],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._running.append(process)

    def _answers(self, port: int) -> bool:
        connection = http.client.HTTPConnection(HOST, port, timeout=2)
        try:
            connection.request("GET", "/status.txt")
            with connection.getresponse() as answer:
                answer.read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return True

    def _write(self) -> None:
        conf = self.folder / "kannel.conf"
        conf.touch(mode=0o600)
        conf.write_text(CONFIGURATION.format(**self._facts()))

    def _facts(self) -> dict[str, object]:
        mo = ""
        if self.mo_url:
            query = "from=%p&to=%P&text=%a&id=%I&coding=%c&charset=%C"
            mo = f'get-url = "{self.mo_url}?{query}"'
        return {
            "admin": self.admin,
            "bearer": self.bearer,
            "smsbox": self.smsbox,
            "centre": self.centre,
            "key": self.key,
            "host": HOST,
            "system_id": self.system_id,
            "password": self.password,
            "number": self.number,
            "answer": mo or 'text = "-"',
        }


CONFIGURATION = """\
group = core
admin-port = {admin}
admin-interface = {host}
admin-password = {key}
smsbox-port = {bearer}
smsbox-interface = {host}
box-allow-ip = "127.0.0.1"
box-deny-ip = "*.*.*.*"
store-type = file
store-location = kannel.store
dlr-storage = internal
log-level = 2

group = smsc
smsc = smpp
smsc-id = SC{number}
host = {host}
port = {centre}
transceiver-mode = true
smsc-username = {system_id}
smsc-password = {password}
system-type = ""
interface-version = 34
enquire-link-interval = 30
max-pending-submits = 10
reconnect-delay = 2
wait-ack = 20
wait-ack-expire = 1
my-number = {number}
source-addr-ton = 0
source-addr-npi = 1
dest-addr-ton = 1
dest-addr-npi = 1

group = smsbox
bearerbox-host = {host}
bearerbox-port = {bearer}
sendsms-port = {smsbox}
sendsms-interface = {host}
global-sender = {number}
log-level = 2
http-request-retry = 20
http-queue-delay = 3

group = sendsms-user
username = motcua
password = {key}
concatenation = true
max-messages = 6
user-allow-ip = "127.0.0.1"

group = sms-service
keyword = default
catch-all = true
max-messages = 0
omit-empty = true
assume-plain-text = true
{answer}
"""
