"""Refusals that belong to screens themselves."""

from __future__ import annotations

from motcua.kernel.errors import NotAllowed, TooMany


class SignInNeeded(NotAllowed):
    """Nobody is signed in, or the session has ended. `door` is the page that lets people in."""

    door = ""
    code = "sign_in_needed"
    template = "Phiên làm việc đã kết thúc hoặc chưa đăng nhập. Vui lòng đăng nhập rồi thực hiện lại."


class KeyNeeded(SignInNeeded):
    """Nobody is signed in and no secret was proven: the same answer whether the dossier exists or not."""

    code = "key_needed"
    door = "portal:resume"


class WrongAccount(NotAllowed):
    """The account is of another kind, or holds none of the duties this page is for."""

    code = "wrong_account"
    template = "Trang này dành cho {who}. Vui lòng đăng nhập bằng tài khoản phù hợp hoặc liên hệ quản trị."


class AskedTooOften(TooMany):
    """More from one address than people send."""

    code = "asked_too_often"
    template = "Mạng bạn đang dùng vừa gửi quá nhiều lần. Vui lòng thử lại sau {seconds} giây."
