"""Questions by short message: `HS <mã hồ sơ>` to the province's number is answered with the public status.

One answer for each question, also when it is delivered twice. Nothing personal: whoever knows a code may ask for it, as
on the web page (TN14-5.1b, NB18-5.3). `SAI` says that the messages to this number are for somebody else (TN19-12.8).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from motcua.conversations.linking import tell_losses
from motcua.conversations.policies import SMS_KEYWORD, SMS_NUMBER, SMS_PER_DAY, SMS_PER_MINUTE
from motcua.conversations.rules import asked_code, shorter_forms
from motcua.delivery.readers import Arrival, Reader
from motcua.delivery.selectors import count_arrivals
from motcua.delivery.services import enqueue
from motcua.kernel.clock import local_day, start_of_day
from motcua.kernel.errors import Refusal
from motcua.kernel.phones import PhoneInvalid, is_mobile, parse_phone
from motcua.kernel.text import fold
from motcua.notifications.ownership import disown_by_reply
from motcua.status.errors import NotACode, UnknownCode
from motcua.status.selectors import answer_typed
from motcua.status.words import short

LONGEST = 80  # of a code that is repeated in an answer
CHANNEL = "sms"
NOT_MINE = "sai"  # what somebody answers whom a message reached by mistake


@dataclass(frozen=True)
class HowToAsk:
    """What a page tells people: `HS` and `7039`."""

    keyword: str
    number: str


def how_to_ask(day: date) -> HowToAsk:
    """Keyword and number of the province on a day."""
    return HowToAsk(SMS_KEYWORD.on(day), SMS_NUMBER.on(day))


class SmsReader(Reader):
    """Answers what people write, over the line it came in by."""

    def take(self, arrival: Arrival, fetched: Any, *, at: datetime) -> None:
        try:
            asker = parse_phone(str(arrival.body["from"]))
        except PhoneInvalid:
            return  # a service, not a person: two machines would write to each other for ever
        said = (
            reply(str(arrival.body["text"]), asker=asker, at=arrival.received_at) if is_mobile(asker) else ""
        )
        if said:
            enqueue(
                channel=CHANNEL,
                destination=asker,
                subject="",
                body=said,
                dedupe_key=f"sms-reply/{sha256(arrival.external_id.encode()).hexdigest()[:40]}",
                urgent=True,
                facts={"provider": str(arrival.body["provider"]), "sender": str(arrival.body["to"])},
                at=at,
            )


def reply(text: str, *, asker: str, at: datetime) -> str:
    """The answer to a text, "" for none: whoever asks too often is told once.

    Takes
        asker  the number, under which its earlier questions were stored
        at     when it came in
    Writes
        for `SAI` only: whoever was told last at this number is told there no more
    Law
        TN14-5.1b, NB18-5.3 (guided replies), TN19-10.4, TN19-12.8
    """
    day = local_day(at)
    for policy, since in (
        (SMS_PER_MINUTE, at - timedelta(minutes=1)),
        (SMS_PER_DAY, start_of_day(day)),
    ):
        over = count_arrivals(CHANNEL, asker, after=since, until=at) - policy.on(day)
        if over > 0:
            return _TOO_OFTEN[policy.name] if over == 1 else ""
    if fold(text).strip(" .!?") == NOT_MINE:
        return _disowned(asker, at)
    return _status(text, day)


def _status(text: str, day: date) -> str:
    """The public status of the code in a text, or how one asks for it."""
    how = how_to_ask(day)
    code = asked_code(text, how.keyword)
    if not code:
        return _GUIDE.format(keyword=how.keyword, number=how.number)
    try:
        return short(_found(code))
    except NotACode:
        if not any(letter.isdigit() for letter in code):
            return _GUIDE.format(keyword=how.keyword, number=how.number)
        return _NO_CODE.format(typed=code[:LONGEST], keyword=how.keyword, number=how.number)
    except UnknownCode:
        return _UNKNOWN.format(typed=code[:LONGEST])


def _disowned(asker: str, at: datetime) -> str:
    """Whoever has the telephone says that the last message was for somebody else (TN19-12.8)."""
    loss = disown_by_reply(phone=asker, at=at)
    if loss is None:
        return _NOBODY_TOLD
    tell_losses([loss], at=at)
    return _DISOWNED


def _found(code: str) -> Any:
    refused: Refusal = NotACode(text=code[:LONGEST])
    for form in shorter_forms(code)[:8]:
        try:
            return answer_typed(form)
        except UnknownCode as unknown:
            refused = unknown
        except NotACode:
            continue
    raise refused


# People read these on the smallest screens, without marks: short, one sentence of what is wrong, one of what to do.
_GUIDE = (
    "Để tra cứu hồ sơ, soạn: {keyword} <mã hồ sơ> gửi {number}. Mã hồ sơ in trên giấy tiếp nhận, "
    "ví dụ {keyword} H53.18-251103-0001"
)
_NO_CODE = (
    "{typed} không phải mã hồ sơ. Mã hồ sơ in trên giấy tiếp nhận. Soạn: {keyword} <mã hồ sơ> gửi {number}, "
    "ví dụ {keyword} H53.18-251103-0001"
)
_UNKNOWN = "Không tìm thấy hồ sơ có mã {typed}. Vui lòng xem lại từng ký tự trên giấy tiếp nhận rồi nhắn lại."
_DISOWNED = "Đã ghi nhận: tin của hồ sơ đó không gửi đến số này nữa. Cảm ơn bạn đã báo."
_NOBODY_TOLD = "Hiện không có hồ sơ nào được báo tin đến số này."
_TOO_OFTEN = {
    SMS_PER_MINUTE.name: "Bạn nhắn quá nhanh nên tin này chưa được trả lời. Vui lòng đợi một phút rồi nhắn lại.",
    SMS_PER_DAY.name: "Số này đã hết lượt tra cứu trong ngày. Vui lòng nhắn lại vào ngày mai hoặc tra cứu trên Cổng.",
}
