"""Handing in the receipt of a financial duty on the page where the applicant follows the dossier.

Works without JavaScript and without an account; a file that was taken in need not be chosen again when something
else was refused.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from motcua.audit.services import Actor
from motcua.documents.selectors import file_named
from motcua.journey.receipts import hand_in_receipt
from motcua.journey.tracking import Tracked
from motcua.kernel.clock import now
from motcua.kernel.errors import Refusal, Unknown
from motcua.sites.portal.filing.visit import account_of
from motcua.sites.portal.mine.dossiers import held, show
from motcua.sites.ui.filing import take_files
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.refusals import sentence_of, status_of

FILES = "chung-tu"
MOST_WORDS, MOST_FILES = 1000, 10
KEPT_SECONDS = 12 * 3600


@permission("public")
@never_cache
@require_POST
def hand_in(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Take the files in, then hand everything in; what was refused is told on the same page."""
    it, at = held(request, dossier_id), now()
    note = str(request.POST.get("ghi-chu", "")).replace("\x00", "")[:MOST_WORDS]
    taken = take_files(request, [FILES], at=at)
    files = [*_kept(request, dossier_id), *(one.id for one in taken.files.get(FILES, ()))][:MOST_FILES]
    if taken.refused:
        return _again(request, it, files, note, taken.refused[FILES], status=422)
    try:
        hand_in_receipt(
            dossier_id=dossier_id,
            applicant=Actor("applicant", account_of(request)),
            words=note,
            file_ids=files,
            at=at,
            key=_key(request),
        )
    except Unknown:
        raise
    except Refusal as refusal:
        return _again(request, it, files, note, [sentence_of(refusal)], status=status_of(refusal))
    messages.success(
        request, gettext("Đã gửi chứng từ. Bộ phận Một cửa kiểm tra rồi cho hồ sơ giải quyết tiếp.")
    )
    return redirect("portal:dossier", dossier_id)


def _again(
    request: HttpRequest, it: Tracked, files: list[UUID], note: str, said: list[str], *, status: int
) -> HttpResponse:
    more: dict[str, Any] = {
        "problems": [{"field_id": FILES, "sentence": sentence} for sentence in said],
        "file_error": said[0],
        "note": note,
        "kept": [file_named(one) for one in files],
        "kept_token": signing.dumps([str(one) for one in files], salt=_salt(it.dossier.pk)),
    }
    return show(request, it, status=status, **more)


def _kept(request: HttpRequest, dossier_id: UUID) -> list[UUID]:
    """The files this page took in before; only our own signature for this dossier counts."""
    try:
        told = signing.loads(str(request.POST.get("kept", "")), salt=_salt(dossier_id), max_age=KEPT_SECONDS)
    except signing.BadSignature:
        return []
    return [UUID(one) for one in told]


def _salt(dossier_id: UUID) -> str:
    return f"receipt/{dossier_id}"


def _key(request: HttpRequest) -> UUID:
    """Of the page that was sent; a garbled one is another act."""
    try:
        return UUID(str(request.POST.get("key", "")))
    except ValueError:
        return uuid4()
