"""Work notices to an officer: those that came, and by which ways they come (thông báo công việc; TN19-5.4)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.journey.reading.telling import reader_of_account
from motcua.kernel.errors import Refusal
from motcua.notifications.contacts import choose
from motcua.notifications.rules import EMAIL, ZALO, Level
from motcua.notifications.selectors import inbox_of, notice_of
from motcua.notifications.services import mark_all_read, mark_read
from motcua.sites.desk.officers import FormBroken, Officer, officer_of
from motcua.sites.ui.permissions import OFFICER, permission
from motcua.sites.ui.refusals import sentence_of, status_of
from motcua.sites.ui.typed import page_of

PAGE = 30
CHANNELS = {EMAIL: _("Thư điện tử"), ZALO: _("Zalo")}
LEVELS = {Level.ALL: _("Nhận thông báo công việc"), Level.NONE: _("Không nhận, chỉ xem ở trang này")}
LANGUAGES = {"vi": _("Tiếng Việt"), "en": _("Tiếng Anh")}


@permission(OFFICER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """The newest notices, and the ways they come; the inbox is no choice, it always has everything."""
    officer = officer_of(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            _act(request, officer)
        except Refusal as refused:
            refusal = refused
        else:
            return redirect("desk:notices")
    reader = reader_of_account(officer.account_id)
    standing = reader.standing(officer.at)
    page = page_of(request.GET.get("trang", ""))
    first = (page - 1) * PAGE
    found = list(inbox_of(officer.account_id)[first : first + PAGE + 1])
    since = standing.chosen.since
    facts = {
        "notices": found[:PAGE],
        "has_unread": any(one.read_at is None for one in found[:PAGE]),
        "previous": f"?trang={page - 1}" if page > 1 else "",
        "next": f"?trang={page + 1}" if len(found) > PAGE else "",
        "it": standing,
        "has_zalo": any(one.kind == "zalo" and not one.lost for one in standing.numbers),
        "rows": [
            (name, gettext(CHANNELS[name]), _shown(standing.chosen.levels[name]), since.get(name))
            for name in standing.ways
            if name in CHANNELS
        ],
        "names": {name: gettext(words) for name, words in CHANNELS.items()},
        "levels": [(level.value, gettext(words)) for level, words in LEVELS.items()],
        "languages": [(name, gettext(words)) for name, words in LANGUAGES.items()],
        "told": [
            (kind.label, [gettext(CHANNELS[name]) for name in ways if name in CHANNELS])
            for kind, ways in standing.told
        ],
        "sentence": sentence_of(refusal) if refusal else "",
    }
    return render(request, "desk/notices.html", facts, status=status_of(refusal) if refusal else 200)


def _shown(level: Level) -> str:
    """Work notices are all essential: of the three levels an officer has two."""
    return Level.NONE.value if level is Level.NONE else Level.ALL.value


def _act(request: HttpRequest, officer: Officer) -> None:
    """Refuses with NoSuchChoice, FormBroken."""
    match request.POST.get("act"):
        case "read":
            mark_all_read(account_id=officer.account_id, at=officer.at)
        case "choose":
            _choose(request, officer)
        case _:
            raise FormBroken


def _choose(request: HttpRequest, officer: Officer) -> None:
    reader = reader_of_account(officer.account_id)
    levels = reader.standing(officer.at).chosen.levels
    values = {name: request.POST[name] for name in (*CHANNELS, "language") if name in request.POST}
    # "only the essential" is the same for an officer: leaving it as it is shown changes nothing
    same = {name for name in CHANNELS if values.get(name) == _shown(levels[name])}
    wanted = {name: value for name, value in values.items() if name not in same}
    if choose(holder=reader.holder, values=wanted, at=officer.at):
        messages.success(request, gettext("Đã ghi lựa chọn của bạn."))
    else:
        messages.info(request, gettext("Lựa chọn của bạn vẫn như trước."))


@permission(OFFICER)
@never_cache
def message(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """One notice; opening it marks it as read, as in every mailbox. Refuses with NoticeNotFound somebody else's."""
    officer = officer_of(request)
    notice = notice_of(officer.account_id, message_id)
    if notice.read_at is None:
        mark_read(account_id=officer.account_id, message_id=message_id, at=officer.at)
    return render(request, "desk/notice.html", {"notice": notice})
