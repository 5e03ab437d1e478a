import os
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from motcua.workbench import supervisor as supervision
from motcua.workbench.errors import LauncherError
from motcua.workbench.launch import Address, refuse_port_in_use
from motcua.workbench.locks import FileLock
from motcua.workbench.supervisor import LONGEST_PAUSE_SECONDS, Child, Pause, Supervisor


def until(condition, seconds=60.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def sleeper(name="sleeper"):
    return Child(name, [sys.executable, "-c", "import time; time.sleep(600)"], dict(os.environ))


@pytest.fixture
def supervisor():
    said = []
    made = Supervisor([sleeper()], None, said.append)
    made.said = said
    yield made
    made.end()


def test_pauses_grow_up_to_a_bound_and_begin_anew_after_a_steady_minute():
    pause = Pause()
    grown = [pause.after(0.1) for _ in range(9)]
    assert grown[:4] == [0.5, 1, 2, 4]
    assert grown == sorted(grown)
    assert grown[-1] == LONGEST_PAUSE_SECONDS
    assert pause.after(61) == 0.5


def test_a_child_that_dies_is_started_again_and_told_about(supervisor):
    supervisor.start()
    child = supervisor.children[0]
    first = child.process.pid
    os.kill(first, signal.SIGKILL)

    until(lambda: supervisor.tick() or (child.process is not None and child.process.pid != first))

    assert supervisor.said == ["sleeper ended (signal SIGKILL); starting it again in 0.5 s"]
    assert child.process.poll() is None


def test_a_child_that_cannot_be_started_is_tried_again_later(monkeypatch):
    said, clock = [], SimpleNamespace(monotonic=lambda: 100.0)
    monkeypatch.setattr(supervision, "time", clock)
    child = Child("web", ["/nonexistent/programme"], dict(os.environ))
    child.look_after(said.append)
    child.look_after(said.append)
    assert said == ["web cannot be started: No such file or directory; trying again"]
    assert child.start_at == 100 + supervision.FIRST_PAUSE_SECONDS
    clock.monotonic = lambda: child.start_at
    child.look_after(said.append)
    assert len(said) == 2


def test_what_a_dead_child_left_behind_is_ended_before_it_starts_again():
    forks = "import subprocess as s; p = s.Popen(['sleep', '600']); print(p.pid, flush=True); p.wait()"
    child = Child("forks", [sys.executable, "-c", forks], dict(os.environ))
    child.process = subprocess.Popen(child.command, stdout=subprocess.PIPE, start_new_session=True)
    grandchild = int(child.process.stdout.readline())
    child.process.kill()
    child.process.wait()
    child.process.stdout.close()

    child.end_group()

    def gone():
        try:
            with open(f"/proc/{grandchild}/stat") as status:
                return status.read().split()[2] == "Z"
        except FileNotFoundError:
            return True

    until(gone)


def test_the_end_is_asked_for_and_forced_on_who_does_not_listen():
    deaf = "from signal import *; signal(SIGTERM, SIG_IGN); print('deaf', flush=True); pause()"
    child = Child("deaf", [sys.executable, "-c", deaf], dict(os.environ))
    child.process = subprocess.Popen(child.command, stdout=subprocess.PIPE, start_new_session=True)
    process = child.process
    process.stdout.readline()

    child.ask_to_end()
    child.end(time.monotonic() + 0.5)
    process.stdout.close()

    assert process.returncode == -signal.SIGKILL
    assert child.process is None


def test_a_port_in_use_is_refused_with_a_clear_word():
    server = (
        "import socket, time; s = socket.create_server(('127.0.0.1', 0)); "
        "print(s.getsockname()[1], flush=True); time.sleep(600)"
    )
    holder = subprocess.Popen([sys.executable, "-c", server], stdout=subprocess.PIPE)
    try:
        port = int(holder.stdout.readline())
        with pytest.raises(LauncherError, match=rf"Port {port} is in use by another programme.*--port N"):
            refuse_port_in_use(Address("127.0.0.1", port))
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()


def test_an_address_that_is_not_ours_is_refused():
    with pytest.raises(LauncherError, match=r"Cannot listen on 192\.0\.2\.1:8000"):
        refuse_port_in_use(Address("192.0.2.1", 8000))


def test_a_lock_is_free_again_when_its_holder_is_killed(tmp_path):
    path = tmp_path / "lock"
    holds = (
        "import pathlib, time; from motcua.workbench.locks import FileLock; "
        f"lock = FileLock(pathlib.Path({str(path)!r})); lock.take('the first'); "
        "print('held', flush=True); time.sleep(600)"
    )
    holder = subprocess.Popen([sys.executable, "-c", holds], stdout=subprocess.PIPE)
    holder.stdout.readline()
    lock = FileLock(path)
    assert not lock.take("the second")
    assert lock.note() == "the first"

    holder.kill()
    holder.wait()
    holder.stdout.close()

    assert lock.take("the second")
    lock.release()
