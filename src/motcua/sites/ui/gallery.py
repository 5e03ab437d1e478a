"""Every component once, with long real words: for pictures, for axe, for whoever writes the next page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_noop

from motcua.kernel.clock import local
from motcua.sites.ui.due import due_view
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.states import HANDLING

NOW = local("2026-11-20T10:00")
LAYOUTS = {"can-bo": "ui/desk.html", "quan-tri": "ui/console.html"}


@dataclass(frozen=True, slots=True)
class SampleProblem:
    """A problem as forms give it."""

    field_id: str
    sentence: str


@permission("public")
def gallery(request: HttpRequest) -> HttpResponse:
    """The gallery; only in a demonstration or while developing. `?khung=can-bo` is the officers' density."""
    if not (settings.DEBUG or settings.MOTCUA_DEMO):
        raise Http404
    layout = LAYOUTS.get(request.GET.get("khung", ""), "ui/portal.html")
    return render(request, "ui/gallery.html", {"layout": layout, **samples()})


def samples() -> dict[str, Any]:
    """Long, real words: components break on them, if on anything."""
    dues: list[tuple[str, str | None]] = [
        ("2026-11-27T17:00", None),
        ("2026-11-21T17:00", None),
        ("2026-11-20T17:00", None),
        ("2026-11-19T17:00", None),
        ("2026-11-19T17:00", "2026-11-17T09:00"),
    ]
    shown = [due_view(local(due), NOW, None, local(done) if done else None) for due, done in dues]
    names = [
        "Nguyễn Hoàng Phương Uyên Thảo Nhi",
        "Công ty trách nhiệm hữu hạn một thành viên Thương mại Dịch vụ Xuất nhập khẩu Phước Đông",
        "Trần Thị Ngọc Bích",
        "Hộ kinh doanh Quán ăn gia đình Út Thủy",
        "Lê Văn Ẩn",
    ]
    states = ["submitted", "in_process", "waiting", "supplement_requested", "handed_over"]
    rows = [
        {
            "code": f"H53.18-261103-{number:04}",
            "name": name,
            "procedure": "Cấp giấy phép xây dựng mới đối với công trình cấp III, cấp IV và nhà ở riêng lẻ",
            "state": state,
            "due": due,
        }
        for number, (name, state, due) in enumerate(zip(names, states, shown, strict=True), 1)
    ]
    return {
        "states": list(HANDLING),
        "dues": [due_view(None, NOW), *shown],
        "rows": rows,
        "problems": [
            SampleProblem("sample-name", "Nhập họ và tên người nộp hồ sơ, đúng như trên thẻ căn cước."),
            SampleProblem("sample-born", "Ngày sinh phải là một ngày có thật, không ở tương lai."),
        ],
        "steps": [
            gettext_noop("Người nộp"),
            gettext_noop("Nội dung đề nghị"),
            gettext_noop("Giấy tờ"),
            gettext_noop("Xem lại và gửi"),
        ],
        "sexes": [("male", "Nam"), ("female", "Nữ")],
        "ways": [
            ("desk", "Nhận tại Bộ phận Một cửa", "Trung tâm Phục vụ hành chính công tỉnh, phường Long An"),
            ("post", "Nhận qua dịch vụ bưu chính công ích", "Cước phí trả cho bưu tá khi nhận"),
            ("electronic", "Chỉ nhận bản điện tử", ""),
        ],
        "chosen_ways": ["desk", "electronic"],
        "communes": [
            ("25459", "Phường Tân Ninh"),
            ("27694", "Phường Long An"),
            ("25585", "Xã Dương Minh Châu"),
        ],
        "tabs": [("Tất cả", "#1", True, 28), ("Sắp đến hạn", "#2", False, 3), ("Trễ hạn", "#3", False, 1)],
        "counts": {"mine": 28, "reception": 7, "handover": 12},
        "accepted_at": local("2026-11-03T08:15"),
        "now": NOW,
    }
