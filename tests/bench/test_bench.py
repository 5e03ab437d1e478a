"""`motcua bench` as it is run, in small: every figure that is asked for comes out in the agreed form."""

import json
import os
import subprocess
import sys

import pytest

from motcua.workbench.bench.figures import GOALS, Figure, Goal, Pair, figure_of
from motcua.workbench.bench.load import BadAnswer, drive, is_whole, request, trivial_server

HIGHER = Goal("P1", "", floor=0.35, goal=0.6)


def bench(*words: str) -> subprocess.CompletedProcess[str]:
    environ = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "MOTCUA_DATA"}
    }
    return subprocess.run(
        [sys.executable, "-m", "motcua.workbench.cli", "bench", *words],
        env=environ,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


def test_the_bench_runs_its_references_and_ours_in_turns_and_gives_figures():
    done = bench(
        *("--only", "P1,P2,P3,P4,P14", "--seconds", "0.3", "--rounds", "1", "--size", "500"),
        *("--notices", "20", "--json", "--no-judgement"),
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert set(figures) == {"P1", "P2", "P3", "P4", "P14", "N1"}
    for figure in figures.values():
        assert set(figure) == {"value", "unit", "better", "median", "min", "max", "floor", "goal"}
        assert (
            0 <= figure["min"] <= figure["value"] <= figure["max"]
        )  # a busy machine may get nothing done in a second
    assert figures["P14"]["better"] == "lower"
    assert figures["P14"]["min"] > 0
    assert "from a server that does nothing" in done.stderr
    assert "missing 0, doubled 0" in done.stderr


def test_an_unknown_figure_is_bad_input():
    done = bench("--only", "P99")
    assert done.returncode == 2
    assert "no such figure: P99" in done.stderr


def test_a_figure_is_judged_by_its_median_and_its_floor():
    assert figure_of(HIGHER, [Pair(100, 40), Pair(100, 34), Pair(100, 36)]).is_kept
    assert not figure_of(HIGHER, [Pair(100, 34), Pair(100, 34), Pair(100, 90)]).is_kept
    statements = next(goal for goal in GOALS if goal.name == "P14")
    assert Figure(statements, (20.0,)).is_kept
    assert not Figure(statements, (21.0,)).is_kept


def test_a_reference_that_moves_by_itself_is_called_noise():
    assert not figure_of(HIGHER, [Pair(100, 50), Pair(120, 60), Pair(110, 55)]).is_noisy
    assert figure_of(HIGHER, [Pair(100, 50), Pair(100, 50), Pair(140, 70)]).is_noisy


def test_an_error_page_is_never_measured():
    with trivial_server() as port:
        assert drive(port, [request("/", source="10.0.0.1")], 0.2, expect=b"ok") > 0
        with pytest.raises(BadAnswer):
            drive(port, [request("/", source="10.0.0.1")], 0.2, expect="Hồ sơ".encode())


@pytest.mark.parametrize(
    ("received", "whole"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no", False),
        (b"HTTP/1.1 200 OK\r\ncontent-le", False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n", False),
    ],
)
def test_an_answer_is_counted_when_it_is_whole(received, whole):
    assert is_whole(bytearray(received)) is whole
