"""Leave written down by an agency's IT officer: who stands in for an officer, from when to when (TN19-14.5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, pgettext

from motcua.agencies import administration
from motcua.agencies.administration import Keeper
from motcua.agencies.errors import NotYourOfficer
from motcua.agencies.rules import Role
from motcua.agencies.services.delegations import NOT_DELEGATED
from motcua.journey.delegations import delegate, end_delegations
from motcua.journey.reading.leave import Leave, colleagues_for, leaves_of_officer
from motcua.kernel.clock import local_day, now
from motcua.sites.console import forms
from motcua.sites.console.acts import Act, actor_of, get_or_post, perform
from motcua.sites.console.officers.shown import Duty, duty_rows, officer_named, trail_of
from motcua.sites.console.rights import keeper_for, keepers


def leave_agencies(keeper: Keeper, postings: Iterable[Any]) -> set[UUID]:
    """The agencies of what an officer can delegate; nothing where one of them is not kept."""
    found = {one.agency_id for one in postings if Role(one.role) not in NOT_DELEGATED}
    return found if keeper.is_province or found <= set(keeper.agencies) else set()


def _kept(request: HttpRequest, account_id: UUID) -> tuple[set[UUID], list[Duty]]:
    """Refuses with NotYourOfficer when a duty that would be passed on lies in an agency that is not kept."""
    today = local_day(now())
    rows = duty_rows(administration.postings_of([account_id], today), today)
    able = [row for row in rows if row.is_now and Role(row.posting.role) not in NOT_DELEGATED]
    agencies = leave_agencies(keeper_for(request), [row.posting for row in able])
    if not agencies:
        raise NotYourOfficer
    return agencies, able


@keepers
@get_or_post
def record(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Ghi nghỉ phép, uỷ quyền: mọi nhiệm vụ của cán bộ do một người làm thay trong những ngày đã ghi."""
    account, at = officer_named(account_id), now()
    agencies, duties = _kept(request, account_id)
    act = Act(
        title=gettext("Ghi nghỉ phép, uỷ quyền"),
        submit=gettext("Ghi nghỉ phép"),
        done=gettext("Đã ghi. Người làm thay thấy và làm được việc từ ngày bắt đầu."),
        back=reverse("console:account", args=[account_id]),
        trail=trail_of(account),
        intro=gettext(
            "Nhiệm vụ vẫn là của cán bộ; mỗi việc làm thay ghi tên cả hai người. Quyền tự hết sau ngày cuối. "
            "Nghỉ hẳn hoặc chuyển công tác thì dùng mục Thay bằng cán bộ khác."
        ),
        facts=(
            (pgettext("one", "Cán bộ"), account.full_name),
            *((row.role, " – ".join(filter(None, [row.place, row.agency]))) for row in duties),
        ),
    )
    people = [(str(one), name) for one, name in colleagues_for(account_id, agencies, at=at)]
    form = forms.LeaveForm(
        request.POST or None,
        choices={"delegate": [("", gettext("– Chọn –")), *people]},
        initial={"valid_from": local_day(at)},
    )

    def write(given: dict[str, Any]) -> None:
        delegate(
            giver_id=account_id,
            delegate_id=UUID(given.pop("delegate")),
            **given,
            at=at,
            actor=actor_of(request, next(iter(agencies))),
        )

    return perform(request, form, write, act)


@keepers
@get_or_post
def end(request: HttpRequest, account_id: UUID, delegation_id: UUID) -> HttpResponse:
    """Kết thúc uỷ quyền: cán bộ đã đi làm lại."""
    account, at = officer_named(account_id), now()
    agencies, _duties = _kept(request, account_id)
    leave = _leave_with(account_id, delegation_id)
    act = Act(
        title=gettext("Kết thúc uỷ quyền"),
        submit=gettext("Kết thúc"),
        done=gettext("Đã kết thúc. Người làm thay không còn quyền từ bây giờ."),
        back=reverse("console:account", args=[account_id]),
        trail=trail_of(account),
        facts=(
            (pgettext("one", "Cán bộ"), leave.giver),
            (gettext("Người làm thay"), leave.delegate),
            (gettext("Từ ngày"), f"{leave.first:%d/%m/%Y}"),
            (gettext("Đến hết ngày"), f"{leave.last:%d/%m/%Y}"),
            (gettext("Nhiệm vụ"), "; ".join(leave.duties)),
        ),
        kind="warning",
    )

    def finish(given: dict[str, Any]) -> None:
        end_delegations(ids=leave.ids, at=at, actor=actor_of(request, next(iter(agencies))))

    return perform(
        request, forms.NothingForm(request.POST if request.method == "POST" else None), finish, act
    )


def _leave_with(account_id: UUID, delegation_id: UUID) -> Leave:
    for leave in leaves_of_officer(account_id, at=now()):
        if leave.giver_id == account_id and delegation_id in leave.ids:
            return leave
    raise Http404
