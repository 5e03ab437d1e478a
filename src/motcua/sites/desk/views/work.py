"""Lists: my work, what waits at the desk, what is to be handed over, every dossier I may see."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from motcua.agencies.rules import Role
from motcua.dossiers.moves import LABELS, State
from motcua.journey.reading.bulk import acts_for
from motcua.journey.reading.work import Duty, WorkPage, WorkRow, dossiers_page, work_page
from motcua.processes.schema import StepKind
from motcua.sites.desk.officers import DESK, READERS, RECEIVERS, Officer, officer_of
from motcua.sites.desk.pressing import task_due
from motcua.sites.ui.due import DueView, due_view
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.typed import page_of
from motcua.workflow.selectors import Filters

KINDS = (
    (StepKind.RECEIVE, _("Kiểm tra, tiếp nhận")),
    (StepKind.ASSIGN, _("Phân công")),
    (StepKind.EXAMINE, _("Thẩm định, xử lý")),
    (StepKind.REVIEW, _("Xem xét")),
    (StepKind.APPROVE, _("Phê duyệt, ký")),
    (StepKind.REGISTER, _("Vào sổ, phát hành")),
    (StepKind.EXTERNAL, _("Chờ cơ quan khác")),
    (StepKind.RETURN, _("Trả kết quả")),
)
CHANNELS = (
    *(("online", _("Trực tuyến")), ("direct", _("Trực tiếp")), ("post", _("Bưu chính"))),
    *(("zalo", "Zalo"), ("kiosk", _("Ki-ốt")), ("national", _("Cổng quốc gia"))),
)
DUES = (("late", _("Đã trễ")), ("today", _("Hạn hôm nay")), ("later", _("Còn hạn")))
ORDERS = (("due", _("Hạn xử lý")), ("opened", _("Đến trước, làm trước")), ("applicant", _("Tên người nộp")))
LONGEST_SEARCH = 100


@permission(*READERS)
def work(request: HttpRequest) -> HttpResponse:
    """Everything open for this officer, pressing first, online before paper (TN19-4.2)."""
    return _list(request, "work", gettext("Việc của tôi"))


@permission(*RECEIVERS)
def reception(request: HttpRequest) -> HttpResponse:
    """What came in and waits to be checked at this officer's desks."""
    return _list(request, "reception", pgettext("page", "Tiếp nhận hồ sơ"), kind=StepKind.RECEIVE)


@permission(*DESK)
def handovers(request: HttpRequest) -> HttpResponse:
    """Decided dossiers whose results are fetched at this officer's desks."""
    return _list(request, "handover", gettext("Trả kết quả"), kind=StepKind.RETURN)


def _list(request: HttpRequest, page_name: str, title: str, *, kind: str = "") -> HttpResponse:
    officer = officer_of(request)
    filters, number = _filters(request, kind), _number(request)
    found = work_page(officer.scope, filters, at=officer.at, page=number)
    rows = [
        (row, task_due(row, officer.at, found.calendar), _promised(row, officer, found)) for row in found.rows
    ]
    chosen = {name: value for name in ("kind", "channel", "procedure", "due", "q", "order", "duty")
              if (value := request.GET.get(name, "").strip())}  # fmt: skip
    facts = {
        "page_name": page_name,
        "title": title,
        "rows": rows,
        "found": found,
        "filters": filters,
        "chosen": chosen,
        "is_narrowed": bool(set(chosen) - {"order", "duty"}),
        "choices": {
            "kinds": KINDS,
            "channels": CHANNELS,
            "dues": DUES,
            "orders": ORDERS,
            "procedures": found.procedures,
        },
        "has_fixed_kind": bool(kind),
        "tabs": _tabs(found, chosen),
        "previous": _address(chosen, number - 1) if number > 1 else "",
        "next": _address(chosen, number + 1) if found.has_more else "",
        "counts": menu_counts(found),
        "bulk_acts": []
        if page_name == "reception"
        else acts_for(officer.scope, at_desk=page_name == "handover"),
        "is_all": request.GET.get("chon") == "tat-ca",
        "all_address": _address({**chosen, "chon": "tat-ca"}, number),
        "may_receive": officer.scope.holds(*RECEIVERS),
        "is_reader_only": not officer.scope.holds(
            *(set(Role) & set(READERS) - {Role.SUPERVISOR, Role.INSPECTOR})
        ),
    }
    return render(request, "desk/work.html", facts)


def _promised(row: WorkRow, officer: Officer, found: WorkPage) -> DueView | None:
    if row.promised_at is None:
        return None
    return due_view(row.promised_at, officer.at, found.calendar, row.decided_at)


def menu_counts(found: WorkPage) -> dict[str, int]:
    """What the menu shows beside its entries."""
    return {
        "mine": found.counts.open,
        "reception": found.counts.reception,
        "handover": found.counts.handover,
    }


def _filters(request: HttpRequest, kind: str) -> Filters:
    def given(name: str, known: object) -> str:
        value = request.GET.get(name, "")
        return value if value in {code for code, _ in known} else ""  # type: ignore[attr-defined]  # pairs

    try:
        pools = (UUID(request.GET["duty"]),) if request.GET.get("duty") else ()
    except ValueError:
        pools = ()
    return Filters(
        kind=kind or given("kind", KINDS),
        channel=given("channel", CHANNELS),
        procedure_code=request.GET.get("procedure", "")[:40],
        text=request.GET.get("q", "").strip()[:LONGEST_SEARCH],
        due=given("due", DUES),
        order=given("order", ORDERS) or "due",
        pool_ids=pools,
    )


def _number(request: HttpRequest) -> int:
    return page_of(request.GET.get("page", ""))


def _tabs(found: WorkPage, chosen: dict[str, str]) -> list[tuple[str, str, bool, None]]:
    """One tab a duty where the officer has several."""
    if len(found.duties) < 2:
        return []
    rest = {name: value for name, value in chosen.items() if name != "duty"}
    everything = (gettext("Tất cả"), _address(rest), "duty" not in chosen, None)
    return [everything, *(_tab(duty, rest, chosen) for duty in found.duties)]


def _tab(duty: Duty, rest: dict[str, str], chosen: dict[str, str]) -> tuple[str, str, bool, None]:
    mine = str(duty.pool_id)
    return (duty.name, _address(rest | {"duty": mine}), chosen.get("duty") == mine, None)


def _address(chosen: dict[str, str], page: int = 1) -> str:
    return "?" + urlencode(chosen | ({"page": str(page)} if page > 1 else {}))


@permission(*READERS)
def dossiers(request: HttpRequest) -> HttpResponse:
    """Every dossier this officer may see, newest first."""
    officer, number = officer_of(request), _number(request)
    state = request.GET.get("state", "")
    state = state if state in set(State) else ""
    found = dossiers_page(officer.scope, state=state, page=number)
    chosen = {"state": state} if state else {}
    facts = {
        "rows": [
            (row, due_view(row.due_at, officer.at, found.calendar, row.decided_at, is_over=row.is_over))
            for row in found.rows
        ],
        "state": state,
        "states": [(one.value, gettext(LABELS[one])) for one in State if one is not State.DRAFT],
        "previous": _address(chosen, number - 1) if number > 1 else "",
        "next": _address(chosen, number + 1) if found.has_more else "",
        "may_receive": officer.scope.holds(*RECEIVERS),
    }
    return render(request, "desk/dossiers.html", facts)
