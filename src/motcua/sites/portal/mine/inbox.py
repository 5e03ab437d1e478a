"""Notices to an account; and on the laptop the mails that did not leave."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.delivery.selectors import demo_mails
from motcua.kernel.clock import now
from motcua.notifications.selectors import inbox_of, notice_of
from motcua.notifications.services import mark_all_read, mark_read
from motcua.sites.portal.filing.visit import account_of
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.typed import page_of

PAGE = 50


@permission("applicant")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def inbox(request: HttpRequest) -> HttpResponse:
    """Notices, newest first; POST marks all as read."""
    account_id = account_of(request)
    assert account_id is not None
    if request.method == "POST":
        mark_all_read(account_id=account_id, at=now())
        return redirect("portal:inbox")
    only_unread = request.GET.get("loc") == "chua-doc"
    page = page_of(request.GET.get("trang", ""))
    first = (page - 1) * PAGE
    found = list(inbox_of(account_id, unread_only=only_unread)[first : first + PAGE + 1])
    narrowed = "loc=chua-doc&" if only_unread else ""
    facts = {
        "notices": found[:PAGE],
        "only_unread": only_unread,
        "previous": f"?{narrowed}trang={page - 1}" if page > 1 else "",
        "next": f"?{narrowed}trang={page + 1}" if len(found) > PAGE else "",
    }
    return render(request, "mine/inbox.html", facts)


@permission("applicant")
@never_cache
def message(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """One notice; opening it marks it as read, as in every mailbox."""
    account_id = account_of(request)
    assert account_id is not None
    notice = notice_of(account_id, message_id)
    if notice.read_at is None:
        mark_read(account_id=account_id, message_id=message_id, at=now())
    return render(request, "mine/message.html", {"notice": notice})


@permission("public")
@never_cache
def demo_mailbox(request: HttpRequest) -> HttpResponse:
    """Mails of the demonstration, which leave for nowhere; on a real installation there is no such page."""
    if not settings.MOTCUA_DEMO:
        raise Http404
    destination = str(request.GET.get("den", "")).strip()[:254].replace("\x00", "")
    mails = list(demo_mails(destination or None)[:PAGE])
    return render(request, "mine/demo_mailbox.html", {"mails": mails, "destination": destination})
