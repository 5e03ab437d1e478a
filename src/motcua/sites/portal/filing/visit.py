"""Who is filling: an account, or a visit that proved the secret; and what this visit itself saved last.

The session keeps ids, numbers of versions (and from which tab they came) and the sealed secret of a draft begun
without an account, so that it can be shown once more when the dossier is filed. Nothing personal lies in it.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest

from motcua.dossiers.access import Holder, drafts_held_by
from motcua.dossiers.errors import UnknownDossier
from motcua.dossiers.selectors import draft_in
from motcua.journey.filing import Draft
from motcua.parties.selectors import sealer
from motcua.sites.ui.errors import KeyNeeded
from motcua.sites.ui.permissions import APPLICANT_KINDS
from motcua.sites.ui.typed import number_of

PROVEN = "filing_proven"
SECRETS = "filing_secrets"
SAVED = "filing_saved"
PAGES = "filing_pages"
PAGE = "_page"
LONGEST_PAGE_ID = 40


def account_of(request: HttpRequest) -> UUID | None:
    """The citizen's or organisation's account; officers file at the counter, not here."""
    user = request.user
    return user.id if user.is_authenticated and user.kind in APPLICANT_KINDS else None


def holder_of(request: HttpRequest) -> Holder:
    """What this visit may open."""
    return Holder(account_of(request), frozenset(UUID(one) for one in request.session.get(PROVEN, ())))


def prove(request: HttpRequest, dossier_id: UUID, secret: str) -> None:
    """Remember that this visit knows the secret; the session gets a new key (no fixation)."""
    request.session.cycle_key()
    proven = [*request.session.get(PROVEN, ()), str(dossier_id)]
    request.session[PROVEN] = sorted(set(proven))
    request.session[SECRETS] = {**request.session.get(SECRETS, {}), str(dossier_id): sealer().seal(secret)}


def secret_of(request: HttpRequest, dossier_id: UUID) -> str:
    """The secret this visit began with or typed; empty when it came by an account."""
    kept: dict[str, Any] = request.session.get(SECRETS, {})
    sealed = kept.get(str(dossier_id), "")
    return sealer().open(sealed) if sealed else ""


def held_draft(request: HttpRequest, draft_id: UUID) -> Draft:
    """The draft this visit may fill.

    Refuses
        UnknownDossier for a signed-in person, also for somebody else's; KeyNeeded for everybody else, whether there
        is such a draft or not
    """
    try:
        return draft_in(drafts_held_by(holder_of(request)), draft_id)
    except UnknownDossier:
        if request.user.is_authenticated:
            raise
        raise KeyNeeded from None


def page_id(request: HttpRequest) -> str:
    """The id of a page in one tab: born when it is opened, sent with whatever is typed there."""
    return str(request.POST.get(PAGE, ""))[:LONGEST_PAGE_ID] or uuid4().hex


def note_saved(request: HttpRequest, draft: Draft, section_id: str = "") -> None:
    """This visit made this version, from this page: going back to an older page of its own is no conflict."""
    key = str(draft.pk)
    request.session[SAVED] = {**request.session.get(SAVED, {}), key: draft.version}
    if section_id:
        pages: dict[str, Any] = request.session.get(PAGES, {})
        last = [str(request.POST.get(PAGE, ""))[:LONGEST_PAGE_ID], draft.version]
        request.session[PAGES] = {**pages, key: {**pages.get(key, {}), section_id: last}}


def is_elsewhere_changed(request: HttpRequest, draft: Draft, section_id: str) -> bool:
    """Whether another device, or another tab at this section, saved after the page that is sent now was opened."""
    seen = str(request.POST.get("_version", ""))
    opened = number_of(seen)
    if opened is None or opened == draft.version:
        return False
    key = str(draft.pk)
    own: dict[str, int] = request.session.get(SAVED, {})
    if own.get(key) != draft.version:
        return True
    pages: dict[str, dict[str, tuple[str, int]]] = request.session.get(PAGES, {})
    page, version = pages.get(key, {}).get(section_id, ("", 0))
    return version > opened and page != str(request.POST.get(PAGE, ""))[:LONGEST_PAGE_ID]
