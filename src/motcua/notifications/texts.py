"""The province's own words: deciding them, what holds on a day, what an official may write (mẫu tin)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from django.db import transaction
from django.db.models import QuerySet
from django.template import Engine, TemplateSyntaxError
from django.template.base import FilterExpression, Node, TextNode, VariableNode
from django.template.defaulttags import ForNode, IfNode

from motcua.agencies import memory
from motcua.audit.services import Actor, Stream, append
from motcua.kernel.clock import TZ
from motcua.kernel.phrases import Phrase, phrase
from motcua.kernel.text import nfc
from motcua.notifications.errors import (
    InstrumentMissing,
    NoSuchWording,
    PlaceholderMissing,
    UnknownPlaceholder,
    WordingBroken,
    WordingTooLong,
)
from motcua.notifications.events import FACTS_OF, LANGUAGES
from motcua.notifications.models import Wording
from motcua.notifications.rules import MOST_PARTS, SMS, ZALO, ZALO_MOST, parts_of
from motcua.notifications.wording import (
    CHANNELS,
    SHORT_FACTS,
    Wordings,
    Words,
    fits,
    has_short,
    packaged,
    write,
    write_short,
)

SUBJECT_MOST, LETTER_MOST = 200, 10_000
_SAMPLES: dict[str, Any] = {
    "greeting": "Bà Nguyễn Thị Minh Khai",
    "code": "000.00.12.H53-260828-0001",
    "procedure": "Đăng ký, cấp Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất",
    "office": "Trung tâm Phục vụ hành chính công phường Tân Ninh",
    "agency": "Văn phòng đăng ký đất đai, Sở Nông nghiệp và Môi trường",
    "return_place": "Trung tâm Phục vụ hành chính công phường Tân Ninh",
    "fetch_at": "Trung tâm Phục vụ hành chính công phường Tân Ninh",
    "place": "Trụ sở UBND phường Tân Ninh",
    "link": "https://dichvucong.tinh.gov.vn/tra-cuu?ma=000.00.12.H53-260828-0001",
    "demands": (
        "Giấy chứng sinh: chụp lại rõ cả trang",
        "Tờ khai: ghi đủ nơi thường trú của người mẹ",
    ),
    "reasons": ("Nơi cư trú không thuộc địa bàn phường",),
    "reason": "Bản chụp giấy chứng sinh bị mờ, không đọc được ngày sinh",
    "contact_name": "Trần Thị Nhận",
    "contact_phone": "0276 382 2233",
    "phone": "0276 382 2233",
    "amount": "12.500.000 đồng",
    "notice": "TB-0123/2026",
    "what": "được hẹn lại ngày trả kết quả",
    "contact": "0901 *** 567",
}
_AT = datetime(2026, 9, 3, 17, 0, tzinfo=TZ)
MEANINGS: dict[str, Phrase] = {
    "greeting": phrase("cách gọi và tên người nhận"),
    "code": phrase("mã hồ sơ"),
    "procedure": phrase("tên thủ tục"),
    "office": phrase("nơi gửi tin"),
    "agency": phrase("cơ quan giải quyết"),
    "link": phrase("đường dẫn xem hồ sơ"),
    "return_place": phrase("nơi nhận kết quả"),
    "fetch_at": phrase("nơi nhận lại bản chính"),
    "place": phrase("địa điểm"),
    "submitted_at": phrase("lúc nộp"),
    "accepted_at": phrase("lúc tiếp nhận"),
    "due_at": phrase("hẹn trả"),
    "until": phrase("thời hạn"),
    "old_due_at": phrase("hẹn cũ"),
    "new_due_at": phrase("hẹn mới"),
    "expected_at": phrase("dự kiến trả"),
    "demands": phrase("danh sách nội dung cần bổ sung"),
    "reasons": phrase("danh sách lý do"),
    "reason": phrase("lý do"),
    "contact_name": phrase("người hướng dẫn"),
    "contact_phone": phrase("điện thoại hướng dẫn"),
    "count": phrase("số hồ sơ"),
    "what": phrase("việc đã xảy ra"),
    "lines": phrase("danh sách hồ sơ"),
}


@dataclass(frozen=True)
class Preview:
    """A text filled in with sample facts, and how long it is."""

    subject: str
    body: str
    length: int
    parts: int


def wordings_on(day: date) -> Wordings:
    """The province's texts in force on a day; one statement while nothing changes."""

    def read() -> Wordings:
        newest = (
            Wording.objects.filter(valid_from__lte=day)
            .order_by("event", "channel", "language", "-valid_from", "-id")
            .distinct("event", "channel", "language")
        )
        return {(one.event, one.channel, one.language): one.text for one in newest if one.text}

    return memory.remember(memory.stamp(), ("notice_wordings", day), read)


def history(event: str, channel: str, language: str) -> QuerySet[Wording]:
    """Every text the province had or decided for later, newest first, with who wrote it down."""
    return (
        Wording.objects.filter(event=event, channel=channel, language=language)
        .select_related("decided_by")
        .order_by("-valid_from", "-id")
    )


def exists(event: str, channel: str, language: str) -> bool:
    """Whether there is such a text at all: an SMS tells only what fits into one."""
    if event not in FACTS_OF or channel not in CHANNELS or language not in LANGUAGES:
        return False
    return channel != SMS or has_short(event)


@transaction.atomic
def decide_wording(
    *,
    event: str,
    channel: str,
    language: str,
    text: str,
    valid_from: date,
    instrument: str,
    at: datetime,
    actor: Actor,
) -> Wording:
    """Decide the words of an event from a day on (ban hành mẫu tin); no text: the packaged ones are back.

    Refuses
        NoSuchWording, InstrumentMissing, WordingBroken, UnknownPlaceholder, PlaceholderMissing, WordingTooLong
    """
    if not exists(event, channel, language):
        raise NoSuchWording
    if not instrument.strip():
        raise InstrumentMissing
    words = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if words:
        check(event, channel, language, words)
    made = Wording.objects.create(
        event=event,
        channel=channel,
        language=language,
        text=words,
        valid_from=valid_from,
        instrument=nfc(instrument),
        decided_by_id=actor.id,
        decided_at=at,
    )
    append(
        Stream("wording", made.id),
        kind="wording_decided",
        happened_at=at,
        actor=actor,
        body={"event": event, "channel": channel, "language": language, "from": valid_from},
        words={"text": words, "instrument": made.instrument},
    )
    return made


def placeholders(event: str, channel: str) -> list[str]:
    """What a text of the event may fill in, in the order of its facts."""
    known = list(get_type_hints(FACTS_OF[event]))
    return [name for name in known if channel not in {SMS, ZALO} or name in SHORT_FACTS]


def check(event: str, channel: str, language: str, text: str) -> Preview:
    """Whether a text can leave: only what is known is filled in, it names its dossier, it fits its channel.

    Refuses
        WordingBroken, UnknownPlaceholder, PlaceholderMissing, WordingTooLong
    """
    try:
        nodes = Engine(autoescape=False).from_string(text).nodelist
    except TemplateSyntaxError as broken:
        raise WordingBroken(reason=str(broken)[:120]) from broken
    known = placeholders(event, channel)
    used = set()
    for name in _used(nodes, frozenset()):
        if name not in known:
            raise UnknownPlaceholder(name=name, known=", ".join(known))
        used.add(name)
    if "code" in known and "code" not in used:
        raise PlaceholderMissing(name="{{ code }}")
    shown = preview(event, channel, language, text)
    if channel == SMS and not fits(shown.body, SMS):
        raise WordingTooLong(
            length=phrase("{count} tin", count=shown.parts), most=phrase("{count} tin", count=MOST_PARTS)
        )
    most = {SMS: LETTER_MOST, ZALO: ZALO_MOST}.get(channel, LETTER_MOST)
    if len(shown.body) > most:
        raise WordingTooLong(
            length=phrase("{count} ký tự", count=len(shown.body)), most=phrase("{count} ký tự", count=most)
        )
    if len(shown.subject) > SUBJECT_MOST:
        raise WordingTooLong(
            length=phrase("dòng đầu {count} ký tự", count=len(shown.subject)),
            most=phrase("{count} ký tự", count=SUBJECT_MOST),
        )
    return shown


def preview(event: str, channel: str, language: str, text: str = "") -> Preview:
    """A text, or the packaged one, filled in with long sample facts."""
    wordings = {(event, channel, language): text} if text else {}
    facts: Any = FACTS_OF[event](**_sample_facts(event))
    if channel in {SMS, ZALO}:
        words = Words("", write_short(event, facts, language, channel, wordings=wordings))
    else:
        words = write(event, facts, language, channel, wordings)
    return Preview(words.subject, words.body, len(words.body), parts_of(words.body))


def source(event: str, channel: str, language: str) -> str:
    """The packaged text, for reading and as a beginning of one's own."""
    found = packaged(event, channel, language)
    return found or ("{{ code }}\n{{ link }}" if "code" in placeholders(event, channel) else "{{ link }}")


def _sample_facts(event: str) -> dict[str, Any]:
    return {name: _sample(name, hint) for name, hint in get_type_hints(FACTS_OF[event]).items()}


def _sample(name: str, hint: Any) -> Any:
    """A fact as long as they come, so that a text which fits with it fits with all."""
    if name in _SAMPLES:
        return _SAMPLES[name]
    if get_origin(hint) in {Union, UnionType}:
        hint = next(one for one in get_args(hint) if one is not type(None))
    if hint is datetime:
        return _AT
    if hint is bool:
        return True
    if hint is int:
        return 50
    return ("Hồ sơ 000.00.12.H53-260828-0001",) if get_origin(hint) is tuple else "Nguyễn Thị Minh Khai"


# what a text may hold: words, {{ fact }}, {% if fact %}, {% for one in facts %}; nothing that runs anything else


def _used(nodes: Iterable[Node], inside: frozenset[str]) -> Iterator[str]:
    """The facts a text asks for; `inside` are the names of the loops around."""
    for node in nodes:
        if isinstance(node, TextNode):
            continue
        if isinstance(node, VariableNode):
            yield from _name(node.filter_expression, inside)
        elif isinstance(node, IfNode):
            for condition, inner in node.conditions_nodelists:
                if condition is not None:
                    yield from _asked(condition, inside)
                yield from _used(inner, inside)
        elif isinstance(node, ForNode) and len(node.loopvars) == 1:
            if isinstance(node.sequence, FilterExpression):
                yield from _name(node.sequence, inside)
            # their types are told wrongly by the stubs
            each: Any = node.nodelist_loop
            none: Any = node.nodelist_empty
            yield from _used(each, inside | {node.loopvars[0], "forloop.counter"})
            yield from _used(none, inside)
        else:
            raise WordingBroken(reason=phrase("lệnh không được dùng trong mẫu tin"))


def _asked(condition: Any, inside: frozenset[str]) -> Iterator[str]:
    """The facts of a condition; `and`, `or`, `not` have two sides or one."""
    value = getattr(condition, "value", None)
    if isinstance(value, FilterExpression):
        yield from _name(value, inside)
    for side in (getattr(condition, "first", None), getattr(condition, "second", None)):
        if side is not None:
            yield from _asked(side, inside)


def _name(expression: FilterExpression, inside: frozenset[str]) -> Iterator[str]:
    # a list in one line, {{ facts|join:", " }}, is all that a sign | may do
    if any(use.__name__ != "join" for use, _ in expression.filters):
        raise WordingBroken(reason=phrase("dấu | không được dùng trong mẫu tin"))
    name = str(expression.token).split("|", 1)[0]
    if name not in inside:
        yield name
