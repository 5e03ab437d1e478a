"""What the province settles of a published description by itself: questions, time to complete, the end (bãi bỏ)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, pgettext

from motcua.journey.policies import COMPLETION_DAYS
from motcua.kernel.clock import local_day, now
from motcua.procedures import services
from motcua.procedures.document import Duration, ProcedureDocument, Question
from motcua.procedures.selectors import administration as catalogue
from motcua.procedures.selectors.releases import release_on
from motcua.sites.console import forms
from motcua.sites.console.acts import Act, actor_of, get_or_post, perform
from motcua.sites.console.rights import province_only


def _in_force(code: str) -> tuple[Any, Any, ProcedureDocument]:
    """The procedure, its release of today and the description. Refuses with UnknownProcedure, NotInForce."""
    procedure = catalogue.procedure_named(code)
    release = release_on(procedure.code, local_day(now()))
    return procedure, release, release.procedure_document()


def _act(procedure: Any, release: Any, title: str, submit: str, done: str, **more: Any) -> Act:
    back = reverse("console:procedure", args=[procedure.code])
    trail = ((gettext("Thủ tục"), reverse("console:procedures")), (procedure.code, back))
    return Act(title, submit, done, back, trail, facts=[(pgettext("one", "Thủ tục"), release.name)], **more)


@province_only
@get_or_post
def faq(request: HttpRequest, code: str) -> HttpResponse:
    """Sửa câu hỏi thường gặp (TN19-16.2)."""
    procedure, release, document = _in_force(code)
    form = forms.FaqForm(
        request.POST or None,
        known=[(one.question, one.answer, one.source) for one in document.faq],
        initial={"effective_from": local_day(now())},
    )

    def save(given: dict[str, Any]) -> None:
        services.revise(
            procedure_id=procedure.id,
            changes={"faq": tuple(Question(question=q, answer=a, source=s) for q, a, s in form.rows)},
            decision=given["decision"],
            effective_from=given["effective_from"],
            at=now(),
            actor=actor_of(request),
        )

    act = _act(
        procedure,
        release,
        gettext("Câu hỏi thường gặp"),
        gettext("Công bố"),
        gettext("Đã công bố câu hỏi thường gặp."),
        intro=gettext(
            "Xoá trắng câu hỏi và câu trả lời để bỏ một câu. Nội dung mới là một phiên bản mới của thủ tục; "
            "hồ sơ đang giải quyết giữ phiên bản của mình."
        ),
    )
    return perform(request, form, save, act)


@province_only
@get_or_post
def completion(request: HttpRequest, code: str) -> HttpResponse:
    """Sửa thời gian được trả lại hồ sơ chưa đủ điều kiện sau tiếp nhận (TN19-12.4)."""
    procedure, release, document = _in_force(code)
    own, today = document.completion_limit, local_day(now())
    form = forms.CompletionForm(
        request.POST or None,
        initial={
            "amount": own.amount if own else None,
            "unit": own.unit if own else "working_day",
            "effective_from": today,
        },
    )

    def save(given: dict[str, Any]) -> None:
        limit = Duration(amount=given["amount"], unit=given["unit"]) if given["amount"] else None
        services.revise(
            procedure_id=procedure.id,
            changes={"completion_limit": limit},
            decision=given["decision"],
            effective_from=given["effective_from"],
            at=now(),
            actor=actor_of(request),
        )

    act = _act(
        procedure,
        release,
        gettext("Thời gian trả lại hồ sơ chưa đủ điều kiện"),
        gettext("Công bố"),
        gettext("Đã công bố thời gian trả lại hồ sơ chưa đủ điều kiện."),
        intro=gettext(
            "Sau khi tiếp nhận, cơ quan giải quyết chỉ được trả lại hồ sơ chưa đủ trong thời gian này. "
            "Thời gian chung của tỉnh hiện nay: {days} ngày làm việc."
        ).format(days=COMPLETION_DAYS.on(today)),
    )
    return perform(request, form, save, act)


@province_only
@get_or_post
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Bãi bỏ thủ tục từ sau một ngày."""
    procedure, release, _document = _in_force(code)
    form = forms.WithdrawForm(request.POST or None, initial={"last_day": local_day(now())})

    def save(given: dict[str, Any]) -> None:
        services.withdraw(procedure_id=procedure.id, **given, at=now(), actor=actor_of(request))

    act = _act(
        procedure,
        release,
        gettext("Bãi bỏ thủ tục"),
        gettext("Bãi bỏ"),
        gettext("Đã ghi việc bãi bỏ. Sau ngày cuối cùng không ai nộp được hồ sơ mới."),
        intro=gettext(
            "Không nhận hồ sơ mới sau ngày cuối cùng; phiên bản đã công bố cho những ngày sau đó cũng không có hiệu "
            "lực. Hồ sơ đã tiếp nhận được giải quyết tiếp theo phiên bản của mình."
        ),
        kind="warning",
    )
    return perform(request, form, save, act)
