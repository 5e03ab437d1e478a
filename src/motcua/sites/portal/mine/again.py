"""Filing again from a dossier that ended without a result."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from motcua.journey.resubmit import start_again
from motcua.kernel.clock import now
from motcua.kernel.uuid7 import uuid7
from motcua.sites.portal.filing.visit import account_of, note_saved, prove
from motcua.sites.portal.mine.dossiers import held
from motcua.sites.ui.filing import posted_key
from motcua.sites.ui.permissions import permission


@permission("public")
@never_cache
@require_POST
def again(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Begin a draft that holds what the ended dossier held; a second click leads to the same one."""
    it = held(request, dossier_id)
    account_id = account_of(request)
    copied = start_again(
        dossier=it.dossier, at=now(), key=posted_key(request) or uuid7(), account_id=account_id
    )
    draft = copied.opened.draft
    note_saved(request, draft)
    messages.success(request, gettext("Đã chép hồ sơ cũ sang hồ sơ mới. Kiểm tra lại từng phần rồi nộp."))
    if copied.dropped:
        names = "; ".join(copied.dropped)
        messages.warning(request, gettext("Không chép được các mục sau: {names}.").format(names=names))
    if account_id is not None:
        return redirect("portal:filing_applicant", draft.pk)
    prove(request, draft.pk, copied.opened.secret)
    return redirect("portal:filing_kept", draft.pk)
