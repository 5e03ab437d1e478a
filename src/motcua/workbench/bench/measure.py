"""The run: a database of its own, references and ours in turns, figures by name."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from motcua.workbench.bench import DATABASE_VARIABLE, SIZE_VARIABLE
from motcua.workbench.bench.figures import GOALS, MOST_NOISE, URGENT, Figure, Goal, Pair, figure_of
from motcua.workbench.bench.load import CONNECTIONS, BadAnswer, ceiling, drive, request
from motcua.workbench.errors import LauncherError
from motcua.workbench.folder import DataFolder
from motcua.workbench.installation import motcua
from motcua.workbench.postgres import OWNER, Cluster

CLIENTS = 8
ATTEMPTS = 3
# more than we do: a run must not end because every prepared dossier is done
STEPS_A_SECOND = 1500
START_SECONDS = 60
Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What to measure and for how long: `rounds` slices of `seconds` on each side, `size` dossiers.

    notices  so many leave meanwhile, at the pace of their provider; 0: none
    """

    names: tuple[str, ...]
    seconds: float = 3.0
    rounds: int = 5
    size: int = 20_000
    notices: int = 0


@dataclass(frozen=True)
class Ground:
    """The seeded database, and what a process needs in its environment to work with it."""

    folder: Path
    cluster: Cluster
    environ: dict[str, str]
    codes: list[str]
    size: int


def measure(plan: Plan, say: Say) -> list[Figure]:
    """Every figure of the plan, in the order of the goals.

    Refuses
        LauncherError: no database, a reference that does not run, notices lost or doubled
    """
    goals = [goal for goal in GOALS if goal.name in plan.names]
    with ground(plan, say) as here, _notices(here, plan, say) as leaving:
        found: dict[str, Figure] = {}
        pages = [goal for goal in goals if goal.name in {"P1", "P2"}]
        if pages:
            found |= _pages(here, plan, pages, say)
        steps = [goal for goal in goals if goal.name in {"P3", "P4"}]
        if steps:
            found |= _steps(here, plan, steps, say)
        for goal in goals:
            if goal.name == "P14":
                found["P14"] = _statements(here, goal, say)
        more = [_urgent(leaving, say)] if leaving is not None else []
    return [found[goal.name] for goal in goals] + more


@contextmanager
def ground(plan: Plan, say: Say) -> Iterator[Ground]:
    """A cluster in a temporary folder, durable like a true one, migrated and seeded; deleted at the end."""
    path = Path(tempfile.mkdtemp(prefix="motcua-bench-"))
    folder = DataFolder(path)
    folder.make()
    secrets = folder.secrets()
    cluster = Cluster(path)
    size = plan.size
    if {"P3", "P4"} & set(plan.names):
        size = max(size, int(plan.seconds * (plan.rounds * ATTEMPTS + 1) * STEPS_A_SECOND))
    try:
        say("making a database")
        cluster.start()
        environ = os.environ | secrets
        environ |= {
            "DJANGO_SETTINGS_MODULE": "motcua.conf.settings",
            "MOTCUA_DATA": str(path),
            "DATABASE_URL": cluster.app_url(),
            DATABASE_VARIABLE: cluster.owner_url(),
            SIZE_VARIABLE: str(size),
            "MOTCUA_PROXIES": "127.0.0.1",
            "MOTCUA_HOSTS": "127.0.0.1",
        }
        _run([*motcua(), "migrate", "--data", str(path)], environ)
        say(f"filling it with {size} dossiers on each side")
        codes = _run([*_module("seeding"), cluster.owner_url(), str(size)], environ).split()
        yield Ground(path, cluster, environ, codes, size)
    finally:
        cluster.stop()
        shutil.rmtree(path, ignore_errors=True)


# --- P1, P2: pages ---


def _pages(here: Ground, plan: Plan, goals: Sequence[Goal], say: Say) -> dict[str, Figure]:
    chance = random.Random(1)  # noqa: S311 which code is asked for is no secret
    codes = chance.sample(here.codes, min(len(here.codes), 5000))
    reference = [request(f"/l/{chance.randint(1, here.size)}", source=_address(chance)) for _ in codes]
    asked = {
        "P1": ([request(f"/tra-cuu?ma={code}", source=_address(chance)) for code in codes], b"<html"),
        "P2": (
            [request(f"/api/v1/dossiers/{code}/status", source=_address(chance)) for code in codes],
            b'"code"',
        ),
    }
    with ExitStack() as running:
        minimal = running.enter_context(
            _server(_granian("motcua.workbench.bench.minimal:application"), here, "/h")
        )
        ours = running.enter_context(_server([*motcua(), "web"], here, "/robots.txt"))
        most = ceiling(max(plan.seconds, 1))
        drive(minimal, reference, 1, expect="Người nộp".encode())
        found: dict[str, Figure] = {}
        for goal in goals:
            requests, expect = asked[goal.name]
            drive(ours, requests, 1, expect=expect)

            def one_round(
                requests: list[bytes] = requests, expect: bytes = expect, goal: Goal = goal
            ) -> dict[str, Pair]:
                plain = drive(minimal, reference, plan.seconds, expect="Người nộp".encode())
                return {goal.name: Pair(plain, drive(ours, requests, plan.seconds, expect=expect))}

            found |= _in_turns([goal], one_round, plan, say)
        say(
            f"load generator: {CONNECTIONS} connections, {most:,.0f} answers a second from a server that does nothing"
        )
    return found


def _address(chance: random.Random) -> str:
    return ".".join(str(chance.randint(1, 254)) for _ in range(4))


def _granian(application: str) -> list[str]:
    """The same server, workers and threads as `motcua web`."""
    return [
        *(sys.executable, "-m", "granian", application, "--interface", "wsgi", "--host", "127.0.0.1"),
        *(
            "--no-ws",
            "--log-level",
            "warning",
            "--workers",
            str(os.cpu_count() or 1),
            "--blocking-threads",
            "1",
        ),
    ]


@contextmanager
def _server(command: list[str], here: Ground, path: str) -> Iterator[int]:
    """A running server; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    with (here.folder / f"server-{port}.log").open("wb") as log:
        server = subprocess.Popen(
            [*command, "--port", str(port)], env=here.environ, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            _wait_until_it_answers(server, port, path, Path(log.name))
            yield port
        finally:
            server.terminate()
            server.wait()


def _wait_until_it_answers(server: subprocess.Popen[bytes], port: int, path: str, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            drive(port, [request(path, source="10.0.0.1")], 0.2)
        except (ConnectionError, BadAnswer):
            time.sleep(0.1)
        else:
            return
    raise LauncherError(f"a server did not start: {log.read_text(errors='replace')[-2000:]}")


# --- P3, P4: steps ---


def _steps(here: Ground, plan: Plan, goals: Sequence[Goal], say: Say) -> dict[str, Figure]:
    with ExitStack() as running:
        ours = running.enter_context(_steppers("ours", here))
        plain = running.enter_context(_steppers("plain", here))

        def one_round(seconds: float = plan.seconds) -> dict[str, Pair]:
            by_pgbench = _pgbench(here, seconds)
            by_us = _slice(ours, seconds)
            return {"P3": Pair(by_pgbench, by_us), "P4": Pair(_slice(plain, seconds), by_us)}

        # every process meets every agency and plans its statements once: a day is measured, not its first second
        one_round(plan.seconds)
        return _in_turns(goals, one_round, plan, say)


@contextmanager
def _steppers(kind: str, here: Ground) -> Iterator[list[subprocess.Popen[str]]]:
    workers = [
        subprocess.Popen(
            [*_module("stepping"), kind, str(number), str(CLIENTS)],
            env=here.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(CLIENTS)
    ]
    try:
        for worker in workers:
            if _line(worker) != "ready\n":
                raise LauncherError(f"the processes that do steps ({kind}) did not start; see above")
        yield workers
    finally:
        for worker in workers:
            worker.communicate()


def _slice(workers: Sequence[subprocess.Popen[str]], seconds: float) -> float:
    """Steps a second of all workers together."""
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write(f"{seconds}\n")
        worker.stdin.flush()
    rate = 0.0
    for worker in workers:
        line = _line(worker)
        if not line:
            raise LauncherError("a process that does steps ended; see above")
        done = json.loads(line)
        if not done["done"]:
            raise LauncherError("every prepared dossier is done: give a larger --size")
        rate += done["done"] / done["seconds"]
    return rate


def _line(worker: subprocess.Popen[str]) -> str:
    assert worker.stdout is not None
    return worker.stdout.readline()


def _pgbench(here: Ground, seconds: float) -> float:
    """The transition by PostgreSQL's own pgbench, prepared, over the same socket."""
    with as_file(files(__package__) / "transition.pgb") as script:
        said = _run(
            [
                str(here.cluster.programme("pgbench")),
                *("-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2", "-T", str(max(1, round(seconds)))),
                *(
                    "-f",
                    str(script),
                    "-D",
                    f"n={here.size}",
                    "-h",
                    str(here.cluster.socket),
                    "-U",
                    OWNER,
                    "motcua",
                ),
            ],
            here.environ,
        )
    rate = re.search(r"^tps = ([\d.]+)", said, re.MULTILINE)
    assert rate is not None, said
    return float(rate[1])


# --- P14: statements ---


def _statements(here: Ground, goal: Goal, say: Say) -> Figure:
    counts = json.loads(_run(_module("statements"), here.environ))
    for page, count in sorted(counts.items(), key=lambda each: -each[1]):
        say(f"P14  {count:3} statements  {page}")
    return Figure(goal, (float(max(counts.values())),))


# --- notices that leave meanwhile ---


@contextmanager
def _notices(here: Ground, plan: Plan, say: Say) -> Iterator[subprocess.Popen[str] | None]:
    """A worker and a full queue beside whatever is measured; gives the process that knows how it goes."""
    if not plan.notices:
        yield None
        return
    with (here.folder / "worker.log").open("wb") as log, ExitStack() as running:
        for command in ([*motcua(), "worker"], [*_module("leaving"), str(plan.notices)]):
            is_worker = "worker" in command
            one = subprocess.Popen(
                command,
                env=here.environ,
                stdout=log if is_worker else subprocess.PIPE,
                stderr=log if is_worker else None,
                text=True,
            )
            running.callback(one.wait)
            running.callback(one.terminate)
        if _line(one) != "ready\n":
            raise LauncherError("the notices could not be queued; see above")
        say(f"{plan.notices} notices leave meanwhile")
        yield one


def _urgent(leaving: subprocess.Popen[str], say: Say) -> Figure:
    """Wait until all have left; how long an urgent one took among them."""
    if leaving.poll() is not None:
        say("the queue was empty before the last slice: give more --notices")
    told = _line(leaving)
    if not told:
        raise LauncherError("the process that queues notices ended; see above")
    done = json.loads(told)
    say(
        f"{done['left']} left in {done['seconds']:.0f} s ({done['left'] / done['seconds']:.1f}/s), {done['urgent']} "
        f"of them urgent; missing {done['missing']}, doubled {done['doubled']}"
    )
    if done["missing"] or done["doubled"]:
        raise LauncherError("notices were lost or doubled")
    return Figure(URGENT, (done["urgent_p95"],))


# --- turns ---


def _in_turns(
    goals: Sequence[Goal], one_round: Callable[[], dict[str, Pair]], plan: Plan, say: Say
) -> dict[str, Figure]:
    """Rounds of reference and ours; all again while a reference moved too much, then the calmest attempt."""
    best: dict[str, Figure] = {}
    for attempt in range(1, ATTEMPTS + 1):
        pairs: dict[str, list[Pair]] = {goal.name: [] for goal in goals}
        for _ in range(plan.rounds):
            taken = one_round()
            for goal in goals:
                pair = taken[goal.name]
                pairs[goal.name].append(pair)
                say(
                    f"{goal.name:4} reference {pair.reference:8,.0f}/s  ours {pair.ours:8,.0f}/s  {pair.ratio:.3f}"
                )
        for goal in goals:
            figure = figure_of(goal, pairs[goal.name])
            if goal.name not in best or figure.noise < best[goal.name].noise:
                best[goal.name] = figure
        noisy = [figure for figure in best.values() if figure.is_noisy]
        if not noisy:
            break
        what = ", ".join(f"{figure.goal.name} by {figure.noise:.0%}" for figure in noisy)
        again = "measuring again" if attempt < ATTEMPTS else "the calmest attempt is given; do not quote it"
        say(f"noise: the reference itself moved ({what}; more than {MOST_NOISE:.0%}): {again}")
    return best


def _module(name: str) -> list[str]:
    return [sys.executable, "-m", f"{__package__}.{name}"]


def _run(command: list[str], environ: dict[str, str]) -> str:
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LauncherError(f"{' '.join(command[:4])} failed:\n{done.stderr[-2000:]}")
    return done.stdout
