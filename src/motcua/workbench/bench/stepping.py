"""One process of steps: waits for "seconds", does steps for so long, tells how many. Kinds: ours, plain.

Started by `measure`, which talks to it by lines of JSON; all processes of both kinds live through the whole run,
so that no slice pays for starting Django.
"""

from __future__ import annotations

import importlib
import json
import random
import sys
import time
from collections.abc import Callable, Iterator

Step = Callable[[], None]


def serve(kind: str, worker: int, workers: int) -> None:
    """Answer each line until the input ends."""
    module = importlib.import_module(f"motcua.workbench.bench.{kind}_steps")
    steps: Iterator[Step] = module.steps(random.Random(worker), worker, workers)  # noqa: S311 no secret
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(_slice(steps, float(line))), flush=True)


def _slice(steps: Iterator[Step], seconds: float) -> dict[str, float]:
    done, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        step = next(steps, None)
        if step is None:
            break
        step()
        done += 1
    return {"done": done, "seconds": time.perf_counter() - began}


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
