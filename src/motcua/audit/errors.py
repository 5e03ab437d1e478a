from __future__ import annotations

from motcua.kernel.errors import Conflict


class WordsAlreadyDestroyed(Conflict):
    code = "words_already_destroyed"
    template = "Nội dung của sự kiện số {seq} đã được tiêu huỷ trước đó. Không cần thực hiện lại."
