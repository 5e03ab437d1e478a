"""What applicants say by Zalo until a dossier is filed, and what lies here of it."""

from __future__ import annotations

from tests.zalo.builders import LAN, Town

from motcua.conversations.models import Conversation
from motcua.dossiers.models import Dossier, Draft

# what Chị Lan says when she files for herself
WHO = (
    *("1", "Nguyễn Thị Lan", "5/6/1990", "nữ", "1", "072190012345", "0901234567", "bỏ qua"),
    *("Tây Ninh", "Xã Thử", "Ấp 1"),
)
FORM = ("Nguyễn Thị Lan", "bỏ qua")


def begin(zalo: Town, who: str = LAN) -> str:
    """Up to the first question about the applicant."""
    zalo.follow(who)
    zalo.settle()
    assert "Bạn muốn nộp thủ tục nào" in zalo.tell(who, "nộp hồ sơ")
    assert "ĐỒNG Ý" in zalo.tell(who, "1")
    return zalo.tell(who, "Đồng ý")


def fill(zalo: Town, who: str = LAN) -> str:
    """Up to the first paper."""
    begin(zalo, who)
    said = ""
    for words in (*WHO, *FORM):
        said = zalo.tell(who, words)
    assert "Giấy tờ 1/" in said, said
    return said


def to_review(zalo: Town, who: str = LAN) -> str:
    fill(zalo, who)
    zalo.photo(who)
    said = zalo.tell(who, "xong")
    assert "NỘP" in said, said
    return said


def talk_of(who: str = LAN) -> Conversation:
    return Conversation.objects.get(peer=who)


def draft_of(who: str = LAN) -> Draft:
    return Draft.objects.get(pk=talk_of(who).draft_id)


def filed(zalo: Town, who: str = LAN) -> Dossier:
    to_review(zalo, who)
    zalo.tell(who, "nộp")
    return Dossier.objects.order_by("-id")[0]
