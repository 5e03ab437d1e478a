"""The processes of a kill drill, each started by its own word: prepare, client, worker, verify.

They use the product as everybody does: real services, own connections, the product's database role.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

import django

django.setup()

# Models and services need Django to be set up.
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction

from motcua.agencies.rules import Role
from motcua.agencies.selectors import scope_of
from motcua.audit.models import Event
from motcua.audit.services import Actor
from motcua.delivery.models import OutboxMessage
from motcua.delivery.plugins import Channel, Letter, register
from motcua.delivery.rules import message_id
from motcua.delivery.services import drain
from motcua.dossiers.models import Dossier, Paper
from motcua.dossiers.services import drafts
from motcua.dossiers.services.reception import Finding
from motcua.dossiers.services.results import ResultFacts
from motcua.journey.accept import accept
from motcua.journey.check import check
from motcua.journey.hand_over import hand_over
from motcua.journey.process import StepResult, process
from motcua.journey.submit import submit
from motcua.kernel.clock import local_day, now
from motcua.notifications.held import release
from motcua.workbench.bench.world import APPLICANT, Place, province
from motcua.workbench.check import run_all
from motcua.workflow.models import Task
from motcua.workflow.selectors import open_tasks_of

PLACES = 4
FOLDER = Path(os.environ["MOTCUA_DATA"])
_Result = TypeVar("_Result")


# --- prepare ---


def prepare() -> None:
    """The province; where everything is goes into a file for the clients."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    places = province(PLACES, now())
    (FOLDER / "places.json").write_text(
        json.dumps(
            [
                {
                    "agency_id": str(place.agency_id),
                    "desk_id": str(place.desk_id),
                    "release_id": str(place.release_id),
                    "commune_code": place.commune_code,
                    "officers": {role.value: str(account) for role, account in place.officers.items()},
                }
                for place in places
            ]
        )
    )


def _places() -> list[Place]:
    return [
        Place(
            UUID(row["agency_id"]),
            UUID(row["desk_id"]),
            UUID(row["release_id"]),
            row["commune_code"],
            {Role(role): UUID(account) for role, account in row["officers"].items()},
        )
        for row in json.loads((FOLDER / "places.json").read_text())
    ]


# --- client ---


class Client:
    """An office that works on one dossier after the other and writes down what it was told is done.

    What is not answered is asked again under the same key, as a browser or a partner would.
    """

    def __init__(self, number: int) -> None:
        self.places = _places()
        self.journal = (FOLDER / f"client-{number}.log").open("a", encoding="utf-8")
        self.number = number
        self.is_leaving = False
        signal.signal(signal.SIGTERM, self._leave)

    def _leave(self, *_: object) -> None:
        self.is_leaving = True

    def work(self) -> None:
        round_number = self.number
        while not self.is_leaving:
            self._one_dossier(self.places[round_number % PLACES])
            round_number += 1

    def _one_dossier(self, place: Place) -> None:
        draft_id = self._ask(lambda: self._draft(place))
        dossier_id = draft_id
        self._act("submit", dossier_id, draft_id, lambda _: self._submit(draft_id))
        found = self._ask(
            lambda: [Finding(paper.pk, "ok", "") for paper in Paper.objects.filter(dossier_id=dossier_id)]
        )
        receiver = place.actor(Role.RECEIVER)
        self._act(
            *("check", dossier_id, uuid4()),
            lambda key: check(dossier_id=dossier_id, officer=receiver, findings=found, at=now(), key=key),
        )
        self._act(
            *("accept", dossier_id, uuid4()),
            lambda key: accept(dossier_id=dossier_id, officer=receiver, at=now(), key=key),
        )
        day = local_day(now())
        for role, outcome in (
            (Role.UNIT_HEAD, StepResult(assignee_id=place.officers[Role.HANDLER])),
            (Role.HANDLER, StepResult("Đủ điều kiện")),
            (
                Role.AGENCY_LEADER,
                StepResult("Đồng ý", result=ResultFacts("Giấy xác nhận", day, "Nguyễn Văn Ký")),
            ),
            (Role.RECORDS_CLERK, StepResult("Đã vào sổ")),
        ):
            self._step(place, dossier_id, role, outcome)
        self._act(
            *("hand_over", dossier_id, uuid4()),
            lambda key: hand_over(
                dossier_id=dossier_id,
                officer=receiver,
                receiver_name="Nguyễn Thị Ngọc Bích",
                receiver_paper="",
                at=now(),
                key=key,
            ),
        )

    def _draft(self, place: Place) -> UUID:
        at = now()
        with transaction.atomic():
            opened = drafts.open_draft(
                release_id=place.release_id,
                at=at,
                channel="direct",
                desk_id=place.desk_id,
                answers={"ho_ten": APPLICANT["full_name"], "commune_code": place.commune_code},
            ).draft
            applicant = {**APPLICANT, "email": f"cong-dan-{self.number}@example.vn"}
            drafts.save_draft(opened.id, at=at, fields={"applicant": applicant})
        return opened.id

    def _submit(self, draft_id: UUID) -> None:
        assert submit(draft_id=draft_id, actor=Actor("applicant"), at=now()).dossier_id == draft_id

    def _step(self, place: Place, dossier_id: UUID, role: Role, outcome: StepResult) -> None:
        task: Task = self._ask(lambda: open_tasks_of(Dossier(pk=dossier_id))[0])
        scope = self._ask(lambda: scope_of(place.officers[role], now()))
        self._act(
            *("process", dossier_id, uuid4()),
            lambda key: process(
                dossier_id=dossier_id,
                task_id=task.id,
                officer=place.actor(role),
                scope=scope,
                outcome=outcome,
                at=now(),
                key=key,
            ),
        )

    def _act(self, kind: str, dossier_id: UUID, key: UUID, call: Callable[[UUID], object]) -> None:
        """Ask until there is an answer; only then it is written down."""
        self._ask(lambda: call(key))
        self.journal.write(json.dumps({"kind": kind, "dossier": str(dossier_id), "key": str(key)}) + "\n")
        self.journal.flush()

    def _ask(self, call: Callable[[], _Result]) -> _Result:
        while True:
            try:
                return call()
            except (OperationalError, InterfaceError):
                connection.close()
                time.sleep(0.05)


# --- worker ---


class Postman(Channel):
    """Writes each letter into a file, which is the outside world."""

    label = "Bưu tá"

    def _send(self, letter: Letter) -> None:
        with (FOLDER / "delivered.log").open("a", encoding="utf-8") as post:
            post.write(f"{letter.message_id} {letter.destination}\n")
            post.flush()
            os.fsync(post.fileno())

    def check_config(self) -> list[str]:
        return []


def worker() -> None:
    """Empties the outbox again and again until it is killed."""
    register("email", Postman)
    register("sms", Postman)
    while True:
        try:
            drain(at=now(), limit=20)
        except (OperationalError, InterfaceError):
            connection.close()
        time.sleep(0.02)


# --- verify ---


def journal() -> list[dict[str, str]]:
    """What the clients were told is done."""
    lines = [line for path in FOLDER.glob("client-*.log") for line in path.read_text().splitlines()]
    return [json.loads(line) for line in lines]


def verify() -> dict[str, Any]:
    """What became of the acknowledged acts: lost, doubled; invariants; letters."""
    acts = journal()
    by_dossier: dict[UUID, Counter[str]] = {}
    keys: set[tuple[UUID, UUID]] = set()
    for event in Event.objects.filter(stream_kind="dossier").iterator():
        by_dossier.setdefault(event.stream_id, Counter())[event.kind] += 1
        if event.key is not None:
            keys.add((event.stream_id, event.key))
    lost = [act for act in acts if (UUID(act["dossier"]), UUID(act["key"])) not in keys]
    most = Counter({"process": 4})
    doubled = [
        f"{dossier_id}: {kinds[kind]} times {kind}"
        for dossier_id, kinds in by_dossier.items()
        for kind in ("submit", "check", "accept", "transfer", "process", "result", "decide", "hand_over")
        if kinds[kind] > max(1, most[kind])
    ]
    return {
        "acknowledged": len(acts),
        "lost": lost[:20],
        "lost_count": len(lost),
        "doubled": doubled,
        "broken": [f"{invariant.name}: {finding.row}" for invariant, found in run_all() for finding in found],
    }


def deliver_the_rest() -> dict[str, Any]:
    """Send what is still queued (a killed worker's letters too, whose lease has ended) and compare with the post."""
    register("email", Postman)
    register("sms", Postman)
    later = now() + timedelta(days=1)  # the lease of the killed has ended, and so has the night
    release(at=later)
    while True:
        done = drain(at=later)
        if not done.sent:
            break
    delivered = Counter(line.split()[0] for line in (FOLDER / "delivered.log").read_text().splitlines())
    wanted = {message_id(key) for key in OutboxMessage.objects.values_list("dedupe_key", flat=True)}
    return {
        "messages": len(wanted),
        "not_sent": OutboxMessage.objects.exclude(state="sent").count(),
        "undelivered": sorted(wanted - set(delivered)),
        "unknown": sorted(set(delivered) - wanted),
        "delivered_again": sum(count - 1 for count in delivered.values()),
    }


if __name__ == "__main__":
    match sys.argv[1]:
        case "prepare":
            prepare()
        case "client":
            Client(int(sys.argv[2])).work()
        case "worker":
            worker()
        case "verify":
            print(json.dumps(verify() | deliver_the_rest()))
