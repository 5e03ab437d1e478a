"""How each state looks: its word, its tone, its drawing (state = shape + colour + word)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Look:
    """Word, tone (a colour of `.mc-tag`) and drawing of a state."""

    label: str
    tone: str
    icon: str


# States of handling (design §10)
HANDLING: dict[str, Look] = {
    "draft": Look(_("Đang soạn"), "mute", "edit"),
    "submitted": Look(_("Chờ tiếp nhận"), "calm", "inbox"),
    "supplement_requested": Look(_("Chờ bổ sung"), "soon", "upload"),
    "refused": Look(_("Từ chối tiếp nhận"), "late", "stop"),
    "accepted": Look(_("Đã tiếp nhận"), "calm", "check"),
    "in_process": Look(_("Đang giải quyết"), "calm", "clock"),
    "waiting": Look(_("Đang tạm dừng chờ"), "soon", "pause"),
    "decided": Look(_("Đã có kết quả"), "good", "file"),
    "handed_over": Look(_("Đã trả kết quả"), "good", "check"),
    "stopped": Look(_("Dừng giải quyết"), "late", "stop"),
    "withdrawn": Look(_("Người nộp đã rút"), "mute", "arrow-left"),
    "expired": Look(_("Quá hạn bổ sung"), "late", "alert"),
}
UNKNOWN = Look(_("Không rõ"), "mute", "question")


def look_of(state: str) -> Look:
    """The look of a state of handling."""
    return HANDLING.get(state, UNKNOWN)
