"""The applicant takes a dossier back, or asks to stop it; and why the date is what it is. Works without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4, uuid5

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.audit.services import Actor
from motcua.dossiers.errors import UnknownDossier
from motcua.journey import stop as stopping
from motcua.journey.reading.due import due_pdf, why_for_holder
from motcua.journey.tracking import Tracked
from motcua.kernel.clock import now
from motcua.kernel.errors import Refusal, Unknown
from motcua.sites.portal.filing.visit import account_of, holder_of
from motcua.sites.portal.lookup.status import pdf
from motcua.sites.portal.mine.dossiers import held
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.refusals import sentence_of, status_of


@permission("public")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Take the dossier back before it is accepted; no reason is owed."""
    it = held(request, dossier_id)

    def do() -> None:
        stopping.withdraw(
            dossier_id=dossier_id,
            actor=Actor("applicant", account_of(request)),
            reason=request.POST.get("reason", "")[:2000],
            at=now(),
            key=uuid5(dossier_id, "withdraw"),  # a dossier is withdrawn once
        )

    return _page(
        request, it, do, template="mine/withdraw.html", is_open=it.may_withdraw, done=gettext("Đã rút hồ sơ.")
    )


@permission("public")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_stop(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Ask the desk to stop the handling; it answers within its time."""
    it = held(request, dossier_id)

    def do() -> None:
        stopping.ask_stop(
            dossier_id=dossier_id,
            applicant=Actor("applicant", account_of(request)),
            reason=request.POST.get("reason", "")[:2000],
            at=now(),
            key=_key(request),
        )

    done = gettext("Đã gửi đề nghị dừng giải quyết. Bộ phận Một cửa sẽ trả lời bạn.")
    return _page(request, it, do, template="mine/ask_stop.html", is_open=it.may_ask_stop, done=done)


def _key(request: HttpRequest) -> UUID:
    """Of the page that was sent; a garbled one is another act."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def _page(
    request: HttpRequest, it: Tracked, do: Callable[[], None], *, template: str, is_open: bool, done: str
) -> HttpResponse:
    """Ask once more, then do it; a refusal keeps what was typed."""
    facts = {"it": it, "dossier": it.dossier, "key": uuid4(), "said": "", "reason": ""}
    if request.method != "POST":
        return render(request, template, facts) if is_open else redirect("portal:dossier", it.dossier.pk)
    try:
        do()
    except Unknown:
        raise
    except Refusal as refusal:
        facts |= {"said": sentence_of(refusal), "reason": request.POST.get("reason", "")}
        return render(request, template, facts, status=status_of(refusal))
    messages.success(request, done)
    return redirect("portal:dossier", it.dossier.pk)


@permission("public")
@never_cache
def due(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Each step of the date, and what would have been had it been received at another time."""
    held(request, dossier_id)
    why = why_for_holder(dossier_id, holder_of(request))
    return render(request, "mine/due.html", {"why": why, "dossier": why.dossier})


@permission("public")
@never_cache
def due_print(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """The same as a PDF; there is none before a date is set."""
    held(request, dossier_id)
    why = why_for_holder(dossier_id, holder_of(request))
    if why.dossier.due_at is None:
        raise UnknownDossier
    return pdf(*due_pdf(why, at=now()))
