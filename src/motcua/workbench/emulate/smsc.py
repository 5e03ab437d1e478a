"""The short message centre of an operator (smpp34), with Kannel in front of it where it is installed.

Two ways lead to it, as in a province: through Kannel, which serves the number people write to, and straight by SMPP.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import threading
import time
from collections.abc import Coroutine, Mapping
from datetime import datetime
from typing import Any

import smpp34

from motcua.delivery.services import remove_stand_ins, save_provider
from motcua.kernel.clock import TZ, now
from motcua.kernel.phones import PhoneInvalid, parse_phone, show_phone
from motcua.kernel.short_messages import cut
from motcua.partners.smpp import read_text
from motcua.workbench.emulate.frame import HOST, Act, Field, Mode, Stage, StandIn, wait_until
from motcua.workbench.emulate.kannel import KannelBoxes, is_installed

NUMBER = "7039"
INVALID_DESTINATION = 0x0B
SYSTEM_ID, PASSWORD = "motcua", "emulate"  # of the direct bind; not a secret: it listens on loopback only
# the answer to a submission and a receipt leave by two queues: without a pause the receipt may come first, and Kannel
# throws away a receipt of a message it does not know yet
ON_AIR_SECONDS = 0.5
OUTCOMES = (("DELIVRD", "Đã phát"), ("UNDELIV", "Không phát được"), ("EXPIRED", "Hết hạn"))


class SmscStandIn(StandIn):
    name = "sms"
    title = "Tổng đài tin nhắn SMS"
    port_count = 4  # the centre; Kannel's bearerbox, its administration, its smsbox
    modes = (Mode.NORMAL, Mode.SLOW, Mode.REFUSE, Mode.TIME_OUT, Mode.TWICE)
    acts = (
        Act(
            "write",
            f"Nhắn đến {NUMBER}",
            (
                Field("from", "Từ số", default="0901 234 567"),
                Field("text", "Nội dung", default="HS "),
            ),
        ),
        Act(
            "receipts",
            "Kết quả phát các tin tiếp theo",
            (Field("stat", "Kết quả", "choice", choices=OUTCOMES),),
        ),
    )

    def __init__(self, stage: Stage, *, with_kannel: bool | None = None) -> None:
        super().__init__(stage)
        self.stat = "DELIVRD"
        self.texts: list[tuple[str, str, str]] = []  # sender, receiver, whole text, as a telephone shows it
        self._ids = itertools.count(int(time.time()) * 10)
        self._references = itertools.count(1)
        self._esmes: dict[str, smpp34.Esme] = {}
        self._parts: dict[tuple[str, str, int, int], dict[int, bytes]] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="smsc", daemon=True)
        self._answering: set[asyncio.Task[None]] = set()
        self._server: smpp34.Server
        self._serving: asyncio.Task[None]
        wants = is_installed() if with_kannel is None else with_kannel
        self.kannel = KannelBoxes(stage.folder, stage.ports, SYSTEM_ID, PASSWORD, NUMBER) if wants else None

    @property
    def port(self) -> int:
        return self.stage.ports[0]

    @property
    def is_bound(self) -> bool:
        """Whether somebody is connected who takes what people write."""
        return bool(self._esmes)

    def start(self) -> None:
        self._thread.start()
        self._run(self._open())
        if self.kannel is not None:
            self.kannel.start()
            wait_until(lambda: self.is_bound, 20, "Kannel's bind")

    def stop(self) -> None:
        if self.kannel is not None:
            self.kannel.stop()
        if not self._thread.is_alive():
            return
        self._run(self._shut())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def _run(self, act: Coroutine[Any, Any, None], seconds: float = 30) -> None:
        asyncio.run_coroutine_threadsafe(act, self._loop).result(seconds)

    async def _open(self) -> None:
        self._server = smpp34.Server(HOST, self.port, system_id="SMSC")
        await self._server.start()
        self._serving = asyncio.create_task(self._serve(self._server))

    async def _shut(self) -> None:
        for esme in list(self._esmes.values()):
            with contextlib.suppress(smpp34.SmppError, TimeoutError):
                await asyncio.wait_for(esme.unbind(), 2)
        tasks = [self._serving, *self._answering]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._server.stop()

    def addresses(self) -> Mapping[str, str]:
        found = {"SMPP 3.4": f"{HOST}:{self.port} ({SYSTEM_ID}/{PASSWORD})"}
        if self.kannel is not None:
            found["Kannel sendsms"] = f"{self.kannel.address}/cgi-bin/sendsms"
        else:
            found["Kannel"] = "chưa cài trên máy này (apt install kannel)"
        return found

    # --- in the running product ---

    def enter(self, *, at: datetime) -> None:
        if self.kannel is not None:
            provider = save_provider(
                channel="sms",
                kind="kannel",
                name="Tổng đài thử (Kannel)",
                values=self.kannel.values(),
                base_priority=100,
                per_second=50,
                is_stand_in=True,
                at=at,
            )
            self.kannel.point_at(provider, self.stage.product)
        save_provider(
            channel="sms",
            kind="smpp",
            name="Tổng đài thử (SMPP)",
            values={
                "host": HOST,
                "port": str(self.port),
                "system_id": SYSTEM_ID,
                "password": PASSWORD,
                "source": NUMBER,
            },
            base_priority=90,
            per_second=50,
            is_stand_in=True,
            at=at,
        )

    def leave(self, *, at: datetime) -> None:
        for name in ("Tổng đài thử (Kannel)", "Tổng đài thử (SMPP)"):
            remove_stand_ins(name=name)

    # --- the person at the telephone ---

    def play(self, act: str, values: Mapping[str, str], files: Mapping[str, tuple[str, bytes]]) -> str:
        if act == "receipts":
            self.stat = values.get("stat", "DELIVRD")
            return f"Các tin tiếp theo: {dict(OUTCOMES)[self.stat]}."
        text = values.get("text", "").strip()
        try:
            sender = parse_phone(values.get("from", ""))
        except PhoneInvalid as refused:
            raise ValueError(refused.sentence) from refused
        if not text:
            raise ValueError("Cần có nội dung.")
        self.write(sender, text)
        return f"Đã nhắn đến {NUMBER}."

    def write(self, sender: str, text: str, *, times: int = 1) -> None:
        """A person writes to the province's number; through one bind, as a centre does.

        Refuses with ValueError when nobody is bound to take it.
        """
        esme = next(iter(list(self._esmes.values())), None)
        if esme is None:
            raise ValueError("Chưa có hệ thống nào kết nối với tổng đài; hãy đợi ít giây rồi nhắn lại.")
        self.note(f"{show_phone(sender)} nhắn đến {NUMBER}", direction="out", body=text)
        for _ in range(times * (2 if self.mode is Mode.TWICE else 1)):
            self._run(self._write(esme, sender, text))

    async def _write(self, esme: smpp34.Esme, sender: str, text: str) -> None:
        parts = cut(text)
        bodies = parts.with_headers(next(self._references))
        for body in bodies:
            await esme.deliver_sm(
                NUMBER,
                body,
                source_addr=sender,
                source_addr_ton=1,
                source_addr_npi=1,
                esm_class=0x40 if len(bodies) > 1 else 0,
                data_coding=0 if parts.alphabet == "gsm7" else 8,
            )

    # --- the centre ---

    async def _serve(self, server: smpp34.Server) -> None:
        while True:
            event = await server.next()
            if isinstance(event, smpp34.Esme):
                self._esmes[event.session_id] = event
            elif isinstance(event, smpp34.Unbound):
                self._esmes.pop(event.session_id, None)
            else:
                # each answers by itself: one that is slow does not hold up the others
                answering = asyncio.create_task(self._take(event))
                self._answering.add(answering)
                answering.add_done_callback(self._answering.discard)

    async def _take(self, event: smpp34.SubmitSmEvent) -> None:
        if self.mode in {Mode.SLOW, Mode.TIME_OUT}:
            await asyncio.to_thread(self.hesitate)
        if self.mode is Mode.REFUSE:
            self.note("Từ chối", details={"đến": event.destination_addr})
            event.reject(INVALID_DESTINATION)
            return
        message_id = f"{next(self._ids)}"
        event.accept(message_id)
        self._show(event, message_id)
        if event.registered_delivery:
            await asyncio.sleep(ON_AIR_SECONDS)
            for _ in range(2 if self.mode is Mode.TWICE else 1):
                await self._tell(event, message_id)

    def _show(self, event: smpp34.SubmitSmEvent, message_id: str) -> None:
        """Put the parts together as a telephone does."""
        body, source, target = event.short_message, event.source_addr, event.destination_addr
        count = 1
        if event.esm_class & 0x40 and body[1:3] == b"\x00\x03":
            reference, count, number = body[3], body[4], body[5]
            parts = self._parts.setdefault((source, target, reference, count), {})
            parts[number] = body[6:]
            if len(parts) < count:
                return
            body = b"".join(parts[one] for one in sorted(parts))
            del self._parts[source, target, reference, count]
        text = read_text(body, event.data_coding)
        self.texts.append((source, target, text))
        alphabet = "UCS-2" if event.data_coding == 8 else "GSM-7"
        self.note(
            f"Tin đến {show_phone(target)}",
            body=text,
            details={"từ": source, "số tin": str(count), "bảng mã": alphabet, "mã": message_id},
        )

    async def _tell(self, event: smpp34.SubmitSmEvent, message_id: str) -> None:
        esme = self._esmes.get(event.session_id)
        if esme is None:
            return
        stamp = f"{now().astimezone(TZ):%y%m%d%H%M}"
        arrived = "001" if self.stat == "DELIVRD" else "000"
        text = (
            f"id:{message_id} sub:001 dlvrd:{arrived} submit date:{stamp} done date:{stamp} "
            f"stat:{self.stat} err:{'000' if arrived == '001' else '012'} text:"
        )
        with contextlib.suppress(smpp34.SmppError):
            await esme.deliver_sm(
                event.source_addr, text.encode(), source_addr=event.destination_addr, esm_class=0x04
            )


__all__ = ["NUMBER", "SmscStandIn"]
