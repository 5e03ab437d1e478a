"""A carrier of the public post: takes orders and pick-ups, gives numbers, moves parcels on, reports by webhook."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Mapping
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

from motcua.custody.post.carriers import pause_carrier, save_carrier
from motcua.kernel.clock import TZ, now
from motcua.partners.post.http import sign
from motcua.partners.post.waybills import s10
from motcua.workbench.emulate.frame import HOST, Act, Field, Mode, Stage, StandIn

CARRIER_ID = UUID("0192b1c0-0000-7000-8000-706f73740000")
SIGNING_KEY, TOKEN = "emulate-post", "emulate"  # not secrets: it listens on loopback only
MOVES = (
    ("collected", "Bưu tá đã nhận"),
    ("under_way", "Đang chuyển"),
    ("attempted", "Chưa phát được"),
    ("delivered", "Đã phát"),
    ("returned", "Chuyển hoàn"),
    ("lost", "Thất lạc"),
    ("X-17", "Mã lạ X-17"),
)


class PostStandIn(StandIn):
    name = "post"
    title = "Bưu chính"
    modes = (
        Mode.NORMAL,
        Mode.SLOW,
        Mode.REFUSE,
        Mode.TIME_OUT,
        Mode.TWICE,
        Mode.WRONG_SIGNATURE,
    )
    acts = (
        Act(
            "move",
            "Báo hành trình",
            (
                Field("waybill", "Số hiệu bưu gửi"),
                Field("status", "Chuyện gì", kind="choice", choices=MOVES, default="delivered"),
                Field("receiver", "Người ký nhận"),
                Field("note", "Ghi chú"),
            ),
        ),
    )

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.orders: dict[str, dict[str, Any]] = {}  # by our key; the same key is the same parcel
        self.events: dict[str, list[dict[str, Any]]] = {}  # by number
        self._guard = threading.Lock()
        self.server = ThreadingHTTPServer((HOST, stage.ports[0]), _handler(self))
        self.thread = threading.Thread(target=self.server.serve_forever, name="emulate-post", daemon=True)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.stage.ports[0]}"

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def addresses(self) -> Mapping[str, str]:
        return {"Đăng ký bưu gửi": f"{self.url}/orders", "Báo hành trình về": self._hook()}

    def _hook(self) -> str:
        return f"{self.stage.product.rstrip('/')}/kenh/buu-chinh/{CARRIER_ID}" if self.stage.product else ""

    def enter(self, *, at: datetime) -> None:
        save_carrier(
            carrier_id=CARRIER_ID,
            name="Bưu chính thử trên máy này",
            kind="http",
            settings={"url": self.url, "customer": "TN-TEST"},
            secrets={"token": TOKEN, "signing_key": SIGNING_KEY},
            is_active=True,
            at=at,
        )

    def leave(self, *, at: datetime) -> None:
        pause_carrier(CARRIER_ID, at=at)

    def play(self, act: str, values: Mapping[str, str], files: Mapping[str, tuple[str, bytes]]) -> str:
        if act != "move":
            return super().play(act, values, files)
        waybill = values.get("waybill", "").strip().upper()
        with self._guard:
            if waybill not in self.events:
                raise ValueError(f"Không có bưu gửi số {waybill or '(trống)'}.")
            event = {
                "ItemCode": waybill,
                "Status": values.get("status", ""),
                "At": now().astimezone(TZ).isoformat(timespec="seconds"),
                "ReceiverName": values.get("receiver", ""),
                "Note": values.get("note", ""),
                "EventId": f"{waybill}-{len(self.events[waybill]) + 1}",
            }
            self.events[waybill].append(event)
        return self._report(event)

    def _report(self, event: dict[str, Any]) -> str:
        """By webhook, as the mode asks; without a product it waits to be asked for."""
        hook = self._hook()
        if not hook:
            return "Đã ghi; sản phẩm sẽ hỏi hành trình."
        body = json.dumps({"Events": [event]}, ensure_ascii=False).encode()
        key = "khác" if self.mode is Mode.WRONG_SIGNATURE else SIGNING_KEY
        said = [self._send(hook, body, sign(key, body)) for _ in range(2 if self.mode is Mode.TWICE else 1)]
        self.note(
            f"Báo {event['Status']}",
            direction="out",
            body=body.decode(),
            details={"bưu gửi": event["ItemCode"], "sản phẩm trả lời": ", ".join(said)},
        )
        return f"Đã báo hành trình, sản phẩm trả lời {', '.join(said)}."

    @staticmethod
    def _send(hook: str, body: bytes, signature: str) -> str:
        request = urllib.request.Request(  # noqa: S310 loopback, made by this programme
            hook, data=body, headers={"Content-Type": "application/json", "X-Signature": signature}
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 as above
                return str(answer.status)
        except urllib.error.HTTPError as refused:
            with refused:
                return str(refused.code)
        except OSError as down:
            return type(down).__name__

    # what the product asks

    def answer(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """One question of the product; the same key gives the same number."""
        self.hesitate()
        words = path.strip("/").split("/")
        match words:
            case ["orders"]:
                return self._register(body)
            case ["orders", key, "cancel"]:
                self.note("Huỷ đăng ký", details={"mã đơn": key, "bưu gửi": str(body.get("ItemCode", ""))})
                return 200, {"Status": "100"}
            case ["parcels", waybill, "events"]:
                with self._guard:
                    return 200, {"Status": "100", "Events": list(self.events.get(waybill, []))}
            case _:
                return 404, {}

    def _register(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        key = str(body.get("OrderNumber", ""))
        if self.mode is Mode.REFUSE or not key:
            self.note("Từ chối đăng ký", details={"mã đơn": key})
            return 200, {"Status": "207", "Message": "Từ chối"}
        with self._guard:
            order = self.orders.setdefault(
                key, {"ItemCode": s10("EM", 90_000 + len(self.orders)), "Fee": 22_000}
            )
            self.events.setdefault(order["ItemCode"], [])
        receiver = body.get("Receiver") or {}
        self.note(
            "Đến lấy tại nhà" if body.get("PickUp") else "Đăng ký bưu gửi",
            body=json.dumps(body, ensure_ascii=False, indent=1),
            details={
                "mã đơn": key,
                "số hiệu": order["ItemCode"],
                "người nhận": str(receiver.get("Name", "")),
            },
        )
        return 200, {"Status": "100", "Message": "OK", **order}


def _handler(stand_in: PostStandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = min(int(self.headers.get("Content-Length") or 0), 1_000_000)
            try:
                body = json.loads(self.rfile.read(length) or b"{}")
            except ValueError:
                body = None
            status, told = stand_in.answer(self.path, body) if isinstance(body, dict) else (400, {})
            content = json.dumps(told, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, format: str, *args: Any) -> None:
            return

    return Handler
