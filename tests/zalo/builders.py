"""An Official Account in use, played by the stand-in on loopback; its webhooks come as Django requests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path

import segno
from django.test import Client
from PIL import Image
from tests.emulate.builders import made

from motcua.delivery.services import drain, handle_received
from motcua.kernel.clock import now
from motcua.workbench.emulate.zalo import PEOPLE, WEBHOOK, ZaloStandIn

LAN, DUNG = PEOPLE[0][0], PEOPLE[1][0]


class Town(ZaloStandIn):
    """The stand-in without threads: a webhook is a request of the test's client, the worker is called by hand."""

    client: Client
    asleep = False

    def settle(self) -> None:
        """Let the worker read and answer everything there is."""
        for _ in range(4):
            handle_received(at=now())
            drain(at=now())

    def tell(self, user_id: str, text: str) -> str:
        """Say something and give what is answered."""
        before = len(self.office.people[user_id].lines)
        self.ahead_ms += (
            1100  # people take longer than tests; the same word at once would be one tap that was two
        )
        self.say(user_id, text)
        if not self.asleep:
            self.settle()
        return self.heard(user_id, before)

    def photo(self, user_id: str, content: bytes = b"", name: str = "anh.jpg") -> str:
        before = len(self.office.people[user_id].lines)
        self.send_file(user_id, name, content or picture(name))
        if not self.asleep:
            self.settle()
        return self.heard(user_id, before)

    def heard(self, user_id: str, before: int = 0) -> str:
        lines = self.office.people[user_id].lines[before:]
        return "\n".join(one.text for one in lines if not one.by_user)

    def _posted(self, body: bytes, headers: Mapping[str, str]) -> int:
        given = {
            f"HTTP_{name.upper().replace('-', '_')}": value
            for name, value in headers.items()
            if name != "Content-Type"
        }
        return self.client.post(WEBHOOK, body, content_type="application/json", **given).status_code


def town(folder: Path, *, at: datetime | None = None) -> Town:
    """Started and entered; the caller stops it."""
    one = made(Town, folder)
    one.client = Client()
    one.later = at_once
    one.start()
    one.enter(at=at or now())
    return one


def at_once(work: Callable[[], None]) -> None:
    work()


def picture(name: str = "anh.jpg", colour: str = "white") -> bytes:
    made_picture = BytesIO()
    Image.new("RGB", (60, 40), colour).save(made_picture, "PNG" if name.endswith("png") else "JPEG")
    return made_picture.getvalue()


def photo_of_qr(text: str) -> bytes:
    """A slip's QR as somebody photographs it: grey paper, not quite straight."""
    code = BytesIO()
    segno.make_qr(text, error="m").save(code, kind="png", scale=6, border=4)
    with Image.open(code) as plain:
        paper = Image.new("L", (900, 1200), 205)
        paper.paste(plain.convert("L").rotate(7, expand=True, fillcolor=205), (250, 300))
    photo = BytesIO()
    paper.convert("RGB").save(photo, "JPEG", quality=70)
    return photo.getvalue()
