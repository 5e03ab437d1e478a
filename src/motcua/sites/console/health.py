"""How the installation is: worker, outbox, channels, scanner, disk, versions (design §2, health page)."""

from __future__ import annotations

import platform
from importlib.metadata import version

import django
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from motcua.accounts.selectors import locks
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
