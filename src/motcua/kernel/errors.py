"""One refusal type: a stable code, named facts, and a Vietnamese sentence that says what to do next.

Services raise refusals; only the screens turn them into pages, HTTP statuses and other languages.
"""

from __future__ import annotations

from typing import Any, ClassVar

from motcua.kernel.phrases import Phrase, phrase


class Refusal(Exception):
    """A request the law or the data does not allow; nothing was changed (từ chối thực hiện).

    A subclass names one reason. `code` never changes once published; `template` is a Vietnamese
    sentence with the facts in braces that tells the person what happened and what to do next.
    """

    code: ClassVar[str] = "refused"
    template: ClassVar[str] = "Yêu cầu không thực hiện được. Vui lòng kiểm tra lại thông tin rồi thử lại."

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.code)

    @property
    def sentence(self) -> Phrase:
        """The Vietnamese sentence with its facts filled in; a screen tells it in its own language."""
        return phrase(self.template, **self.facts)

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence}"


class Unknown(Refusal):
    """What was asked for does not exist, or this person may not know that it does (404)."""

    code = "unknown"
    template = "Không tìm thấy thông tin được yêu cầu. Vui lòng kiểm tra lại đường dẫn hoặc mã đã nhập."


class NotAllowed(Refusal):
    """The person is known but has no right to this (403)."""

    code = "not_allowed"
    template = "Tài khoản này không có quyền thực hiện việc đó. Vui lòng liên hệ quản trị của cơ quan."


class Invalid(Refusal):
    """What was sent does not pass the rules of its form (422)."""

    code = "invalid"
    template = "Thông tin chưa hợp lệ. Vui lòng sửa các mục được đánh dấu rồi gửi lại."


class Conflict(Refusal):
    """Somebody else was first, or the state does not allow this act any more (409)."""

    code = "conflict"
    template = "Hồ sơ đã thay đổi. Vui lòng tải lại trang để xem tình trạng mới nhất."


class TooMany(Refusal):
    """Asked too often (429)."""

    code = "too_many"
    template = "Thao tác quá nhiều lần. Vui lòng đợi ít phút rồi thử lại."


class Unavailable(Refusal):
    """The installation cannot do it at the moment, whoever asks; it is no fault of what was sent (503)."""

    code = "unavailable"
    template = "Hệ thống tạm thời chưa thực hiện được. Vui lòng thử lại sau ít phút."
