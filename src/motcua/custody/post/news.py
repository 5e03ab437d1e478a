"""What is told of a parcel, by its carrier or by the desk, and where it stands after that (hành trình bưu gửi)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from motcua.custody.post.models import Parcel, ParcelEvent
from motcua.custody.post.rules import ENDED, State, Told, contradicts, standing
from motcua.kernel.phrases import phrase
from motcua.kernel.text import nfc


@dataclass(frozen=True)
class News:
    """One thing that is told of a parcel.

    dedupe_key  the same thing told again is dropped by it
    """

    status: str
    code: str
    happened_at: datetime
    dedupe_key: str
    source: ParcelEvent.Source
    receiver: str = ""
    words: str = ""
    by: UUID | None = None


@dataclass(frozen=True)
class Change:
    """What a piece of news made of a parcel: nothing where `before` is `now`."""

    before: State
    now: State
    is_new: bool = True


def take_news(parcel: Parcel, news: News, *, at: datetime) -> Change:
    """Keep what the carrier or the desk tells, and let the parcel stand as all of it together says.

    Repeated, late and disordered news lead to the same state (rules.standing); unknown words are kept and shown.

    Takes
        parcel  locked
        at      when we heard of it
    """
    before = State(parcel.state)
    _, is_new = ParcelEvent.objects.get_or_create(
        parcel=parcel,
        dedupe_key=news.dedupe_key[:140],
        defaults={
            "status": news.status,
            "code": news.code[:60],
            "words": nfc(news.words)[:300],
            "receiver": nfc(news.receiver)[:200],
            "happened_at": min(news.happened_at, at),  # a carrier's clock that is fast
            "recorded_at": at,
            "source": news.source,
            "by_id": news.by,
        },
    )
    if not is_new:
        return Change(before, before, is_new=False)
    heap = list(ParcelEvent.objects.filter(parcel=parcel).order_by("happened_at"))
    told = [Told(one.status, one.happened_at) for one in heap]
    now = standing(before, told)
    if now is not before:
        parcel.state = now
        if now in {State.COLLECTED, State.UNDER_WAY} and parcel.collected_at is None:
            parcel.collected_at = next(
                (one.happened_at for one in heap if one.status in {"collected", "under_way"}), at
            )
        if now in ENDED:
            end = [one for one in heap if one.status == now.value]
            parcel.ended_at = end[-1].happened_at if end else at
            parcel.receiver_name = next((one.receiver for one in reversed(end) if one.receiver), "")
            parcel.problem = ""
    if contradicts(told):
        parcel.problem = phrase(
            "Bưu chính báo đã phát rồi lại báo chuyển hoàn hoặc thất lạc: cần hỏi lại bưu chính."
        )
    elif news.status == "unknown":
        parcel.problem = phrase("Bưu chính báo mã “{code}” chưa có trong bảng mã.", code=news.code)
    elif news.status == "attempted" and now is State.UNDER_WAY:
        parcel.problem = phrase("Bưu tá chưa phát được: {words}.", words=nfc(news.words) or news.code)
    elif now is not before and now not in {State.RETURNED, State.LOST}:
        parcel.problem = ""
    parcel.save()
    return Change(before, now)
