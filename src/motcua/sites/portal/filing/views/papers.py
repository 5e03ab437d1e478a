"""Papers: a page a component, photos from a phone, taken away again; a refused file stops none of the others."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.dossiers.selectors import answers_of_draft
from motcua.dossiers.services.drafts import attach_file, detach_file
from motcua.journey.context import documents_of
from motcua.journey.filing import Draft, file_of_draft, papers_of_draft
from motcua.kernel.clock import now
from motcua.sites.portal.filing.steps import PAPERS, road
from motcua.sites.portal.filing.views.filed import already_filed
from motcua.sites.portal.filing.visit import held_draft
from motcua.sites.ui.filing import ACCEPT, TYPES, limit_mb, take_files
from motcua.sites.ui.permissions import permission
from motcua.sites.ui.refusals import typed

PREFIX = "tep-"
MOST_PAGES = 30
# somebody's upload may not run, load or frame anything
LOCKED = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'; sandbox"


@permission("public")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The checklist with what is attached; every upload is kept, whichever button was pressed."""
    at = now()
    draft = held_draft(request, draft_id)
    if draft.submitted_at is not None:
        return already_filed(request, draft, file_names=typed(request).file_names)
    refused: dict[str, list[str]] = {}
    if request.method == "POST":
        refused = _take(request, draft, at)
        is_going_on = "_next" in request.POST or "_later" in request.POST
        if is_going_on and not refused:
            missing = papers_of_draft(draft).missing
            if not missing or "_later" in request.POST:
                return redirect("portal:filing_result", draft.pk)
            return _show(request, draft, refused, missing, status=422)
        if not refused:
            return redirect(request.get_full_path() + _anchor(request))
    return _show(request, draft, refused, status=422 if refused else 200)


def _take(request: HttpRequest, draft: Draft, at: datetime) -> dict[str, list[str]]:
    """Attach and take away; gives the sentences of what was refused, by component."""
    asked = papers_of_draft(draft)
    names = [PREFIX + one.component.id for one in asked.to_attach]
    room = {PREFIX + one.component.id: MOST_PAGES - len(one.files) for one in asked.to_attach}
    removed = str(request.POST.get("_remove", ""))
    for paper in asked.to_attach:
        for file in paper.files:
            if str(file.pk) == removed:
                detach_file(draft.pk, draft_file_id=file.pk, at=at)
    taken = take_files(request, names, at=at)
    refused = dict(taken.refused)
    for name, files in taken.files.items():
        for one in files[: room[name]]:
            attach_file(draft.pk, component_id=name.removeprefix(PREFIX), file_id=one.id, at=at)
        if len(files) > room[name]:
            sentence = (
                gettext("Mỗi loại giấy tờ nhận tối đa {most} tệp. Vui lòng ghép các trang thành một tệp PDF.")
            ).format(most=MOST_PAGES)
            refused.setdefault(name, []).append(sentence)
    return {name.removeprefix(PREFIX): sentences for name, sentences in refused.items()}


def _anchor(request: HttpRequest) -> str:
    component = str(request.POST.get("_upload") or request.POST.get("_at") or "")
    return f"#{PREFIX}{component}" if component.replace("-", "").replace("_", "").isalnum() else ""


def _show(
    request: HttpRequest,
    draft: Draft,
    refused: dict[str, list[str]],
    missing: tuple[str, ...] = (),
    *,
    status: int,
) -> HttpResponse:
    document, form, _ = documents_of(draft.release_id)
    shown = papers_of_draft(draft)
    problems = [
        {"field_id": PREFIX + name, "sentence": sentence}
        for name, sentences in refused.items()
        for sentence in sentences
    ]
    problems += [
        {"field_id": "", "sentence": gettext("Chưa đính kèm: {name}.").format(name=name)} for name in missing
    ]
    facts = {
        "draft": draft,
        "road": road(draft, form, answers_of_draft(draft), PAPERS),
        "papers": [(one, refused.get(one.component.id, ())) for one in shown.to_attach],
        "to_bring": shown.to_bring,
        "notes": document.component_notes,
        "problems": problems,
        "is_missing": bool(missing),
        "max_mb": limit_mb(),
        "types": TYPES,
        "accept": ACCEPT,
        "procedure": document,
    }
    return render(request, "filing/papers.html", facts, status=status)


@permission("public")
@never_cache
def attached(request: HttpRequest, draft_id: UUID, file_id: UUID) -> HttpResponseBase:
    """One of the files of this draft, for its own applicant."""
    stream, file = file_of_draft(held_draft(request, draft_id), file_id)
    return send_file(stream, file.name, file.media_type)


def send_file(stream: object, name: str, media_type: str) -> FileResponse:
    """A file as a download: it never opens inside the portal."""
    response = FileResponse(stream, content_type=media_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = LOCKED
    response.headers["Cache-Control"] = "private, no-store"
    return response
