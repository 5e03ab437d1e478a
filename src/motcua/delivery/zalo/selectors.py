"""The Official Account in use, what is wrong with it, and what may be said to whom."""

from __future__ import annotations

from datetime import datetime, timedelta

from motcua.delivery.zalo.models import ZaloAccount, ZaloTemplate, ZaloUser
from motcua.delivery.zalo.tokens import ALARM, oauth_of, opened
from motcua.kernel.clock import local
from motcua.partners.zalo.signature import challenge, is_signed

WINDOW = timedelta(days=7)
SIGNERS = ZaloAccount.SignsWith.choices


def account_in_use() -> ZaloAccount | None:
    """The Official Account that is in use now."""
    return ZaloAccount.objects.filter(is_active=True).first()


def account_of(oa_id: str) -> ZaloAccount | None:
    return ZaloAccount.objects.filter(oa_id=oa_id, is_active=True).first()


def is_webhook_signed(account: ZaloAccount, header: str, body: bytes, timestamps: list[str]) -> bool:
    """Whether a webhook's signature fits this account's own key."""
    signer = account.oa_id if account.signs_with == "oa_id" else account.app_id
    return is_signed(header, body, app_id=signer, timestamps=timestamps, key=opened(account.webhook_secret))


def may_speak_to(account: ZaloAccount, user_id: str, at: datetime) -> bool:
    """Whether a consultation message may go: within seven days of the user's last interaction."""
    return ZaloUser.objects.filter(account=account, user_id=user_id, last_at__gte=at - WINDOW).exists()


def follows(account: ZaloAccount, user_id: str) -> bool:
    """Whether somebody follows the account, by what they did last."""
    return ZaloUser.objects.filter(account=account, user_id=user_id, follows=True).exists()


def template_for(account: ZaloAccount, event: str) -> ZaloTemplate | None:
    return ZaloTemplate.objects.filter(account=account, event=event).first()


def templates_of(account: ZaloAccount) -> dict[str, ZaloTemplate]:
    return {one.event: one for one in ZaloTemplate.objects.filter(account=account)}


def permission_url(account: ZaloAccount, *, redirect_uri: str, state: str) -> str:
    """Where the OA's owner grants the permission."""
    wanted = challenge(opened(account.code_verifier))
    return oauth_of(account).permission_url(redirect_uri=redirect_uri, code_challenge=wanted, state=state)


def code_challenge(account: ZaloAccount) -> str:
    """The challenge to be entered in Zalo's console."""
    return challenge(opened(account.code_verifier))


def troubles(at: datetime) -> list[str]:
    """What is not set up or will soon not work, in Vietnamese sentences."""
    account = account_in_use()
    if account is None:
        return ["Chưa khai báo Zalo Official Account: tin Zalo không gửi đi được."]
    found = []
    if not account.refresh_token:
        found.append("Chưa cấp quyền cho ứng dụng Zalo: mở trang quản trị Zalo, bấm “Cấp quyền”.")
    elif account.refresh_until is not None and account.refresh_until <= at:
        found.append("Quyền của ứng dụng Zalo đã hết hạn: phải cấp quyền lại ở trang quản trị Zalo.")
    elif account.refresh_until is not None and account.refresh_until <= at + ALARM:
        day = local(account.refresh_until.isoformat()).strftime("%d/%m/%Y")
        found.append(f"Quyền của ứng dụng Zalo hết hạn ngày {day}: cần cấp quyền lại trước ngày đó.")
    if account.refresh_failed_at is not None:
        found.append(f"Lần đổi mã truy cập Zalo gần nhất không thành công ({account.refresh_error}).")
    return found
