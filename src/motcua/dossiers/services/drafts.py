"""Filling a form: nothing typed is lost, nothing is filed twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from motcua.dossiers.errors import AlreadyFiled, Changed, UnknownDossier
from motcua.dossiers.models import Draft, DraftFile
from motcua.dossiers.rules import is_secret, open_answers, secret_hash
from motcua.dossiers.services.submission import sealed
from motcua.kernel.uuid7 import uuid7
from motcua.numbers import rules as numbers
from motcua.parties.selectors import sealer

KEPT_DAYS = 90
REPEATED_WITHIN = timedelta(minutes=10)
"""How long a page that began a draft still leads to it when it is sent again: a double click, a broken line."""


@dataclass(frozen=True)
class Opened:
    """A new draft and the secret that opens it again on another device; the secret is shown once.

    is_new  false when the same page was sent a second time
    """

    draft: Draft
    secret: str
    is_new: bool = True


@transaction.atomic
def open_draft(
    *,
    release_id: UUID,
    at: datetime,
    account_id: UUID | None = None,
    officer_id: UUID | None = None,
    desk_id: UUID | None = None,
    channel: str = "online",
    case: str = "",
    answers: dict[str, Any] | None = None,
    applicant: dict[str, Any] | None = None,
    key: UUID | None = None,
) -> Opened:
    """Begin filling a form (bắt đầu soạn hồ sơ); its id will be the dossier's, dated by `at`.

    Takes
        key  made with the page; sent again within `REPEATED_WITHIN` by the same person for the same thing, not
             filed yet, it gives the same draft and the same secret, else a new draft
    """
    about = {
        "release_id": release_id,
        "account_id": account_id,
        "officer_id": officer_id,
        "desk_id": desk_id,
        "channel": channel,
        "case": case,
    }
    secret = numbers.secret() if key is None else _secret_of(key)
    new = Draft(
        **about,
        id=uuid7(at),
        key=key,
        reference=numbers.reference(),
        answers=sealed(answers or {}),
        applicant=sealed(applicant or {}),
        secret_hash=secret_hash(secret),
        created_at=at,
        updated_at=at,
    )
    if _is_written(new):
        return Opened(new, secret)
    recent = Draft.objects.filter(created_at__gt=at - REPEATED_WITHIN, submitted_at=None)
    first = recent.filter(key=key, **about).first()
    if (
        first is not None
        and (applicant or {}).items() <= open_answers(first.applicant, sealer().open).items()
    ):
        return Opened(first, secret, is_new=False)
    # the page lay open while something else was chosen on it, or somebody else sits there now
    new.key, secret = None, numbers.secret()
    new.secret_hash = secret_hash(secret)
    new.save(force_insert=True)
    return Opened(new, secret)


def _secret_of(key: UUID) -> str:
    """The secret of a draft follows from its page's key and the province's own: a repeated answer can show it again."""
    return numbers.secret_from(bytes.fromhex(sealer().keyed_hash(f"secret of draft {key}")))


def _is_written(new: Draft) -> bool:
    """Whether the row went in; not when its key is there already. Waits for another who writes the same key."""
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError:
        if new.key is None or not Draft.objects.filter(key=new.key).exists():
            raise
        return False
    return True


def draft_for_update(draft_id: UUID) -> Draft:
    """The draft, locked; a submitted one still answers, so that a second click finds its dossier."""
    draft = Draft.objects.select_for_update().filter(pk=draft_id).first()
    if draft is None:
        raise UnknownDossier
    return draft


@transaction.atomic
def save_draft(
    draft_id: UUID, *, fields: Mapping[str, Any], at: datetime, expected_version: int | None = None
) -> Draft:
    """Keep what was typed; `fields` are columns of the draft (answers, applicant, case, return_way …).

    Refuses
        Changed when another device saved after `expected_version`; AlreadyFiled when what was typed came after the
        dossier was handed in (sent again unchanged, it is only answered)
    """
    draft = draft_for_update(draft_id)
    if draft.submitted_at is not None:
        if any(_kept(draft, name) != value for name, value in fields.items()):
            raise AlreadyFiled(reference=draft.reference)
        return draft
    if expected_version is not None and draft.version != expected_version:
        raise Changed
    for name, value in fields.items():
        setattr(draft, name, sealed(value) if name in {"answers", "applicant"} else value)
    draft.updated_at = at
    draft.version += 1
    draft.save(
        update_fields=["updated_at", "version", *(Draft._meta.get_field(name).name for name in fields)]
    )
    return draft


def _kept(draft: Draft, name: str) -> object:
    value = getattr(draft, name)
    return open_answers(value, sealer().open) if name in {"answers", "applicant"} else value


@transaction.atomic
def attach_file(draft_id: UUID, *, component_id: str, file_id: UUID, at: datetime) -> DraftFile:
    """Add a page to a component of a draft; the same stored file a second time stays one page.

    Refuses
        AlreadyFiled: the page would lie with a draft that nobody looks at any more
    """
    draft = draft_for_update(draft_id)
    if draft.submitted_at is not None:
        raise AlreadyFiled(reference=draft.reference)
    known = draft.files.filter(component_id=component_id, file_id=file_id).first()
    if known is not None:
        return known
    last = draft.files.filter(component_id=component_id).aggregate(last=Max("page"))["last"] or 0
    Draft.objects.filter(pk=draft_id).update(updated_at=at)
    return DraftFile.objects.create(draft=draft, component_id=component_id, file_id=file_id, page=last + 1)


@transaction.atomic
def detach_file(draft_id: UUID, *, draft_file_id: UUID, at: datetime) -> None:
    """Take a page away again; the stored file stays until files that nothing names are swept."""
    draft = draft_for_update(draft_id)
    if draft.submitted_at is None:
        draft.files.filter(pk=draft_file_id).delete()
        Draft.objects.filter(pk=draft_id).update(updated_at=at)


@transaction.atomic
def discard_draft(draft_id: UUID) -> None:
    """Throw a draft away because its owner wants to; one that was submitted stays with its dossier."""
    draft = Draft.objects.select_for_update().filter(pk=draft_id, submitted_at=None).first()
    if draft is not None:
        draft.delete()


def claim_draft(draft_id: UUID, *, secret: str, account_id: UUID, at: datetime) -> None:
    """A person who started without an account signs in: the draft becomes theirs."""
    with transaction.atomic():
        draft = draft_for_update(draft_id)
        if draft.account_id is None and is_secret(secret, draft.secret_hash):
            Draft.objects.filter(pk=draft_id).update(account_id=account_id, updated_at=at)


def sweep_drafts(*, at: datetime) -> int:
    """Delete drafts nobody touched for 90 days, submitted or not; gives how many."""
    _, by_model = Draft.objects.filter(updated_at__lt=at - timedelta(days=KEPT_DAYS)).delete()
    return by_model.get("dossiers.Draft", 0)
