"""Attachments and printed papers: only to somebody who may see the dossier they lie in."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from motcua.journey.reading.dossier import attached_file, slip_pdf
from motcua.sites.desk.officers import READERS, officer_of
from motcua.sites.ui.permissions import permission

# An attachment is somebody else's content: it may not run, load, or frame anything. Chromium's own PDF viewer
# refuses to open in a sandbox, and already is one; so a PDF goes without that word.
LOCKED = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
SANDBOX = f"{LOCKED}; img-src 'self'; sandbox"


@permission(*READERS)
def attachment(request: HttpRequest, dossier_id: UUID, file_id: UUID) -> HttpResponseBase:
    """One file, shown in the page if it is a picture or PDF, else downloaded."""
    officer = officer_of(request)
    stream, file = attached_file(dossier_id, file_id, officer.scope)
    officer.has_read(dossier_id)
    inline = bool(file.shows) and "tai" not in request.GET
    response = FileResponse(stream, content_type=file.media_type)
    response.headers["Content-Length"] = str(file.size)
    guard(response, file.name, inline=inline, policy=LOCKED if file.shows == "pdf" else SANDBOX)
    return response


@permission(*READERS)
def viewer(request: HttpRequest, dossier_id: UUID, file_id: UUID) -> HttpResponse:
    """A picture fitted into the frame beside the checklist, with its name and whether it was scanned."""
    officer = officer_of(request)
    stream, file = attached_file(dossier_id, file_id, officer.scope)
    stream.close()
    officer.has_read(dossier_id)
    return render(request, "desk/viewer.html", {"dossier_id": dossier_id, "file": file})


def pdf(request: HttpRequest, content: bytes, name: str) -> HttpResponse:
    """A paper of ours as PDF, shown in the page or, with `?tai`, downloaded."""
    response = HttpResponse(content, content_type="application/pdf")
    guard(response, name, inline="tai" not in request.GET, policy=LOCKED)
    return response


@permission(*READERS)
def slip(request: HttpRequest, dossier_id: UUID, document_id: UUID) -> HttpResponse:
    """An issued paper as PDF, the same bytes at every reprint."""
    officer = officer_of(request)
    content, name = slip_pdf(dossier_id, document_id, officer.scope)
    officer.has_read(dossier_id)
    return pdf(request, content, name)


def guard(response: HttpResponseBase, name: str, *, inline: bool, policy: str) -> None:
    """The headers of a paper: how it is shown, its name, and that nothing in it may run or be kept."""
    way = "inline" if inline else "attachment"
    response.headers["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(name)}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = policy
    response.headers["Cache-Control"] = "private, no-store"
