"""How the installation is: worker, outbox, channels, scanner, disk, versions (design §2, health page)."""

from __future__ import annotations

import platform
from importlib.metadata import version

import django
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from motcua.accounts.selectors import locks
from motcua.delivery import outgoing
from motcua.delivery import selectors as delivery
from motcua.delivery import services as delivery_services
from motcua.delivery.plugins import channel_named, check_channels
from motcua.documents.disk import room
from motcua.documents.plugins import current_scanner
from motcua.kernel.clock import now
from motcua.operations.selectors.backups import backup_state
from motcua.sites.console import forms
from motcua.sites.console.acts import Act, get_or_post, perform
from motcua.sites.console.rights import province_only
from motcua.sites.ui.typed import number_of

DEAD_SHOWN = 200
GIGABYTE = 1024**3


@province_only
def page(request: HttpRequest) -> HttpResponse:
    """Everything somebody on duty asks first, on one page."""
    at = now()
    outbox = delivery.outbox_health(at)
    scanner, disk, seen_at = current_scanner(), room(), delivery.worker_seen_at()
    facts = {
        "at": at,
        "worker_is_alive": delivery.is_fresh(seen_at, at),
        "worker_seen_at": seen_at,
        "outbox": outbox,
        "counted": delivery.COUNTED,
        "dead": list(delivery.dead_letters()[:20]),
        "channels": [
            (channel_named(name).label, name, problems) for name, problems in check_channels().items()
        ],
        "providers": [
            (one, channel_named(one.provider.channel).label) for one in delivery.provider_states(at)
        ],
        "undelivered": [
            (channel_named(name).label, delivery.undelivered(name)[: delivery.COUNTED].count())
            for name in check_channels()
        ],
        "unread": outgoing.unread()[: delivery.COUNTED].count(),
        "scanner": (scanner.label, scanner.check_config()),
        "disk": disk,
        "free_gb": disk.free // GIGABYTE,
        "total_gb": disk.total // GIGABYTE,
        "backup": backup_state(at),
        "locks": locks(at),
        "versions": [
            ("Một Cửa", version("motcua")),
            ("Python", platform.python_version()),
            ("Django", django.get_version()),
            ("PostgreSQL", delivery.database_version()),
        ],
    }
    return render(request, "console/health.html", facts)


@province_only
@get_or_post
def replay(request: HttpRequest, message: int) -> HttpResponse:
    """Gửi lại một thông điệp đã dừng gửi."""
    act = Act(
        title=gettext("Gửi lại thông điệp"),
        submit=gettext("Gửi lại"),
        done=gettext("Đã đưa thông điệp trở lại hàng đợi."),
        back=reverse("console:health"),
        trail=((gettext("Tình trạng hệ thống"), reverse("console:health")),),
        intro=gettext("Sửa nguyên nhân trước khi gửi lại, nếu không thông điệp sẽ lại dừng."),
        facts=((gettext("Số thứ tự trong hàng đợi"), message),),
    )
    form = forms.NothingForm(request.POST if request.method == "POST" else None)
    return perform(request, form, lambda _: delivery_services.replay(message=message, at=now()), act)


@province_only
@get_or_post
def dead_letters(request: HttpRequest) -> HttpResponse:
    """Thông điệp dừng gửi: by channel, with why; several, or all of a channel, are sent again."""
    channel = request.GET.get("kenh", "")
    known = {name: channel_named(name).label for name in check_channels()}
    channel = channel if channel in known else ""
    if request.method == "POST":
        do, at = request.POST.get("do", ""), now()
        ticked = [number_of(one) for one in request.POST.getlist("message")[:DEAD_SHOWN]]
        numbers = [one for one in ticked if one is not None]
        if do == "all" and channel:
            count = outgoing.replay_channel(channel=channel, at=at)
        elif do == "read":
            count = outgoing.read_many(arrivals=numbers, at=at)
        else:
            count = outgoing.replay_many(messages=numbers, at=at)
        said = gettext("Số thông điệp đã đưa trở lại hàng đợi: {count}.")
        messages.success(request, said.format(count=count))
        return redirect(f"{reverse('console:dead_letters')}{f'?kenh={channel}' if channel else ''}")
    rows = delivery.dead_letters()
    if channel:
        rows = rows.filter(channel=channel)
    found = list(rows[: DEAD_SHOWN + 1])
    facts = {
        "rows": [(one, known.get(one.channel, one.channel)) for one in found[:DEAD_SHOWN]],
        "unread": [(one, known.get(one.channel, one.channel)) for one in outgoing.unread()[:DEAD_SHOWN]],
        "has_more": len(found) > DEAD_SHOWN,
        "shown": DEAD_SHOWN,
        "channel": channel,
        "channels": list(known.items()),
    }
    return render(request, "console/dead_letters.html", facts)
