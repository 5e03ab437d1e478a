"""Forms about who decides a procedure, who receives it, who is faster than the law."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from motcua.sites.console.forms.fields import INSTRUMENT, ConsoleForm, area, day, number, select, text


class CompetenceForm(ConsoleForm):
    """Cơ quan có thẩm quyền giải quyết."""

    kind = select(_("Cách xác định"))
    agency = select(_("Cơ quan"), _("Khi thẩm quyền thuộc một cơ quan cố định."), required=False)
    field = select(_("Mục của tờ khai"), _("Khi theo địa chỉ khai trong tờ khai."), required=False)
    agency_kind = select(
        _("Cơ quan cấp xã"),
        choices=[("people_committee", _("Ủy ban nhân dân cấp xã")), ("police", _("Công an cấp xã"))],
        required=False,
    )
    valid_from = day(_("Từ ngày"))
    instrument = text(_("Văn bản"), INSTRUMENT)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("kind") == "fixed" and not cleaned.get("agency"):
            self.add_error("agency", gettext("Vui lòng chọn cơ quan."))
        if cleaned.get("kind") == "commune_of_field" and not cleaned.get("field"):
            self.add_error("field", gettext("Vui lòng chọn mục của tờ khai có địa chỉ."))
        return cleaned


class ReceptionForm(ConsoleForm):
    """Giao cho một Bộ phận Một cửa tiếp nhận."""

    desk = select(_("Bộ phận Một cửa tiếp nhận"))
    agency = select(_("Tiếp nhận cho cơ quan"), _("Để trống: cho mọi cơ quan có thẩm quyền."), required=False)
    valid_from = day(_("Từ ngày"))
    instrument = text(_("Văn bản"), INSTRUMENT)


class PromiseForm(ConsoleForm):
    """Cam kết rút ngắn thời gian."""

    agency = select(_("Cơ quan cam kết"))
    amount = number(_("Thời hạn cam kết"), least=1)
    unit = select(
        _("Đơn vị"),
        choices=[
            ("working_day", _("ngày làm việc")),
            ("working_hour", _("giờ làm việc")),
            ("calendar_day", _("ngày")),
        ],
    )
    valid_from = day(_("Từ ngày"))
    instrument = text(_("Văn bản"), INSTRUMENT)


class AuthorisationForm(ConsoleForm):
    """Ủy quyền giải quyết tại quầy."""

    agency = select(_("Cơ quan ủy quyền"))
    email = text(
        _("Thư điện tử của cán bộ được ủy quyền"),
        _("Để trống khi ủy quyền theo nhiệm vụ tại một Bộ phận Một cửa."),
        required=False,
    )
    desk = select(_("Bộ phận Một cửa"), _("Khi ủy quyền theo nhiệm vụ."), required=False)
    role = select(
        _("Nhiệm vụ được ủy quyền"),
        choices=[("receiver", _("Cán bộ tiếp nhận")), ("desk_head", _("Phụ trách Bộ phận Một cửa"))],
        required=False,
    )
    valid_from = day(_("Từ ngày"))
    valid_to = day(_("Đến hết ngày"), required=False)
    instrument = text(_("Văn bản"), INSTRUMENT)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if bool(cleaned.get("email")) == bool(cleaned.get("desk")):
            self.add_error("email", gettext("Ghi một cán bộ, hoặc chọn một Bộ phận Một cửa và nhiệm vụ."))
        return cleaned


class OutsideForm(ConsoleForm):
    """Không tiếp nhận tại Bộ phận Một cửa."""

    agency = select(_("Áp dụng cho cơ quan"), _("Để trống: mọi cơ quan."), required=False)
    valid_from = day(_("Từ ngày"))
    valid_to = day(_("Đến hết ngày"), required=False)
    instrument = text(_("Văn bản"), INSTRUMENT)


MOST_QUESTIONS, BLANK_QUESTIONS = 100, 3


class FaqForm(ConsoleForm):
    """Câu hỏi thường gặp: mỗi câu một cặp ô; xoá trắng câu hỏi là bỏ câu đó."""

    def __init__(self, *args: Any, known: Sequence[tuple[str, str, str]] = (), **kwargs: Any) -> None:
        # rows that were sent count too: another page may have taken some away meanwhile
        sent = (
            [int(name[9:]) for name in args[0] or () if re.fullmatch(r"question_\d{1,3}", name)]
            if args
            else []
        )
        self.count = min(max([len(known), *sent]) + BLANK_QUESTIONS, max(len(known), MOST_QUESTIONS))
        initial = {
            f"{name}_{place}": value
            for place, row in enumerate(known, start=1)
            for name, value in zip(("question", "answer", "source"), row, strict=True)
        }
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        given = {name: self.fields.pop(name) for name in ("effective_from", "decision")}
        for place in range(1, self.count + 1):
            label = gettext("Câu hỏi {number}").format(number=place)
            self.fields[f"question_{place}"] = text(label, required=False)
            self.fields[f"answer_{place}"] = area(gettext("Trả lời"), required=False, most=4000)
            self.fields[f"source_{place}"] = text(gettext("Căn cứ"), required=False)
        self.fields |= given

    effective_from = day(_("Công bố từ ngày"))
    decision = text(_("Văn bản hoặc người quyết định"), INSTRUMENT)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        for place in range(1, self.count + 1):
            asked, said = cleaned.get(f"question_{place}"), cleaned.get(f"answer_{place}")
            if asked and not said:
                self.add_error(f"answer_{place}", gettext("Vui lòng ghi câu trả lời."))
            if said and not asked:
                self.add_error(f"question_{place}", gettext("Vui lòng ghi câu hỏi, hoặc xoá cả câu trả lời."))
        return cleaned

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """What was typed, without the rows that were left blank."""
        found = [
            tuple(
                str(self.cleaned_data.get(f"{name}_{place}") or "")
                for name in ("question", "answer", "source")
            )
            for place in range(1, self.count + 1)
        ]
        return [(question, answer, source) for question, answer, source in found if question]


class CompletionForm(ConsoleForm):
    """Thời gian được trả lại hồ sơ chưa đủ điều kiện sau tiếp nhận."""

    amount = number(
        _("Thời gian"),
        _("Để trống: theo thời gian chung của tỉnh ở trang Thiết lập."),
        least=1,
        most=365,
        required=False,
    )
    unit = select(
        _("Đơn vị"),
        choices=[
            ("working_day", _("ngày làm việc")),
            ("working_hour", _("giờ làm việc")),
            ("calendar_day", _("ngày")),
        ],
    )
    effective_from = day(_("Công bố từ ngày"))
    decision = text(_("Văn bản hoặc người quyết định"), INSTRUMENT)


class WithdrawForm(ConsoleForm):
    """Bãi bỏ thủ tục."""

    last_day = day(_("Ngày cuối cùng còn nhận hồ sơ"))
    decision = text(_("Quyết định bãi bỏ"), INSTRUMENT)
