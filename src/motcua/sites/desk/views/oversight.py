"""Those who answer for dossiers: what is coming due, late, stuck; urging, and answering it (TN19-14.4, HG-15)."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from motcua.deadlines.selectors import calendar_named
from motcua.delivery.selectors import is_fresh, worker_seen_at
from motcua.journey.context import PROVINCE_CALENDAR
from motcua.journey.errors import NotYourDuty
from motcua.journey.reading.dossier import dossier_page
from motcua.oversight.compliance import ANSWERING
from motcua.oversight.selectors import (
    MOST,
    Kind,
    last_watch,
    listed,
    loads,
    overview,
    urges_waiting,
)
from motcua.oversight.services import HEADS, answer_urge, may_urge, urge, urges_to
from motcua.sites.desk.officers import READERS, fresh_key, officer_of, sent
from motcua.sites.desk.refused import attempt, show
from motcua.sites.ui.due import due_view
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.refusals import sentence_of, status_of
from motcua.sites.ui.typed import page_of

LISTS = {
    "tre-han": (Kind.LATE, _("Đã trễ hạn"), "late"),
    "con-1-ngay": (Kind.ONE_DAY, _("Còn 1 ngày làm việc"), "soon"),
    "con-2-ngay": (Kind.TWO_DAYS, _("Còn 2 ngày làm việc"), "soon"),
    "dung-yen": (Kind.STUCK, _("Đứng yên"), "late"),
    "tra-lai-hai-lan": (Kind.RETURNED_TWICE, _("Trả lại từ hai lần"), ""),
    "dang-don-doc": (Kind.URGED, _("Đang đôn đốc"), ""),
}


@permission(*READERS)
def watch(request: HttpRequest) -> HttpResponse:
    """The whole of what this officer answers for, as figures that open their lists and a drawing by place."""
    officer = officer_of(request)
    calendar, _version = calendar_named(PROVINCE_CALENDAR)
    figures = overview(officer.scope, calendar, at=officer.at)
    bars = loads(officer.scope, calendar, at=officer.at)
    seen_at = worker_seen_at()
    longest = max((bar.total for bar in bars), default=1)
    facts = {
        "cards": [
            {
                "url": reverse("desk:watch_list", args=[slug]),
                "label": label,
                "tone": tone if figures[kind] else "",
                "figure": f"{MOST - 1}+" if figures[kind] >= MOST else figures[kind],
            }
            for slug, (kind, label, tone) in LISTS.items()
        ],
        "bars": [
            (bar, [round(1000 * part / longest) for part in (bar.late, bar.soon, bar.in_time)])
            for bar in bars
        ],
        "waiting": urges_waiting(officer.scope),
        "watched_at": last_watch(),
        "worker_is_alive": is_fresh(seen_at, officer.at),
        "worker_seen_at": seen_at,
        "is_head": officer.scope.holds(*HEADS),
        "answers_for_time": officer.scope.holds(*ANSWERING),
    }
    return render(request, "desk/watch.html", facts)


@permission(*READERS)
def watch_list(request: HttpRequest, slug: str) -> HttpResponse:
    """One of the lists, the most pressing first."""
    if slug not in LISTS:
        raise Http404
    kind, label, _tone = LISTS[slug]
    officer = officer_of(request)
    calendar, _version = calendar_named(PROVINCE_CALENDAR)
    number = page_of(request.GET.get("page", ""))
    rows, has_more = listed(kind, officer.scope, calendar, at=officer.at, page=number)
    facts = {
        "title": label,
        "lists": [
            (reverse("desk:watch_list", args=[one]), words, one == slug)
            for one, (_k, words, _t) in LISTS.items()
        ],
        "rows": [(row, due_view(row.due_at, officer.at, calendar)) for row in rows],
        "previous": f"?{urlencode({'page': number - 1})}" if number > 1 else "",
        "next": f"?{urlencode({'page': number + 1})}" if has_more else "",
    }
    return render(request, "desk/watch_list.html", facts)


@permission(*READERS)
@require_http_methods(["GET", "POST"])
def urge_step(request: HttpRequest, dossier_id: UUID, task_id: UUID) -> HttpResponse:
    """Urge whoever has a step; the words and until when an answer is due are kept on the dossier."""
    officer = officer_of(request)
    page = dossier_page(dossier_id, officer.scope)
    task = next((one for one in page.tasks if one.pk == task_id), None)
    if request.method == "POST":
        form = sent(request)
        refusal = attempt(
            lambda: urge(
                dossier_id=dossier_id,
                task_id=task_id,
                officer=officer.actor(),
                scope=officer.scope,
                words=request.POST.get("words", "")[:2000],
                at=officer.at,
                key=form.key,
            )
        )
        if refusal is None:
            messages.success(
                request, gettext("Đã gửi lời đôn đốc; câu trả lời sẽ ở trang hồ sơ và hộp thư của bạn.")
            )
            return redirect("desk:dossier", dossier_id)
        facts = {"dossier": page.dossier, "task": task}
        return show(
            *(request, "desk/urge.html", facts),
            officer=officer,
            refusal=refusal,
            sent=form,
            problem_at="words",
        )
    if task is None or not may_urge(task, officer.scope):
        raise NotYourDuty(act=gettext("Đôn đốc"))
    return show(request, "desk/urge.html", {"dossier": page.dossier, "task": task}, officer=officer)


@permission(*READERS)
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, urge_id: UUID) -> HttpResponse:
    """Answer an urge that was sent to this officer or to a place of theirs."""
    officer = officer_of(request)
    one = urges_to(officer.scope).select_related("by", "dossier").filter(pk=urge_id).first()
    if one is None:
        raise Http404
    facts = {"urge": one, "key": fresh_key(), "sentence": "", "typed": {}}
    if request.method == "POST":
        words = request.POST.get("answer", "")[:2000]
        refusal = attempt(
            lambda: answer_urge(
                urge_id=urge_id, officer=officer.actor(), scope=officer.scope, answer=words, at=officer.at
            )
        )
        if refusal is None:
            messages.success(request, gettext("Đã gửi câu trả lời."))
            return redirect("desk:watch")
        facts |= {"sentence": sentence_of(refusal), "typed": request.POST}
        return render(request, "desk/urge_answer.html", facts, status=status_of(refusal))
    return render(request, "desk/urge_answer.html", facts)
