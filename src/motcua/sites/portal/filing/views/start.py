"""Before the first question: what is needed, how long it takes, what it costs, with or without an account."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.agencies.selectors import communes_on
from motcua.dossiers.services.drafts import open_draft
from motcua.journey.errors import NotOpenOnline
from motcua.journey.filing import paper_names
from motcua.kernel.clock import local_day, now
from motcua.kernel.uuid7 import uuid7
from motcua.procedures.codes import Channel
from motcua.procedures.document import Case
from motcua.procedures.rules import fees_for, limit_for
from motcua.procedures.selectors import COMMUNE_ANSWER, Page, asks_commune, is_open_online, procedure_page
from motcua.sites.portal.filing.visit import account_of, held_draft, note_saved, prove, secret_of
from motcua.sites.ui.filing import posted_key
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.ratelimit import refuse_if_too_often
from motcua.sites.ui.refusals import login_address
from motcua.sites.ui.spoken import spoken

BEGUN = 60  # drafts a minute from one address: a whole village may stand behind one
GET_OR_POST = ["GET", "HEAD", "POST"]


@permission("public")
@never_cache
@require_http_methods(GET_OR_POST)
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """The start page of a procedure; POST begins a draft, a second click leads to the same one."""
    at = now()
    page = procedure_page(slug, local_day(at))
    if not is_open_online(page.release, at):
        raise NotOpenOnline(procedure=page.card.name)
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _missing(request, page, at)
        if not errors:
            refuse_if_too_often(request, "begin", per_minute=BEGUN)
            return _begin(request, page, at)
    return render(
        request, "filing/start.html", _facts(request, page, errors, at), status=422 if errors else 200
    )


def _missing(request: HttpRequest, page: Page, at: datetime) -> dict[str, str]:
    errors = {}
    cases = {one.id for one in _cases(page)}
    if cases and request.POST.get("case") not in cases:
        errors["case"] = gettext("Chọn trường hợp của bạn.")
    if asks_commune(page.release, at):
        codes = {one.code for one in communes_on(local_day(at))}
        if request.POST.get(COMMUNE_ANSWER) not in codes:
            errors[COMMUNE_ANSWER] = gettext("Chọn xã, phường nơi giải quyết hồ sơ.")
    return errors


def _begin(request: HttpRequest, page: Page, at: datetime) -> HttpResponse:
    account_id = account_of(request)
    opened = open_draft(
        release_id=page.release.pk,
        at=at,
        account_id=account_id,
        case=str(request.POST.get("case", "")) if _cases(page) else "",
        applicant={COMMUNE_ANSWER: request.POST[COMMUNE_ANSWER]} if asks_commune(page.release, at) else None,
        key=posted_key(request),
    )
    note_saved(request, opened.draft)
    if account_id is not None:
        return redirect("portal:filing_applicant", opened.draft.pk)
    prove(request, opened.draft.pk, opened.secret)
    return redirect("portal:filing_kept", opened.draft.pk)


def _facts(request: HttpRequest, page: Page, errors: dict[str, str], at: datetime) -> dict[str, Any]:
    to_attach, to_bring = paper_names(page.document, "online")
    day = local_day(at)
    cases = [
        (
            one.id,
            one.name,
            " · ".join(part for part in (_limit_words(page, one.id), one.note) if part),
        )
        for one in _cases(page)
    ]
    asks = asks_commune(page.release, at)
    return {
        "page": page,
        "key": uuid7(),
        "errors": errors,
        "problems": [Trouble(name, sentence) for name, sentence in errors.items()],
        "cases": cases,
        "case": request.POST.get("case", ""),
        "communes": [(one.code, one.name) for one in communes_on(day)] if asks else [],
        "commune": request.POST.get(COMMUNE_ANSWER, ""),
        "limit": limit_for(page.document, channel=Channel.ONLINE),
        "fees": fees_for(page.document, channel=Channel.ONLINE, day=day),
        "to_attach": to_attach,
        "to_bring": to_bring,
        "is_applicant": account_of(request) is not None,
        "is_officer": request.user.is_authenticated and account_of(request) is None,
        "login_url": login_address(request),
    }


def _cases(page: Page) -> list[Case]:
    """The cases that people tell apart themselves; the others follow from the answers."""
    return [one for one in page.document.cases if one.when is None]


def _limit_words(page: Page, case: str) -> str:
    duration = limit_for(page.document, case, Channel.ONLINE).duration
    return gettext("Thời hạn: {limit}").format(limit=spoken(duration.words)) if duration else ""


class Trouble:
    """A line of the error summary."""

    def __init__(self, field_id: str, sentence: str) -> None:
        self.field_id, self.sentence = field_id, sentence


@permission("public")
@never_cache
def kept(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The reference and the secret of a draft begun without an account: noted before the first question."""
    draft = held_draft(request, draft_id)
    if draft.submitted_at is not None:
        return redirect("portal:filing_done", draft.pk)
    secret = secret_of(request, draft.pk)
    if not secret:
        return redirect("portal:filing", draft.pk)
    return render(request, "filing/kept.html", {"draft": draft, "secret": secret})
