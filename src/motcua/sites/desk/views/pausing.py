"""The handling waits and goes on: pause, tax notice, receipt, resume (tạm dừng, tiếp tục giải quyết)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods

from motcua.dossiers.errors import UnknownReceipt
from motcua.dossiers.services.pauses import FINANCIAL_DUTY, PUBLIC_POSTING, Duty, Payment
from motcua.journey import pause, receipts
from motcua.journey.errors import NotYourDuty
from motcua.journey.pause import PauseFacts
from motcua.journey.reading.dossier import DossierPage, dossier_page
from motcua.kernel.errors import Invalid
from motcua.sites.desk.days import day_of, typed_day
from motcua.sites.desk.officers import READERS, Officer, Sent, officer_of, sent
from motcua.sites.desk.refused import attempt, show
from motcua.sites.ui.permissions import permission

DAYS = ("until", "notice_on", "pay_by", "paid_on")


class AmountUnreadable(Invalid):
    code = "amount_unreadable"
    template = gettext_noop(
        "Số tiền chưa đúng. Vui lòng nhập số đồng, ví dụ 12.500.000; được miễn thì nhập 0."
    )


@permission(*READERS)
@require_http_methods(["GET", "POST"])
def waiting(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Pause; while it waits: the notice, the receipt, and go on."""
    officer = officer_of(request)
    if request.method == "GET":
        page = dossier_page(dossier_id, officer.scope, at=officer.at)
        if not any(act.act == "pause" for act in page.acts):
            raise NotYourDuty(act=gettext("Tạm dừng chờ"))
        return show(request, "desk/pause.html", _facts(page, {}), officer=officer)
    form, act = sent(request), request.POST.get("act", "")
    refusal = attempt(lambda: _do(request, officer, dossier_id, act, form))
    if refusal is not None:
        page = dossier_page(dossier_id, officer.scope, at=officer.at)
        facts = _facts(page, request.POST) | {"tried": act}
        return show(request, "desk/pause.html", facts, officer=officer, refusal=refusal, sent=form)
    done = {
        "pause": gettext("Đã tạm dừng; thời hạn đứng lại theo quy định của nguyên nhân."),
        "duty": gettext("Đã ghi thông báo nghĩa vụ tài chính."),
        "payment": gettext("Đã ghi nhận chứng từ nộp tiền."),
        "decline": gettext("Đã trả lời người nộp về chứng từ; hồ sơ vẫn chờ."),
        "resume": gettext("Hồ sơ được giải quyết tiếp, ngày hẹn đã tính lại."),
    }
    messages.success(request, done.get(act, done["resume"]))
    return redirect("desk:dossier", dossier_id)


def _do(request: HttpRequest, officer: Officer, dossier_id: UUID, act: str, form: Sent) -> None:
    common: dict[str, Any] = {
        "dossier_id": dossier_id,
        "officer": officer.actor(),
        "scope": officer.scope,
        "at": officer.at,
        "key": form.key,
        "expected_version": form.version,
    }
    posted = request.POST
    if act == "pause":
        cause = posted.get("cause", "")
        has_notice = cause == FINANCIAL_DUTY and posted.get("notice_number", "").strip()
        facts = PauseFacts(
            cause=cause,
            until=day_of(request.POST, "until"),
            place=posted.get("place", "")[:300],
            duty=_duty(request) if has_notice else None,
        )
        pause.pause(**common, facts=facts)
    elif act == "duty":
        pause.record_duty(**common, duty=_duty(request), pay_by=day_of(request.POST, "pay_by"))
    elif act == "payment":
        payment = Payment(day_of(request.POST, "paid_on"), posted.get("receipt_number", "").strip()[:80])
        pause.record_payment(**common, payment=payment)
    elif act == "decline":
        receipts.decline_receipt(
            **common, receipt_id=receipt_id_of(request), answer=posted.get("answer", "")[:1000]
        )
    else:
        pause.resume(**common, reason=posted.get("reason", ""))


def receipt_id_of(request: HttpRequest) -> UUID:
    """The receipt that a form names; refuses with UnknownReceipt."""
    try:
        return UUID(request.POST.get("receipt", ""))
    except ValueError as garbled:
        raise UnknownReceipt from garbled


def _duty(request: HttpRequest) -> Duty:
    digits = request.POST.get("amount", "").replace(".", "").replace(" ", "")
    if not digits.isdecimal() or len(digits) > 15:
        raise AmountUnreadable
    number = request.POST.get("notice_number", "").strip()[:80]
    return Duty(number, day_of(request.POST, "notice_on"), int(digits))


def _facts(page: DossierPage, posted: Any) -> dict[str, Any]:
    return {
        "page": page,
        "dossier": page.dossier,
        "pauses": page.cooperation.pauses,
        "days": {name: typed_day(posted, name) for name in DAYS},
        "causes": (
            (FINANCIAL_DUTY, gettext("Chờ người nộp thực hiện nghĩa vụ tài chính")),
            (PUBLIC_POSTING, gettext("Niêm yết công khai")),
        ),
        "may_resume": any(act.act == "pause" for act in page.acts),
    }
