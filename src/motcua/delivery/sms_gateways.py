"""Providers of short messages: Kannel, a centre of an operator by SMPP, eSMS. Faults of the clients become ours."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import close_old_connections, connection

from motcua.delivery.errors import ChannelDown, NobodyThere, TryLater, Undeliverable, Unsure
from motcua.delivery.gateways import Gateway, Line, Setting
from motcua.delivery.plugins import Handed, Letter
from motcua.delivery.rules import Fate
from motcua.delivery.selectors import came_since
from motcua.delivery.services import take_in
from motcua.kernel.clock import now
from motcua.kernel.phones import PhoneInvalid, is_mobile, parse_phone
from motcua.kernel.short_messages import cut, fold_to_gsm7, is_gsm7
from motcua.partners.esms import ADDRESS, Esms, EsmsDown, EsmsElsewhere, EsmsError, EsmsRefused
from motcua.partners.kannel import Kannel, KannelDown, KannelError, KannelRefused, dlr_url
from motcua.partners.smpp import (
    Account,
    Delivered,
    Receipt,
    Session,
    SmppBusy,
    SmppDown,
    SmppError,
    SmppNobody,
    SmppRefused,
)

MARKS = Setting(
    "marks",
    "Dấu tiếng Việt",
    "without",
    choices=(("without", "Bỏ dấu (160 ký tự một tin)"), ("with", "Có dấu (70 ký tự một tin)")),
)
MOST_MESSAGES = 6  # a longer text is a letter, not a short message

QUESTIONS, RECEIPTS = "sms", "sms_receipt"


class SmsGateway(Gateway):
    """What all of them share: whose number it is, and whether Vietnamese keeps its marks."""

    channel = "sms"

    def text_of(self, letter: Letter) -> str:
        """The text as it leaves. Refuses with Undeliverable what is too long."""
        text = letter.body.strip()
        if self.value("marks") != "with":
            text = fold_to_gsm7(text)
        if len(cut(text)) > MOST_MESSAGES:
            raise Undeliverable("too long")
        return text

    def phone_of(self, letter: Letter) -> str:
        """The number in the form of gateways. Refuses with Undeliverable what cannot take a message."""
        try:
            phone = parse_phone(letter.destination)
        except PhoneInvalid:
            raise Undeliverable("no number") from None
        if not is_mobile(phone):
            raise Undeliverable("no mobile number")
        return phone


NOBODY = Setting(
    "nobody",
    "Mã lỗi nghĩa là số không có thuê bao (theo tài liệu của nhà mạng, ví dụ 001)",
    is_required=False,
)


class KannelGateway(SmsGateway):
    """A Kannel smsbox; its receipts and what people write come to `/kenh/sms/<word>/dlr` and `/mo`."""

    label = "Kannel"
    settings = (
        Setting("address", "Địa chỉ smsbox", "http://127.0.0.1:13013"),
        Setting("username", "Tên đăng nhập"),
        Setting("password", "Mật khẩu", is_secret=True),
        Setting("sender", "Số hoặc tên gửi đi"),
        Setting("smsc", "Mã tổng đài trong Kannel", is_required=False),
        NOBODY,
        MARKS,
    )

    def own_id(self, letter: Letter) -> str:
        return letter.message_id

    def send(self, letter: Letter) -> Handed:
        text, phone = self.text_of(letter), self.phone_of(letter)
        kannel = Kannel(
            self.value("address"), self.value("username"), self.value("password"), self.value("smsc")
        )
        try:
            kannel.send(
                sender=str(letter.facts.get("sender") or self.value("sender")),
                to=phone,
                text=text,
                is_ucs2=not is_gsm7(text),
                dlr_url=dlr_url(self.line.hook, letter.message_id) if self.line.hook else "",
            )
        except KannelDown as error:
            raise ChannelDown(error.code) from error
        except KannelRefused as error:
            raise Undeliverable(error.code) from error
        except KannelError as error:
            raise Unsure(error.code) from error
        return Handed((letter.message_id,))


class EsmsGateway(SmsGateway):
    """eSMS; its callback comes to `/kenh/sms/<word>/esms`."""

    label = "eSMS"
    settings = (
        Setting("api_key", "ApiKey", is_secret=True),
        Setting("secret_key", "SecretKey", is_secret=True),
        Setting("brandname", "Tên thương hiệu"),
        Setting("address", "Địa chỉ", ADDRESS),
        NOBODY,
        MARKS,
    )

    def own_id(self, letter: Letter) -> str:
        return letter.message_id

    def send(self, letter: Letter) -> Handed:
        text, phone = self.text_of(letter), self.phone_of(letter)
        esms = Esms(
            self.value("api_key"), self.value("secret_key"), self.value("brandname"), self.value("address")
        )
        try:
            esms.send(
                request_id=letter.message_id,
                to=phone,
                text=text,
                is_unicode=not is_gsm7(text),
                callback=f"{self.line.hook}esms" if self.line.hook else "",
            )
        except EsmsDown as error:
            raise ChannelDown(error.code) from error
        except EsmsElsewhere as error:
            raise TryLater(error.code) from error
        except EsmsRefused as error:
            raise Undeliverable(error.code) from error
        except EsmsError as error:
            raise Unsure(error.code) from error
        return Handed((letter.message_id,))


class SmppGateway(SmsGateway):
    """A bind to a centre, one in each worker; what it delivers is stored before it is answered."""

    label = "SMPP 3.4"
    settings = (
        Setting("host", "Máy chủ"),
        Setting("port", "Cổng", "2775"),
        Setting("system_id", "system_id"),
        Setting("password", "Mật khẩu", is_secret=True),
        Setting("system_type", "system_type", is_required=False),
        Setting("source", "Số hoặc tên gửi đi"),
        Setting("source_ton", "TON của số gửi", "0"),
        Setting("source_npi", "NPI của số gửi", "0"),
        Setting(
            "ids",
            "Mã tin nhắn của tổng đài",
            "same",
            choices=(("same", "Giống nhau ở mọi nơi"), ("hex", "Thập lục phân khi nhận, thập phân khi báo")),
        ),
        NOBODY,
        MARKS,
    )

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self._session: Session | None = None
        self._lock = threading.Lock()

    def hold(self) -> None:
        self.session()

    def session(self) -> Session:
        """The bind, begun at the first use."""
        with self._lock:
            if self._session is None:
                self._session = Session(self._account(), self._receive, close_connection)
            return self._session

    def send(self, letter: Letter) -> Handed:
        text, phone = self.text_of(letter), self.phone_of(letter)
        try:
            return Handed(self.session().send(to=phone, parts=cut(text)))
        except SmppBusy as error:
            raise TryLater(error.code) from error
        except SmppDown as error:
            raise ChannelDown(error.code) from error
        except SmppNobody as error:
            raise NobodyThere(error.code) from error
        except SmppRefused as error:
            raise Undeliverable(error.code) from error
        except SmppError as error:
            raise Unsure(error.code) from error

    def close(self) -> None:
        with self._lock:
            session, self._session = self._session, None
        if session is not None:
            session.close()

    def _account(self) -> Account:
        return Account(
            host=self.value("host"),
            port=int(self.value("port")),
            system_id=self.value("system_id"),
            password=self.value("password"),
            source=self.value("source"),
            source_ton=int(self.value("source_ton")),
            source_npi=int(self.value("source_npi")),
            system_type=self.value("system_type"),
            ids_in_hex=self.value("ids") == "hex",
        )

    def _receive(self, found: Delivered | Receipt) -> None:
        close_old_connections()  # the thread lives for months, the database may have been restarted
        provider = self.line.provider_id
        if isinstance(found, Receipt):
            fate = {"delivered": Fate.ARRIVED, "failed": Fate.FAILED}.get(found.state, Fate.UNDERWAY)
            take_receipt(provider_id=provider, external_id=found.message_id, fate=fate, code=found.code)
        else:
            take_question(
                provider_id=provider, sender=found.sender, receiver=found.receiver, text=found.text, at=now()
            )


def close_connection() -> None:
    """Close the database connection of the thread that calls this."""
    connection.close()


def take_receipt(*, provider_id: str, external_id: str, fate: Fate, code: str) -> bool:
    """Store a receipt for the worker; the same again changes nothing."""
    body = {"provider": provider_id, "id": external_id, "fate": fate.value, "code": code[:60]}
    return take_in(
        channel=RECEIPTS, external_id=f"{provider_id}/{external_id}/{fate.value}", body=body, at=now()
    )


SAME_SECONDS = 120


def take_question(*, provider_id: str, sender: str, receiver: str, text: str, at: datetime) -> bool:
    """Store what somebody wrote to us (tin nhắn đến); whether it is new.

    The same words of one person within two minutes are one message: it has no name of its own, and a centre that did
    not hear our answer brings it again, under another number of the gateway.
    """
    try:
        sender = parse_phone(sender)
    except PhoneInvalid:
        sender = sender[:30]
    slot = int(at.timestamp()) // SAME_SECONDS
    names = [
        sha256(f"{provider_id}|{sender}|{receiver}|{text}|{number}".encode()).hexdigest()
        for number in (slot, slot - 1)
    ]
    if came_since(QUESTIONS, names[1], at - timedelta(seconds=SAME_SECONDS)):
        return False
    body = {"provider": provider_id, "from": sender, "to": receiver[:30], "text": text[:1000]}
    return take_in(channel=QUESTIONS, external_id=names[0], body=body, at=at, order_key=sender)


def provider_of(body: dict[str, str]) -> UUID:
    """Whose arrival it is."""
    return UUID(str(body["provider"]))
