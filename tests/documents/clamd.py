"""A real clamd with a signature folder of its own: it knows EICAR and nothing else."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.documents.builders import EICAR

BINARY = shutil.which("clamd", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


@contextmanager
def running_clamd(folder: Path, *, stream_limit_mb: int = 12, port: int = 0) -> Iterator[str]:
    """The address of a clamd that lives as long as the block; a unix socket, or TCP with `port`."""
    assert BINARY is not None
    signatures = folder / "signatures"
    signatures.mkdir()
    # extended signature: name, any file type, any place, the bytes
    (signatures / "local.ndb").write_text(f"Eicar-Test:0:*:{EICAR.hex()}\n")
    place = folder / "clamd.sock"
    listen = f"TCPSocket {port}\nTCPAddr 127.0.0.1" if port else f"LocalSocket {place}"
    settings = folder / "clamd.conf"
    settings.write_text(
        f"DatabaseDirectory {signatures}\n{listen}\nForeground yes\nStreamMaxLength {stream_limit_mb}M\n"
        f"LogFile {folder / 'clamd.log'}\nUser {pwd.getpwuid(os.getuid()).pw_name}\n"
    )
    server = subprocess.Popen(
        [BINARY, "--config-file", str(settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(server, place if not port else None, port)
        yield f"tcp:127.0.0.1:{port}" if port else f"unix:{place}"
    finally:
        server.terminate()
        server.wait(10)


def wait_for(server: subprocess.Popen[bytes], place: Path | None, port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        assert server.poll() is None, "clamd ended at once"
        kind = socket.AF_UNIX if place else socket.AF_INET
        with socket.socket(kind) as probe:
            try:
                probe.connect(str(place) if place else ("127.0.0.1", port))
            except OSError:
                time.sleep(0.05)
            else:
                return
    raise AssertionError("clamd does not answer")
