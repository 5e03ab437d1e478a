"""`./run` on this machine: it answers, it is alone, it comes back by itself, it leaves nothing behind."""

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.workbench.builders import ROOT, environment

from motcua.workbench.postgres import Cluster

START_SECONDS = 180  # a busy machine; on a quiet one it is five


@pytest.fixture
def clone(tmp_path):
    """What `./run` finds in a clone whose packages are installed: here those of the tests."""
    shutil.copy(ROOT / "run", tmp_path)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    wanted = (ROOT / "requirements" / "run.txt").read_text() + (ROOT / "pyproject.toml").read_text()
    (tmp_path / ".venv" / "installed-run").write_text(f"{wanted}{tmp_path}\n")
    return tmp_path


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Product:
    """One `./run`, with its output kept."""

    def __init__(self, clone, folder):
        self.clone, self.folder, self.port = clone, folder, free_port()
        self.log = clone / "output"

    def command(self, *more):
        return [
            str(self.clone / "run"),
            "--empty",
            "--data",
            str(self.folder),
            "--port",
            str(self.port),
            *more,
        ]

    def to_the_end(self, *more):
        return subprocess.run(
            self.command(*more), env=environment(), capture_output=True, text=True, timeout=300, check=False
        )

    def start(self):
        with self.log.open("a") as log:
            self.process = subprocess.Popen(self.command(), env=environment(), stdout=log, stderr=log)
        self.until(lambda: self.get("/healthz")[0] == 200)

    def until(self, condition):
        deadline = time.monotonic() + START_SECONDS
        while not condition():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()

    def processes(self):
        """Everything that was started for this folder, by what it was started with."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                words = (entry / "cmdline").read_bytes().decode().split("\0")
                told = (entry / "environ").read_bytes().decode().split("\0")
                if f"{self.folder}/postgres" in words or f"MOTCUA_DATA={self.folder}" in told:
                    found[int(entry.name)] = words
        return found

    def pid_of(self, word):
        return next((pid for pid, words in self.processes().items() if word in words), None)

    def end(self, sign):
        self.process.send_signal(sign)
        return self.process.wait(60)


@pytest.fixture
def product(clone, folder):
    made = Product(clone, folder)
    yield made
    if hasattr(made, "process"):
        made.process.kill()
        made.process.wait()
    deadline = time.monotonic() + 30
    while (left := made.processes()) and time.monotonic() < deadline:
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)


def test_run_prepares_answers_refuses_a_second_and_leaves_nothing(product):
    prepared = product.to_the_end("--prepare-only")
    assert prepared.returncode == 0, prepared.stderr
    assert product.processes() == {}
    assert (product.folder / "secrets.env").exists()

    product.start()

    answer = json.loads(product.get("/healthz")[1])
    fine = {"status": "ok", "database": "ok", "worker": "ok", "disk": "ok"}
    assert answer == {**fine, "backup": "missing"}  # a warning only
    assert product.get("/")[0] == 200
    assert f"Một Cửa answers: http://localhost:{product.port}" in product.log.read_text()

    second = product.to_the_end()
    assert second.returncode == 1
    assert f"already runs on {product.folder}: http://localhost:{product.port} (process" in second.stderr
    elsewhere = Product(product.clone, product.folder.with_name(product.folder.name + "-other"))
    elsewhere.port = product.port
    third = elsewhere.to_the_end()
    shutil.rmtree(elsewhere.folder)
    assert third.returncode == 1
    assert f"Port {product.port} is in use by another programme" in third.stderr

    assert product.end(signal.SIGTERM) == 0
    assert product.processes() == {}
    assert not Cluster(product.folder).is_answering()
    with socket.socket() as again:
        again.bind(("127.0.0.1", product.port))


def test_database_worker_and_launcher_may_be_killed_and_the_product_comes_back(product):
    product.start()
    cluster = Cluster(product.folder)

    server = int((cluster.data / "postmaster.pid").read_text().split()[0])
    os.kill(server, signal.SIGKILL)
    product.until(lambda: "the database is back" in product.log.read_text())
    product.until(lambda: product.get("/healthz")[0] == 200)
    assert int((cluster.data / "postmaster.pid").read_text().split()[0]) != server

    product.until(lambda: product.pid_of("worker"))
    worker = product.pid_of("worker")
    os.kill(worker, signal.SIGKILL)
    product.until(lambda: product.pid_of("worker") not in {None, worker})
    assert "worker ended (signal SIGKILL); starting it again" in product.log.read_text()

    product.end(signal.SIGKILL)
    deadline = time.monotonic() + 30
    while product.pid_of("granian") or product.pid_of("worker"):
        assert time.monotonic() < deadline, "web and worker outlive their launcher"
        time.sleep(0.05)

    product.start()  # takes over the database that lost its launcher
    assert product.end(signal.SIGINT) == 0
    assert product.processes() == {}


def test_help_needs_nothing_installed(tmp_path):
    shutil.copy(ROOT / "run", tmp_path)
    told = subprocess.run([tmp_path / "run", "--help"], capture_output=True, text=True, check=True)
    for option in ("--port N", "--data DIR", "--empty", "--prepare-only"):
        assert option in told.stdout
    assert list(tmp_path.iterdir()) == [tmp_path / "run"]


@pytest.mark.parametrize(
    ("python", "says"),
    [
        ("exit 1", "Python 3.11 or newer is needed"),
        ('case "$2" in *version_info*) exit 0;; esac; exit 1', "apt install python3-venv"),
    ],
)
@pytest.mark.parametrize("script", ["run", "test"])
def test_a_machine_that_lacks_something_is_told_what_to_install(tmp_path, script, python, says):
    shutil.copy(ROOT / script, tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    programmes = tmp_path / "bin"
    programmes.mkdir()
    for name in ("bash", "dirname", "cat", "rm", "env"):
        (programmes / name).symlink_to(shutil.which(name))
    (programmes / "python3").write_text(f"#!/bin/sh\n{python}\n")
    (programmes / "python3").chmod(0o755)

    told = subprocess.run(
        [programmes / "bash", tmp_path / script],
        env={"PATH": str(programmes)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.returncode == 1
    assert says in told.stderr
    assert not (tmp_path / ".venv").exists()
