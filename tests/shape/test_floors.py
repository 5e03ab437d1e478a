"""What import-linter cannot see: string keys between models, queues without a worker."""

import ast
import tomllib

from django.apps import apps
from procrastinate.contrib.django import app as jobs

from motcua.workbench.handbook import ROOT


def floors():
    """Each folder's height, the ground floor lowest, as the import contract lists them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(one for one in contracts if one["type"] == "layers")["layers"]
    return {
        name.strip(" ()"): height
        for height, layer in enumerate(reversed(layers))
        for name in layer.replace("|", "\n").splitlines()
    }


def test_no_foreign_key_points_upward():
    height = floors()
    upward = []
    for model in apps.get_models():
        if not model.__module__.startswith("motcua."):
            continue
        here = model.__module__.split(".")[1]
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not field.concrete or target is None or not target.__module__.startswith("motcua."):
                continue
            there = target.__module__.split(".")[1]
            if there != here and height[there] >= height[here]:
                upward.append(f"{here}.{model.__name__}.{field.name} -> {there}")
    assert not upward, f"hand the fact down instead of the id: {upward}"


def test_every_queue_has_a_worker():
    """The one kind of worker takes every queue: naming queues would leave the others waiting for ever."""
    tree = ast.parse((ROOT / "src" / "motcua" / "workbench" / "working.py").read_text())
    (call,) = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "run_worker_async"
    ]
    named = next((word.value for word in call.keywords if word.arg == "queues"), None)
    served = set(ast.literal_eval(named)) if named is not None else None
    queues = {task.queue for task in jobs.tasks.values()}
    assert {"delivery", "housekeeping"} <= queues
    assert served is None or queues <= served, "a queue without a worker: name it in workbench/working.py"
