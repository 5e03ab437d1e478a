"""The files that officers add to a form. What was taken in is named again by the page that a refusal shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from motcua.documents.errors import FileNotFound
from motcua.documents.selectors import file_named
from motcua.documents.services import store_file
from motcua.kernel.errors import Refusal
from motcua.sites.desk.officers import Officer
from motcua.sites.ui.typed import id_of

EARLIER = "file_id"  # the field that names a file a refused page took in


def take_in(request: HttpRequest, officer: Officer, name: str, kept: list[Any]) -> None:
    """Those taken in before, then those sent now, into `kept`. One that is refused loses none of the others.

    Takes
        name  the field of the files sent now
    Refuses
        FileNotFound for a file of somebody else; whatever refuses an upload, after the others were taken in
    """
    kept += [own_file(text, officer) for text in request.POST.getlist(EARLIER) if text]
    refused = store_each(request, officer, name, kept)
    if refused is not None:
        raise refused


def store_each(request: HttpRequest, officer: Officer, name: str, kept: list[Any]) -> Refusal | None:
    """Take the files sent now into `kept`; gives what refused the first of those that were not taken."""
    refused: Refusal | None = None
    for upload in request.FILES.getlist(name):
        try:
            kept.append(_store(upload, officer))
        except Refusal as refusal:
            refused = refused or refusal
    return refused


def take_one(request: HttpRequest, officer: Officer, name: str) -> Any | None:
    """The file sent now, else the one taken in before, else none. Refuses as `take_in` does."""
    upload, earlier = request.FILES.get(name), request.POST.get(EARLIER, "")
    if upload is not None:
        return _store(upload, officer)
    return own_file(earlier, officer) if earlier else None


def own_file(text: str, officer: Officer) -> Any:
    """A file this officer sent; nobody else's may be slipped in. Refuses with FileNotFound."""
    file_id = id_of(text)
    stored = None if file_id is None else file_named(file_id)
    if stored is None or stored.uploaded_by_id != officer.account_id:
        raise FileNotFound
    return stored


def _store(upload: Any, officer: Officer) -> Any:
    return store_file(file=upload, name=upload.name or "", at=officer.at, uploaded_by=officer.account_id)
