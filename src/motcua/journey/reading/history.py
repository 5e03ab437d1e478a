"""The timeline of a dossier in words, and its clocks with their reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_noop as _

from motcua.accounts.selectors import names_of
from motcua.agencies.selectors import Scope
from motcua.dossiers import selectors
from motcua.dossiers.models import Clock, Dossier
from motcua.dossiers.moves import MOVES
from motcua.dossiers.selectors import Happening
from motcua.journey.context import documents_of
from motcua.journey.reading.visible import visible_dossier
from motcua.kernel.clock import TZ
from motcua.kernel.money import vnd

NOTES = {
    "check": pgettext_lazy("done", "Kiểm tra thành phần hồ sơ"),
    "charged": pgettext_lazy("done", "Xác định phí, lệ phí"),
    "paid": pgettext_lazy("done", "Thu phí, lệ phí"),
    "claimed": pgettext_lazy("done", "Nhận việc"),
    "assigned": pgettext_lazy("done", "Phân công"),
    "carried_over": pgettext_lazy("done", "Chuyển sang cơ quan kế thừa do sắp xếp đơn vị hành chính"),
    "taken_over": pgettext_lazy("done", "Bàn giao việc"),
    "released": pgettext_lazy("done", "Việc trở lại nơi chờ nhận"),
    "result": pgettext_lazy("done", "Ghi kết quả giải quyết"),
    "part_opened": pgettext_lazy("done", "Chuyển phần việc đến cơ quan phối hợp"),
    "part_done": pgettext_lazy("done", "Cơ quan phối hợp hoàn thành phần việc"),
    "part_left": pgettext_lazy("done", "Trả lại phần việc của cơ quan phối hợp"),
    "duty_told": pgettext_lazy("done", "Ghi thông báo nghĩa vụ tài chính"),
    "duty_paid": pgettext_lazy("done", "Ghi nhận chứng từ nộp tiền"),
    "receipt_given": pgettext_lazy("done", "Người nộp gửi chứng từ nộp tiền"),
    "receipt_declined": pgettext_lazy("done", "Chưa ghi nhận được chứng từ nộp tiền"),
    "opinion_answered": pgettext_lazy("done", "Trả lời ý kiến"),
    "opinion_revoked": pgettext_lazy("done", "Thu hồi yêu cầu lấy ý kiến"),
    "opinion_reminded": pgettext_lazy("done", "Nhắc trả lời ý kiến"),
    "opinion_late": pgettext_lazy("done", "Quá hạn trả lời ý kiến, đã báo người phụ trách Bộ phận Một cửa"),
    "opinion_assented": pgettext_lazy("done", "Hết hạn không trả lời ý kiến, coi như đồng ý"),
    "compared": pgettext_lazy("done", "Đối chiếu bản chính"),
    "difference_allowed": pgettext_lazy("done", "Cho phép trả kết quả khi bản chính không khớp"),
    "authorised": pgettext_lazy("done", "Ký kết quả theo ủy quyền của cơ quan giải quyết"),
    "reception_outside": pgettext_lazy("done", "Tiếp nhận ngoài trụ sở"),
    "return_outside": pgettext_lazy("done", "Trả kết quả ngoài trụ sở"),
    "taken_back": pgettext_lazy("done", "Thu hồi kết quả sai"),
    "urged": pgettext_lazy("done", "Đôn đốc"),
    "urge_answered": pgettext_lazy("done", "Trả lời đôn đốc"),
    "extension_proposed": pgettext_lazy("done", "Đề nghị hẹn lại ngày trả kết quả"),
    "extension_refused": pgettext_lazy("done", "Lãnh đạo không duyệt hẹn lại"),
    "stop_asked": pgettext_lazy("done", "Người nộp đề nghị dừng giải quyết"),
    "stop_declined": pgettext_lazy("done", "Không dừng giải quyết"),
    "stop_lapsed": pgettext_lazy("done", "Đề nghị dừng không thực hiện được vì đã có kết quả"),
    "settled": pgettext_lazy("done", "Xử lý phí, lệ phí khi dừng giải quyết"),
    "paper_opened": pgettext_lazy("done", "Lập túi giấy tờ tại Bộ phận Một cửa"),
    "paper_given": pgettext_lazy("done", "Lập giấy bàn giao giấy tờ"),
    "paper_received": pgettext_lazy("done", "Bên nhận xác nhận đã nhận giấy tờ"),
    "paper_missing": pgettext_lazy("done", "Bên nhận báo thiếu giấy tờ"),
    "paper_withdrawn": pgettext_lazy("done", "Thu hồi giấy bàn giao"),
    "paper_owed": pgettext_lazy("done", "Ghi bản chính phải trả lại người nộp"),
    "paper_returned": pgettext_lazy("done", "Trả giấy tờ cho người nộp"),
    "paper_inherited": pgettext_lazy("done", "Giấy tờ theo hồ sơ sang cơ quan kế thừa"),
    "paper_archived": pgettext_lazy("done", "Lưu giấy tờ"),
    "paper_unaccounted": pgettext_lazy("done", "Tiếp tục khi giấy tờ chưa đủ ở đây"),
    "contact_lost": pgettext_lazy("done", "Số nhận tin của người nộp không còn dùng được"),
    "paper_posted": pgettext_lazy("done", "Giấy tờ đi cùng bưu gửi"),
    "paper_back": pgettext_lazy("done", "Giấy tờ trở lại cùng bưu gửi bị chuyển hoàn"),
    "post_asked": pgettext_lazy("done", "Đề nghị nhận kết quả qua bưu chính"),
    "post_cancelled": pgettext_lazy("done", "Thôi nhận kết quả qua bưu chính"),
    "return_asked": pgettext_lazy("done", "Đề nghị gửi trả bản chính qua bưu chính"),
    "return_cancelled": pgettext_lazy("done", "Thôi gửi trả bản chính qua bưu chính"),
    "post_packed": pgettext_lazy("done", "Đóng gói gửi bưu chính"),
    "post_unpacked": pgettext_lazy("done", "Mở lại bưu gửi"),
    "post_taken": pgettext_lazy("done", "Bưu tá đã nhận bưu gửi"),
    "post_delivered": pgettext_lazy("done", "Bưu gửi đã được phát"),
    "post_returned": pgettext_lazy("done", "Bưu gửi bị chuyển hoàn"),
    "post_lost": pgettext_lazy("done", "Bưu chính báo thất lạc bưu gửi"),
    "post_unsettled": pgettext_lazy("done", "Bưu chính báo đã phát, chưa ghi được trả kết quả"),
    "post_received": pgettext_lazy("done", "Nhận giấy tờ gửi qua bưu chính"),
    "reminded": pgettext_lazy("done", "Nhắc người nộp bổ sung hồ sơ"),
    "late_entry": pgettext_lazy(
        "done", "Phê duyệt nhập sau: hồ sơ đã nhận bằng phiếu giấy khi hệ thống ngừng"
    ),
    "words_destroyed": pgettext_lazy("done", "Huỷ nội dung theo quy định"),
}
WORDS = {
    "text": "",
    "participant": _("Cơ quan phối hợp"),
    "place": _("Nơi niêm yết"),
    "at_place": _("Nơi thực hiện"),
    "instrument": _("Theo văn bản"),
    "notice": _("Thông báo số"),
    "asked": _("Nơi được hỏi"),
    "question": _("Nội dung"),
    "answer": _("Trả lời"),
    "reason": _("Lý do"),
    "words": _("Nội dung"),
    "receiver": _("Người nhận"),
    "paper": _("Giấy tờ"),
    "receipt": _("Số biên lai"),
    "name": _("Kết quả"),
    "number": _("Số"),
    "signer": _("Người ký"),
    "reasons": _("Lý do không giải quyết"),
    "content": _("Nội dung"),
    "where": _("Địa điểm"),
    "participants": _("Thành phần tham dự"),
    "asker": _("Người đề nghị"),
    "to": _("Bên nhận"),
    "from": _("Bên giao"),
    "carrier": _("Gửi qua"),
    "remark": _("Bên nhận ghi"),
    "papers": _("Giấy tờ"),
    "head_reason": _("Lý do của người đứng đầu"),
    "agency": _("Cơ quan giải quyết"),
    "contact": _("Số nhận tin"),
    "originals": "",
    "fees": "",
}
CAUSES = {
    "financial_duty": _("nộp nghĩa vụ tài chính"),
    "public_posting": _("niêm yết công khai"),
}
SYSTEM_NAMES = {"applicant": _("Người nộp hồ sơ"), "system": _("Hệ thống"), "partner": _("Hệ thống kết nối")}


@dataclass(frozen=True, slots=True)
class Line:
    """One happening: what, when, by whom, in which words; `is_late_entry` when it was recorded on a later day."""

    seq: int
    kind: str
    title: str
    at: datetime
    recorded_at: datetime
    who: str
    lines: tuple[str, ...]
    is_late_entry: bool


@dataclass(frozen=True)
class History:
    """The whole timeline, newest first, and the clocks."""

    dossier: Dossier
    lines: tuple[Line, ...]
    clocks: tuple[Clock, ...]


def history(dossier_id: UUID, scope: Scope) -> History:
    """Everything that happened to a dossier this officer may see; six statements.

    Refuses
        UnknownDossier
    """
    dossier = visible_dossier(dossier_id, scope)
    return History(dossier, timeline(dossier), tuple(selectors.clocks_of(dossier.pk)))


def timeline(dossier: Dossier, *, after_seq: int = 0) -> tuple[Line, ...]:
    """What happened since an event, newest first; three statements."""
    happenings = [one for one in selectors.timeline_of(dossier.pk) if one.seq > after_seq]
    people = {one.actor_id for one in happenings if one.actor_id} | _owners(happenings)
    names = names_of(people)
    process = documents_of(dossier.release_id)[2]
    steps = {step.id: step.name for step in process.steps} if process else {}
    return tuple(_line(one, names, steps) for one in reversed(happenings))


def _owners(happenings: Iterable[Happening]) -> set[UUID]:
    return {
        UUID(one.body[name])
        for one in happenings
        for name in ("owner", "leaving", "on_behalf_of")
        if one.body.get(name)
    }


def _line(one: Happening, names: dict[UUID, str], steps: dict[str, str]) -> Line:
    who = names.get(one.actor_id, "") if one.actor_id else ""
    return Line(
        seq=one.seq,
        kind=one.kind,
        title=_title_of_turn(one, steps.get(str(one.body.get("step", "")), "")) or _title(one, names, steps),
        at=one.happened_at,
        recorded_at=one.recorded_at,
        who=_on_behalf(one, who, names) or gettext(SYSTEM_NAMES.get(one.actor_kind, "")),
        lines=tuple(_words(one.words)),
        is_late_entry=(one.recorded_at - one.happened_at).days >= 1,
    )


def _on_behalf(one: Happening, who: str, names: dict[UUID, str]) -> str:
    """Who did it, and for whom where the duty was delegated."""
    giver = names.get(UUID(one.body["on_behalf_of"]), "") if one.body.get("on_behalf_of") else ""
    return gettext("{who} (thay {giver})").format(who=who, giver=giver) if giver else who


def _title(one: Happening, names: dict[UUID, str], steps: dict[str, str]) -> str:
    body = one.body
    step = steps.get(str(body.get("step", "")), "")
    if one.kind == "process" and body.get("back_to"):
        return gettext("Trả lại bước “{step}”").format(step=steps.get(str(body["back_to"]), ""))
    if one.kind == "process":
        return gettext("Hoàn thành bước “{step}”").format(step=step)
    if one.kind in {"claimed", "assigned"}:
        owner = names.get(UUID(body["owner"]), "") if body.get("owner") else ""
        return f"{NOTES[one.kind]}: {step or gettext('kiểm tra hồ sơ')} → {owner}"
    if one.kind in {"taken_over", "released"}:
        people = [names.get(UUID(body[name]), "") for name in ("leaving", "owner") if body.get(name)]
        return f"{NOTES[one.kind]}: {' → '.join(people)}"
    if one.kind in {"accept", "settle"}:
        accepted = pgettext("done", "Tiếp nhận hồ sơ") if one.kind == "accept" else _plain_title(one)
        return gettext("{accepted}, cấp mã {code}").format(accepted=accepted, code=body.get("code", ""))
    about = _about(one)
    return f"{_plain_title(one)}: {about}" if about else _plain_title(one)


def _about(one: Happening) -> str:
    """What the title of an event adds to its kind: a sum, what is waited for."""
    if one.kind in {"charged", "paid", "duty_told"}:
        return vnd(int(one.body["amount_vnd"]))
    if one.kind == "part_done":
        return gettext("quá hạn") if one.body.get("late") else gettext("đúng hạn")
    cause = CAUSES.get(str(one.body.get("cause"))) if one.kind in {"pause", "resume"} else None
    return gettext(cause) if cause else ""


def _plain_title(one: Happening) -> str:
    return gettext(TITLES[one.kind]) if one.kind in TITLES else str(NOTES.get(one.kind, one.kind))


def _title_of_turn(one: Happening, step: str) -> str:
    """The words of what turns a dossier off the straight road; empty for everything else."""
    if one.body.get("refuses") == "signed":
        return gettext("Ký không giải quyết hồ sơ ở bước “{step}”").format(step=step)
    if one.body.get("refuses"):
        return gettext("Đề xuất không giải quyết hồ sơ ở bước “{step}”").format(step=step)
    if one.kind in {"extension_proposed", "extend"}:
        due_at = datetime.fromisoformat(str(one.body["new_due_at"])).astimezone(TZ)
        words = gettext(TITLES[one.kind]) if one.kind in TITLES else str(NOTES[one.kind])
        return f"{words}: {due_at:%H:%M %d/%m/%Y}"
    return ""


TITLES = {move.act: move.title for move in MOVES}


def _words(words: dict[str, Any]) -> Iterable[str]:
    for key, value in words.items():
        if key in {"remarks", "settled"} and isinstance(value, dict):
            yield from (f"{name}: {remark}" for name, remark in value.items())
        elif value:
            label = gettext(WORDS.get(key, key))
            yield f"{label}: {value}" if label else str(value)
