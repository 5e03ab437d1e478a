"""Count the statements of the officers' pages on a database full of dossiers. A process of its own; prints JSON."""

from __future__ import annotations

import json

import django

django.setup()

# Models and views need Django to be set up.
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from motcua.accounts.models import Account
from motcua.agencies.rules import Role
from motcua.workflow.models import Task

LISTS = ("/can-bo/", "/can-bo/tiep-nhan/", "/can-bo/tra-ket-qua/", "/can-bo/ho-so/", "/can-bo/tim/?q=nguyen")


def counts() -> dict[str, int]:
    """By page, the most statements any of the officers who may open it needed."""
    task = Task.objects.filter(state=Task.State.OPEN, kind="examine").order_by("dossier_id")[0]
    dossier = f"/can-bo/ho-so/{task.dossier_id}/"
    pages = (*LISTS, dossier, f"{dossier}to-khai/", f"{dossier}dien-bien/", f"{dossier}viec/{task.id}/")
    agency_id = task.pool.agency_id
    found: dict[str, int] = {}
    for role in (Role.RECEIVER, Role.UNIT_HEAD, Role.HANDLER, Role.AGENCY_LEADER):
        account = Account.objects.get(postings__agency_id=agency_id, postings__role=role.value)
        account.must_change_password = False
        account.save(update_fields=["must_change_password"])
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        client.get(LISTS[0])  # the first page of a session also writes when it began
        for page in pages:
            with CaptureQueriesContext(connection) as captured:
                answer = client.get(page)
            if answer.status_code == 200:
                name = page.replace(str(task.dossier_id), "…").replace(str(task.id), "…")
                found[name] = max(found.get(name, 0), len(captured))
    return found


if __name__ == "__main__":
    print(json.dumps(counts()))
