"""The Zalo Official Account: its API, its signed webhooks, and a telephone to chat with as a citizen."""

from __future__ import annotations

import http.client
import json
import secrets
import threading
from collections.abc import Callable, Mapping
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePosixPath
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

from django.template.loader import render_to_string

from motcua.delivery.zalo.selectors import account_in_use, code_challenge
from motcua.delivery.zalo.services import set_up, take_out, use_again
from motcua.delivery.zalo.tokens import grant
from motcua.kernel.clock import now
from motcua.partners.zalo.signature import signed_header
from motcua.workbench.emulate.frame import HOST, Act, Field, Mode, Stage, StandIn
from motcua.workbench.emulate.zalo_api import Office, Person

APP_ID, OA_ID = "1234567890123456789", "3699635299365874120"
WEBHOOK = "/kenh/zalo/webhook"
RETRIES = (2.0, 6.0)
"""Pauses before a webhook is sent again; Zalo waits 30 seconds, 5 minutes and more."""
PEOPLE = (
    ("2468101214161820222", "Chị Lan", "84901234567"),
    ("2468101214161820333", "Anh Dũng", "84912345678"),
    ("2468101214161820444", "Cán bộ Minh", "84987654321"),
)
TYPES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".pdf": "application/pdf"}
LARGEST = 30 * 1024 * 1024
POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src 'self'; connect-src 'self'"


class ZaloStandIn(StandIn):
    name = "zalo"
    title = "Zalo Official Account"
    port_count = 2
    modes: ClassVar[tuple[Mode, ...]] = tuple(Mode)
    acts: ClassVar[tuple[Act, ...]] = (
        Act(
            "say",
            "Người dân nhắn tin",
            (
                Field("who", "Ai", "choice", PEOPLE[0][0], tuple((one[0], one[1]) for one in PEOPLE)),
                Field("text", "Nội dung", "area"),
            ),
        ),
        Act("expire", "Làm mã truy cập hết hạn"),
        Act("forget", "Làm như mọi người đã im lặng 8 ngày"),
    )

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.office = Office(
            app_id=APP_ID,
            oa_id=OA_ID,
            app_secret=secrets.token_hex(8),
            webhook_secret=secrets.token_hex(8),
        )
        for user_id, name, phone in PEOPLE:
            self.office.people[user_id] = Person(user_id, name, phone)
        self.before = ""
        self.statuses: list[int] = []
        self.later = _in_a_thread
        self.ahead_ms = 0  # how far Zalo's clock is ahead of ours
        self._servers = [
            ThreadingHTTPServer((HOST, port), partial(handler, self))
            for port, handler in zip(stage.ports, (_Api, _Phone), strict=True)
        ]
        for server in self._servers:
            server.daemon_threads = True

    @property
    def api(self) -> str:
        return f"http://{HOST}:{self.stage.ports[0]}"

    @property
    def phone(self) -> str:
        return f"http://{HOST}:{self.stage.ports[1]}"

    def start(self) -> None:
        for server in self._servers:
            threading.Thread(target=server.serve_forever, name="zalo", daemon=True).start()

    def stop(self) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def addresses(self) -> Mapping[str, str]:
        return {"Điện thoại của người dân": self.phone, "OpenAPI": self.api}

    def enter(self, *, at: Any) -> None:
        """Become the Official Account of the product, with a granted token."""
        before = account_in_use()
        self.before = before.oa_id if before is not None and before.oa_id != OA_ID else ""
        account = set_up(
            name="Zalo thử nghiệm",
            app_id=APP_ID,
            oa_id=OA_ID,
            secrets={"app_secret": self.office.app_secret, "webhook_secret": self.office.webhook_secret},
            api_host=self.api,
            business_host=self.api,
            oauth_host=self.api,
            media_hosts=[urlsplit(self.api).netloc],
        )
        grant(account_id=account.pk, code=self.office.code_for(code_challenge(account)), at=at)

    def leave(self, *, at: Any) -> None:
        """Be it no more; the one that was in use before is again."""
        take_out(oa_id=OA_ID)
        if self.before:
            use_again(oa_id=self.before)

    def play(self, act: str, values: Mapping[str, str], files: Mapping[str, tuple[str, bytes]]) -> str:
        if act == "say":
            if not values.get("text", "").strip():
                raise ValueError("Chưa có nội dung để nhắn.")
            self.say(values.get("who", PEOPLE[0][0]), values["text"])
            return "Đã nhắn."
        if act == "expire":
            self.office.access = secrets.token_hex(20)
            return "Mã truy cập hiện tại không dùng được nữa."
        if act == "forget":
            for person in self.office.people.values():
                person.last_ms = 0
            return "Không ai còn trong cửa sổ 7 ngày."
        return super().play(act, values, files)

    # --- what people do ---

    def follow(self, user_id: str, *, follows: bool = True) -> None:
        """Follow the OA, or stop."""
        person = self.office.people[user_id]
        person.follows = follows
        self.office.put(person, "đã quan tâm OA" if follows else "đã bỏ quan tâm OA", by_user=True)
        event = {
            "oa_id": OA_ID,
            "follower": {"id": user_id},
            "event_name": "follow" if follows else "unfollow",
            "source": "oa_profile",
            "app_id": APP_ID,
        }
        if follows:
            self._touch(person)
        self._tell(event)

    def say(self, user_id: str, text: str) -> None:
        """Write, or press a button."""
        person = self.office.people[user_id]
        number = self.office.put(person, text, by_user=True)
        self._touch(person)
        self._tell(self._event(person, "user_send_text", {"text": text, "msg_id": self._msg(number)}))

    def send_file(self, user_id: str, name: str, content: bytes) -> None:
        """Send a photo or a file."""
        person = self.office.people[user_id]
        key = secrets.token_hex(6) + PurePosixPath(name).suffix.lower()
        media_type = TYPES.get(PurePosixPath(name).suffix.lower(), "application/octet-stream")
        self.office.files[key] = (media_type, content)
        is_picture = media_type.startswith("image/")
        number = self.office.put(
            person, "" if is_picture else name, by_user=True, picture=key if is_picture else ""
        )
        self._touch(person)
        url = f"{self.api}/media/{key}"
        payload: dict[str, str] = (
            {"url": url, "thumbnail": url}
            if is_picture
            else {"url": url, "size": str(len(content)), "name": name}
        )
        kind = "image" if is_picture else "file"
        message = {"msg_id": self._msg(number), "attachments": [{"type": kind, "payload": payload}]}
        self._tell(self._event(person, f"user_send_{kind}", message))

    def _msg(self, number: int) -> str:
        # numbers begin anew with every run of the stand-in, the product keeps what it read before
        return f"{self.office.webhook_secret[:6]}{number}"

    def _touch(self, person: Person) -> None:
        person.last_ms = int(now().timestamp() * 1000)

    def _event(self, person: Person, name: str, message: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "app_id": APP_ID,
            "sender": {"id": person.user_id},
            "user_id_by_app": f"by-app-{person.user_id}",
            "recipient": {"id": OA_ID},
            "event_name": name,
            "message": dict(message),
        }

    # --- webhooks ---

    def _tell(self, event: Mapping[str, Any]) -> None:
        stamp = str(int(now().timestamp() * 1000) + self.ahead_ms)
        body = json.dumps({**event, "timestamp": stamp}, ensure_ascii=False).encode()
        times = 2 if self.mode is Mode.TWICE else 1
        for _ in range(times):
            self.later(partial(self._deliver, body, stamp))

    def _deliver(self, body: bytes, stamp: str) -> None:
        """As Zalo does: again after a pause until it is answered with 200."""
        key = "wrong" if self.mode is Mode.WRONG_SIGNATURE else self.office.webhook_secret
        headers = {
            "Content-Type": "application/json",
            "X-ZEvent-Signature": signed_header(APP_ID, body, stamp, key),
            "X-ZEvent-Timestamp": stamp,
        }
        for number, pause in enumerate((*RETRIES, 0.0)):
            status = self._posted(body, headers if not number else {**headers, "num_retry": str(number)})
            self.statuses.append(status)
            self.note("Webhook", direction="out", body=body.decode(), details={"trả lời": str(status)})
            if status == 200 or not pause or self._over.wait(pause):
                return

    def _posted(self, body: bytes, headers: Mapping[str, str]) -> int:
        parts = urlsplit(self.stage.product)
        if not parts.hostname:
            return 0
        make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = make(parts.hostname, parts.port, timeout=5)
        try:
            connection.request("POST", WEBHOOK, body, dict(headers))
            with connection.getresponse() as answer:
                return answer.status
        except OSError:
            return 0
        finally:
            connection.close()


def _in_a_thread(work: Callable[[], None]) -> None:
    threading.Thread(target=work, daemon=True).start()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, stand_in: ZaloStandIn, *args: Any) -> None:
        self.stand_in = stand_in
        super().__init__(*args)

    def log_message(self, format: str, *args: Any) -> None:
        return

    def body(self) -> bytes:
        return self.rfile.read(min(int(self.headers.get("Content-Length") or 0), LARGEST))

    def give(self, status: int, media_type: str, content: bytes, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def give_json(self, found: Any) -> None:
        self.give(200, "application/json", json.dumps(found, ensure_ascii=False).encode())


class _Api(_Handler):
    """The three hosts of Zalo in one."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path.startswith("/media/"):
            kept = self.stand_in.office.files.get(parts.path.rpartition("/")[2])
            if kept is None:
                self.give(404, "text/plain", b"gone")
            else:
                self.give(200, kept[0], kept[1])
        elif parts.path == "/v4/oa/permission":
            self.give(302, "text/plain", b"", Location=self.stand_in.office.permitted(parts.query))
        else:
            self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.body())

    def _answer(self, body: bytes) -> None:
        stand_in, path = self.stand_in, urlsplit(self.path).path
        stand_in.hesitate()
        if path == "/v4/oa/access_token":
            found = stand_in.office.tokens(body, self.headers.get("secret_key", ""))
            stand_in.note("Đổi mã truy cập", details={"lỗi": str(found.get("error", 0))})
            self.give_json(found)
            return
        if stand_in.mode is Mode.REFUSE:
            found = {"error": -32, "message": "Rate limit"}
        else:
            found = stand_in.office.answer(path, body, self.headers.get("access_token", ""))
        shown = body.decode(errors="replace") if not path.startswith("/v2.0/oa/upload") else ""
        stand_in.note(path, body=shown, details={"lỗi": str(found["error"])})
        self.give_json(found)


class _Phone(_Handler):
    """A telephone: whose it is stands in the address."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        words = unquote(parts.path).strip("/").split("/")
        people = self.stand_in.office.people
        if words[0] == "anh":
            kept = self.stand_in.office.files.get(words[-1])
            self.give(200, kept[0], kept[1]) if kept else self.give(404, "text/plain", b"gone")
            return
        person = people.get(words[0] or PEOPLE[0][0])
        if person is None:
            self.give(404, "text/plain", b"nobody")
        elif words[-1] == "tin":
            self.give_json({"lines": [vars(line) for line in person.lines], "follows": person.follows})
        else:
            page = render_to_string("emulate/zalo.html", {"person": person, "people": people.values()})
            self.give(200, "text/html; charset=utf-8", page.encode(), Content_Security_Policy=POLICY)

    def do_POST(self) -> None:
        words = urlsplit(self.path).path.strip("/").split("/")
        person = self.stand_in.office.people.get(words[0])
        if person is None or self.headers.get("Host", "").partition(":")[0] not in {HOST, "localhost"}:
            self.give(403, "text/plain", b"no")
            return
        content = self.body()
        if words[1] == "anh":
            self.stand_in.send_file(person.user_id, unquote(self.headers.get("X-Name", "anh.jpg")), content)
        elif words[1] == "quan-tam":
            self.stand_in.follow(person.user_id, follows=not person.follows)
        else:
            self.stand_in.say(person.user_id, content.decode())
        self.give_json({"ok": True})
