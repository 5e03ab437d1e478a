"""The slips of a dossier: Mẫu 01 to 05 of TT 03/2025/TT-VPCP, from what is known of a dossier at this moment."""

from __future__ import annotations

from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings

from motcua.accounts.models import Account
from motcua.agencies.models import AgencyVersion
from motcua.agencies.selectors import agency_on, commune_on, desk_on
from motcua.audit.services import Actor
from motcua.deadlines.rules import Limit
from motcua.documents.models import IssuedDocument
from motcua.documents.services import issue
from motcua.documents.slips import (
    BookEntry,
    FeeLine,
    Office,
    PaperLine,
    Slip01Facts,
    Slip02Facts,
    Slip03Facts,
    Slip04Facts,
    Slip05Facts,
    SlipParty,
)
from motcua.dossiers.models import Dossier, Paper, Party, StopRequest, Supplement
from motcua.journey.context import document_of
from motcua.kernel.clock import local_day
from motcua.numbers.rules import book_day, slip_number
from motcua.numbers.services import next_number
from motcua.parties.selectors import sealer

SEX_TITLES = {"male": "Ông", "female": "Bà"}


def lookup_url(dossier: Dossier) -> str:
    """The address in the slip's QR: opens the status without typing, unguessable by its token."""
    query = urlencode({"ma": dossier.code or dossier.reference, "t": dossier.token})
    return f"{settings.BASE_URL}/tra-cuu?{query}"


def issue_receipt(
    dossier: Dossier, limit: Limit, *, officer: Actor, at: datetime, book: BookEntry | None = None
) -> IssuedDocument:
    """Mẫu 01, Giấy tiếp nhận hồ sơ và hẹn trả kết quả (TN19-10.1c); `book` where a numbered book is kept."""
    assert dossier.code is not None
    assert dossier.due_at is not None
    parties = _parties(dossier)
    principal = parties.get(Party.Role.PRINCIPAL)
    facts = Slip01Facts(
        office=office_of(dossier, at),
        code=dossier.code,
        lookup_url=lookup_url(dossier),
        applicant=_slip_party(parties[Party.Role.APPLICANT]),
        procedure=dossier.procedure_name,
        papers=tuple(
            PaperLine(name=paper.name, originals=paper.originals, copies=paper.copies)
            for paper in Paper.objects.filter(dossier=dossier).order_by("no")
            if paper.finding == Paper.Finding.OK
        ),
        sets=document_of(dossier).sets or 1,
        limit=limit.label,
        received_at=at,
        due_at=dossier.due_at,
        return_place=desk_on(dossier.return_desk_id, local_day(at)).name,
        submitter=parties[Party.Role.APPLICANT].full_name,
        officer=_name(officer),
        authorising=_slip_party(principal) if principal else None,
        authorisation=principal.relation if principal else "",
        book=book,
    )
    return _issue("slip_01", "TTPVHCC", facts, dossier, officer=officer, at=at)


def issue_supplement(
    dossier: Dossier, asked: Supplement, *, officer: Actor, at: datetime, addition: str = ""
) -> IssuedDocument:
    """Mẫu 02, Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (TN19-10.1a): everything at once.

    Takes
        addition  what goes back with a cancelled dossier: originals, fees
    """
    facts = Slip02Facts(
        office=office_of(dossier, at),
        applicant=_slip_party(_parties(dossier)[Party.Role.APPLICANT]),
        procedure=dossier.procedure_name,
        demands=tuple(f"{point.subject}: {point.to_do}" for point in asked.points.order_by("no")),
        reason=f"{asked.reason} {addition}." if addition else asked.reason,
        contact_name=_name(officer),
        contact_phone=_phone(officer) or desk_on(dossier.desk_id, local_day(at)).phone,
        officer=_name(officer),
        code=dossier.code or dossier.reference,
        lookup_url=lookup_url(dossier),
    )
    return _issue("slip_02", "PBS-TTPVHCC", facts, dossier, officer=officer, at=at)


def issue_refusal(dossier: Dossier, reason: str, *, officer: Actor, at: datetime) -> IssuedDocument:
    """Mẫu 03, Phiếu từ chối tiếp nhận giải quyết hồ sơ (TN19-10.1b)."""
    applicant = _parties(dossier)[Party.Role.APPLICANT]
    facts = Slip03Facts(
        office=office_of(dossier, at),
        applicant=_slip_party(applicant),
        procedure=dossier.procedure_name,
        reasons=tuple(line.strip() for line in reason.splitlines() if line.strip()),
        submitter=applicant.full_name,
        officer=_name(officer),
        code=dossier.code or dossier.reference,
        lookup_url=lookup_url(dossier),
    )
    return _issue("slip_03", "PTC-TTPVHCC", facts, dossier, officer=officer, at=at)


def issue_refusal_after_appraisal(
    dossier: Dossier, reasons: str, *, signer: str, officer: Actor, at: datetime
) -> IssuedDocument:
    """Mẫu 03 of a request that is not granted after appraisal, in the leader's name (TN19-12.7, DN15-4.3b)."""
    applicant = _parties(dossier)[Party.Role.APPLICANT]
    facts = Slip03Facts(
        office=office_of(dossier, at),
        applicant=_slip_party(applicant),
        procedure=dossier.procedure_name,
        reasons=tuple(line.strip() for line in reasons.splitlines() if line.strip()),
        submitter=applicant.full_name,
        officer=signer,
        code=dossier.code or dossier.reference,
        lookup_url=lookup_url(dossier),
        agency=dossier.agency_name,
    )
    return _issue("slip_03", "PTC-TTPVHCC", facts, dossier, officer=officer, at=at)


def issue_apology(
    dossier: Dossier,
    *,
    reason: str,
    due_at: datetime,
    new_due_at: datetime | None,
    is_late: bool,
    officer: Actor,
    at: datetime,
) -> IssuedDocument:
    """Mẫu 04, Phiếu xin lỗi và đề nghị gia hạn thời gian giải quyết (TN19-12.8)."""
    assert dossier.code is not None
    assert dossier.accepted_at is not None
    facts = Slip04Facts(
        office=office_of(dossier, at),
        code=dossier.code,
        lookup_url=lookup_url(dossier),
        applicant=_slip_party(_parties(dossier)[Party.Role.APPLICANT]),
        agency=dossier.agency_name,
        procedure=dossier.procedure_name,
        received_at=dossier.accepted_at,
        due_at=due_at,
        new_due_at=new_due_at,
        reason=reason,
        is_late=is_late,
        signer=_name(officer),
    )
    return _issue("slip_04", "PXL-TTPVHCC", facts, dossier, officer=officer, at=at)


def issue_stop(
    dossier: Dossier, asked: StopRequest, fees: tuple[FeeLine, ...], *, officer: Actor, at: datetime
) -> IssuedDocument:
    """Mẫu 05, Thông báo dừng giải quyết hồ sơ (TT 03/2025/TT-VPCP Đ.7)."""
    assert dossier.accepted_at is not None
    applicant = _parties(dossier)[Party.Role.APPLICANT]
    facts = Slip05Facts(
        office=office_of(dossier, at),
        code=dossier.code or dossier.reference,
        lookup_url=lookup_url(dossier),
        applicant=_slip_party(applicant),
        procedure=dossier.procedure_name,
        agency=dossier.agency_name,
        received_at=dossier.accepted_at,
        asker=asked.asker_name,
        way=asked.get_way_display(),
        asked_at=asked.asked_at,
        reason=asked.reason,
        stopped_at=at,
        originals=tuple(PaperLine(one["name"], originals=one["count"]) for one in asked.originals),
        fees=fees,
        submitter=applicant.full_name,
        officer=_name(officer),
    )
    return _issue("slip_05", "TBD-TTPVHCC", facts, dossier, officer=officer, at=at)


def _issue(
    template: str,
    suffix: str,
    facts: Slip01Facts | Slip02Facts | Slip03Facts | Slip04Facts | Slip05Facts,
    dossier: Dossier,
    *,
    officer: Actor,
    at: datetime,
) -> IssuedDocument:
    number = next_slip_number(template, suffix, dossier.desk_id, at)
    return issue(template, facts, number=number, at=at, by=officer.id, about=dossier.id)


def next_slip_number(template: str, suffix: str, desk_id: UUID, at: datetime) -> str:
    """What stands after `Số:`, the next of this desk's slips of the kind in the year."""
    count = next_number(scope=f"slip:{template}:{desk_id}", day=book_day(local_day(at)))
    return slip_number(count, suffix)


def _parties(dossier: Dossier) -> dict[str, Party]:
    return {party.role: party for party in Party.objects.filter(dossier=dossier)}


def _slip_party(party: Party) -> SlipParty:
    number = sealer().open(party.number_sealed) if party.number_sealed else party.tax_code
    title = "Tổ chức" if party.kind == "enterprise" else SEX_TITLES.get(party.sex, "Ông/Bà")
    return SlipParty(
        title=title,
        name=party.full_name,
        number=number,
        address=party.address,
        phone=party.phone,
        email=party.email,
    )


def office_of(dossier: Dossier, at: datetime) -> Office:
    """The head of a slip: the desk that received the dossier."""
    return office_of_desk(dossier.desk_id, at)


def office_of_desk(desk_id: UUID, at: datetime) -> Office:
    """The head of a paper of a desk."""
    day = local_day(at)
    desk = desk_on(desk_id, day)
    agency = agency_on(desk.desk.agency_id, day)
    return Office(
        parent=agency.name,
        name=desk.name,
        place=place_of_agency(agency, day),
        contact=" · ".join(
            part for part in (desk.address or agency.address, desk.phone or agency.phone) if part
        ),
    )


def place_of_agency(agency: AgencyVersion, day: date) -> str:
    """The place name before the date: the commune the agency sits in, or what stands in its name."""
    if agency.commune_code:
        return commune_on(agency.commune_code, day).name
    return agency.name.rsplit(" tỉnh ", 1)[-1]


def _name(officer: Actor) -> str:
    assert officer.id is not None
    return str(Account.objects.values_list("full_name", flat=True).get(pk=officer.id))


def _phone(officer: Actor) -> str:
    assert officer.id is not None
    return str(Account.objects.values_list("phone", flat=True).get(pk=officer.id))
