"""What a browser does with the officers' pages: the hidden fields of a form, ticks, addresses."""

from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse

from motcua.dossiers.models import Dossier
from motcua.journey.reading.dossier import papers_of
from motcua.workflow.selectors import open_tasks_of


def hidden(client: Client, address: str) -> dict[str, str]:
    """The hidden fields of the first form of a page, as its browser would send them."""
    page = client.get(address).content.decode()
    found = dict(re.findall(r'<input type="hidden" name="(key|version|seen|file_id)" value="([^"]*)"', page))
    assert {"key", "version", "seen"} <= set(found), address
    return found


def ticked(dossier: Dossier, finding: str = "ok", remark: str = "") -> dict[str, str]:
    posted: dict[str, str] = {}
    for paper in papers_of(dossier.pk):
        posted[f"finding-{paper.id}"] = finding
        posted[f"remark-{paper.id}"] = remark
        posted[f"originals-{paper.id}"] = "1"
        posted[f"copies-{paper.id}"] = "2"
    return posted


def check_url(dossier: Dossier) -> str:
    return reverse("desk:check", args=[dossier.pk])


def state_of(dossier: Dossier) -> str:
    return str(Dossier.objects.values_list("state", flat=True).get(pk=dossier.pk))


def task_url(name: str, dossier: Dossier) -> str:
    return reverse(f"desk:{name}", args=[dossier.pk, open_tasks_of(dossier)[0].pk])
