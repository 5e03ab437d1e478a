"""Phiếu trả kết quả: what whoever takes a result signs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from motcua.accounts.selectors import account_name
from motcua.audit.services import Actor
from motcua.documents.models import IssuedDocument
from motcua.documents.services import issue
from motcua.documents.sheets import ComparedPaper, GivenResult, ReturnSlipFacts
from motcua.dossiers.models import Comparison, Dossier, Handing, Result
from motcua.dossiers.services.returning import Receiving, confirmation_of
from motcua.journey.papers.slips import lookup_url, next_slip_number, office_of_desk
from motcua.kernel.text import nfc


def issue_return_slip(
    dossier: Dossier,
    receiver: str,
    facts: Receiving,
    *,
    compared: Sequence[Comparison],
    taken_back: Sequence[Result],
    officer: Actor,
    at: datetime,
) -> IssuedDocument:
    """Who took what, under which mandate, how it is confirmed; TN19-8.2, DN15-4.3c."""
    assert officer.id is not None
    going = Result.objects.filter(dossier=dossier, handed_over_at=at, superseded_at=None).order_by(
        "recorded_at"
    )
    mandate = (
        f"{Handing.Mandate(facts.mandate).label}: {facts.mandate_paper.strip()}" if facts.mandate else ""
    )
    way = Handing.Way(facts.way).label
    slip = ReturnSlipFacts(
        office=office_of_desk(dossier.return_desk_id, at),
        code=dossier.code or dossier.reference,
        lookup_url=lookup_url(dossier),
        procedure=dossier.procedure_name,
        applicant=dossier.applicant_name,
        receiver=nfc(receiver),
        number_shown=facts.number.strip(),
        mandate=nfc(mandate),
        way=f"{way}, số hiệu {facts.post_number.strip()}" if facts.way == Handing.Way.POST else way,
        confirmed=str(confirmation_of(facts).label),
        results=tuple(_given(going)),
        compared=tuple(
            ComparedPaper(
                name=one.paper.name,
                finding="Khớp" if one.fits else "Không khớp",
                remark="; ".join(part for part in (one.remark, one.allowed_reason) if part),
            )
            for one in compared
        ),
        taken_back=tuple(_given(taken_back)),
        handed_over_at=at,
        officer=account_name(officer.id),
    )
    number = next_slip_number("slip_return", "PTKQ-TTPVHCC", dossier.return_desk_id, at)
    return issue("slip_return", slip, number=number, at=at, by=officer.id, about=dossier.pk)


def _given(results: Iterable[Result]) -> Iterable[GivenResult]:
    for one in results:
        yield GivenResult(name=one.name, number=one.number, signed_on=one.signed_on, signer=one.signer_name)
