"""The mail server: a real SMTP peer that keeps what it takes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from motcua.delivery.services import remove_stand_ins, save_provider
from motcua.workbench.emulate.frame import HOST, Mode, Stage, StandIn

ENTERED_AS = "Máy chủ thư thử"


class MailStandIn(StandIn):
    name = "mail"
    title = "Máy chủ thư điện tử"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        logging.getLogger("mail.log").setLevel(logging.WARNING)  # the page shows what came
        self.controller = Controller(self, hostname=HOST, port=stage.ports[0])

    @property
    def port(self) -> int:
        return self.stage.ports[0]

    def start(self) -> None:
        self.controller.start()

    def stop(self) -> None:
        self.controller.stop(no_assert=True)

    def addresses(self) -> Mapping[str, str]:
        return {
            "SMTP": f"{HOST}:{self.port}",
            "Biến môi trường": f"MOTCUA_SMTP_URL=smtp://{HOST}:{self.port}",
        }

    def enter(self, *, at: datetime) -> None:
        save_provider(
            channel="email",
            kind="smtp",
            name=ENTERED_AS,
            values={"host": HOST, "port": str(self.port)},
            base_priority=100,
            is_stand_in=True,
            at=at,
        )

    def leave(self, *, at: datetime) -> None:
        remove_stand_ins(name=ENTERED_AS)

    # aiosmtpd calls these by their names
    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mode is Mode.REFUSE:
            self.note("Từ chối người nhận", details={"người nhận": address})
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await asyncio.to_thread(self.hesitate)
        content = envelope.content
        mail = message_from_bytes(content if isinstance(content, bytes) else b"", policy=policy.default)
        self.note(
            str(mail["Subject"] or "(không có tiêu đề)"),
            body=_text_of(mail),
            details={"gửi đến": ", ".join(envelope.rcpt_tos), "mã thư": str(mail["Message-ID"] or "")},
        )
        return "250 OK"


def _text_of(mail: EmailMessage) -> str:
    part = mail.get_body(preferencelist=("plain", "html"))
    return str(part.get_content()) if part is not None else ""
