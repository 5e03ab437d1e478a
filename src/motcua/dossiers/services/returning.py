"""The end at the counter: originals laid beside their copies, who takes the result, a wrong result set right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from motcua.audit.services import Actor
from motcua.dossiers.errors import (
    ConfirmationWrong,
    MandateIncomplete,
    MandateMissing,
    OriginalsDiffer,
    OriginalsUncompared,
    PostNumberMissing,
    ReasonMissing,
    SameResult,
    WrongResultOut,
)
from motcua.dossiers.models import Comparison, Dossier, Handing, Paper, Party, Result
from motcua.dossiers.moves import State
from motcua.dossiers.rules import is_secret
from motcua.dossiers.selectors import newest_comparisons
from motcua.dossiers.services.core import move, note
from motcua.dossiers.services.results import ResultFacts, record_result
from motcua.kernel.identifiers import PersonalNumber
from motcua.kernel.text import fold, nfc
from motcua.numbers.rules import parse_secret
from motcua.parties.selectors import sealer


@dataclass(frozen=True)
class Compared:
    """What the clerk found when an original was laid beside its copy; `remark` says what differs."""

    paper_id: UUID
    fits: bool
    remark: str = ""


@dataclass(frozen=True)
class Receiving:
    """Who takes the result, beside the name.

    number          personal number as checked on the card; needed where somebody comes for the applicant
    mandate         a `Handing.Mandate`; empty when the applicant comes
    mandate_paper   number and day of the paper that gives it
    way             in_person, or post with the number of the parcel in `post_number`
    secret          the applicant's secret code, where they confirm by it instead of signing
    place           where it is given, for a procedure that is not received at a desk
    took_back       a wrong result that was out came back now; else `not_taken_back` says why not
    """

    number: str = ""
    mandate: str = ""
    mandate_paper: str = ""
    way: str = Handing.Way.IN_PERSON.value
    post_number: str = ""
    secret: str = ""
    took_back: bool = False
    not_taken_back: str = ""
    place: str = ""


def compare_originals(
    dossier: Dossier, compared: Sequence[Compared], *, actor: Actor, at: datetime, key: UUID | None = None
) -> None:
    """Write down what the comparison of originals gave, point by point (đối chiếu bản chính); TN19-8.2, DN15-4.3c.

    Takes
        key  where the comparison is an act of its own, and not part of the hand-over
    Refuses
        ReasonMissing where something differs and nothing says what
    """
    assert actor.id is not None
    papers = {paper.pk: paper for paper in Paper.objects.filter(dossier=dossier)}
    known = newest_comparisons(dossier.pk)
    rows = [
        Comparison(
            dossier=dossier,
            paper=papers[one.paper_id],
            fits=one.fits,
            remark=nfc(one.remark.strip()),
            compared_at=at,
            compared_by_id=actor.id,
        )
        for one in compared
        if one.paper_id in papers and not _says_the_same(known.get(one.paper_id), one)
    ]
    if any(not row.fits and not row.remark for row in rows):
        raise ReasonMissing
    if not rows:
        return
    Comparison.objects.bulk_create(rows)
    note(
        *(dossier, "compared"),
        at=at,
        actor=actor,
        body={"fits": [row.paper.component_id for row in rows if row.fits],
              "differs": [row.paper.component_id for row in rows if not row.fits]},
        words={"remarks": {row.paper.name: row.remark for row in rows if row.remark}},
        key=key,
    )  # fmt: skip


def _says_the_same(known: Comparison | None, one: Compared) -> bool:
    return known is not None and known.fits == one.fits and known.remark == nfc(one.remark.strip())


def require_compared(dossier: Dossier, papers: Sequence[Paper]) -> list[Comparison]:
    """The comparisons that let the result go out.

    Refuses
        OriginalsUncompared, OriginalsDiffer (what to do next stands in its sentence)
    """
    found = newest_comparisons(dossier.pk)
    open_ones = [paper.name for paper in papers if paper.pk not in found]
    if open_ones:
        raise OriginalsUncompared(names="; ".join(open_ones))
    differing = [paper.name for paper in papers if found[paper.pk].holds_back]
    if differing:
        raise OriginalsDiffer(names="; ".join(differing))
    return [found[paper.pk] for paper in papers]


def allow_differences(dossier: Dossier, *, head: Actor, reason: str, at: datetime, key: UUID) -> None:
    """The head of the desk lets the result go out although originals differ, and says why.

    Refuses
        ReasonMissing
    """
    if not reason.strip():
        raise ReasonMissing
    held = [one for one in newest_comparisons(dossier.pk).values() if one.holds_back]
    for one in held:
        one.allowed_at, one.allowed_by_id, one.allowed_reason = at, head.id, nfc(reason.strip())
        one.save(update_fields=["allowed_at", "allowed_by", "allowed_reason"])
    note(
        *(dossier, "difference_allowed"),
        at=at,
        actor=head,
        body={"papers": [one.paper_id for one in held]},
        words={"reason": nfc(reason.strip())},
        key=key,
    )


def require_receiver(dossier: Dossier, name: str, facts: Receiving) -> None:
    """Whoever takes the result is the applicant, or shows who they are and by what right they come.

    Refuses
        MandateMissing, MandateIncomplete, PostNumberMissing, ConfirmationWrong, a wrong personal number
    Law
        TN19-8.2; NĐ 61/2018/NĐ-CP Đ.6: the receipt, and the paper of authorisation when somebody else comes.
    """
    if facts.way == Handing.Way.POST and not facts.post_number.strip():
        raise PostNumberMissing
    if facts.number.strip():
        PersonalNumber.parse(facts.number)
    parties = Party.objects.filter(dossier=dossier)
    is_known = fold(name) in {fold(party.full_name) for party in parties}
    if facts.mandate:
        if not facts.mandate_paper.strip() or not facts.number.strip():
            raise MandateIncomplete
    elif not is_known and facts.way == Handing.Way.IN_PERSON:
        raise MandateMissing(name=name)
    if facts.secret.strip() and not is_secret(parse_secret(facts.secret), dossier.secret_hash):
        raise ConfirmationWrong


def record_handing(
    dossier: Dossier, name: str, facts: Receiving, *, slip_id: UUID, actor: Actor, at: datetime
) -> Handing:
    """Keep who took the results and how that was confirmed; the personal number is sealed."""
    assert actor.id is not None
    number = PersonalNumber.parse(facts.number).value if facts.number.strip() else ""
    seal = sealer()
    return Handing.objects.create(
        dossier=dossier,
        no=Handing.next_no(dossier.pk),
        way=facts.way,
        receiver_name=nfc(name),
        number_sealed=seal.seal(number) if number else "",
        number_hash=seal.keyed_hash(number) if number else "",
        mandate=facts.mandate,
        mandate_paper=nfc(facts.mandate_paper.strip()),
        post_number=nfc(facts.post_number.strip()) if facts.way == Handing.Way.POST else "",
        confirmation=confirmation_of(facts),
        given_at=at,
        given_by_id=actor.id,
        slip_id=slip_id,
    )


def confirmation_of(facts: Receiving) -> Handing.Confirmation:
    """How the reception is confirmed: by the post's number, by the applicant's code, else by signing the slip."""
    if facts.way == Handing.Way.POST:
        return Handing.Confirmation.POST
    return Handing.Confirmation.CODE if facts.secret.strip() else Handing.Confirmation.SIGNATURE


def wrong_results_out(dossier_id: UUID) -> list[Result]:
    """Results that were superseded while they were in somebody's hands, and have not come back."""
    return list(
        Result.objects.filter(
            dossier_id=dossier_id,
            superseded_at__isnull=False,
            handed_over_at__isnull=False,
            taken_back_at=None,
            taken_back_note="",
        ).order_by("recorded_at")
    )


def take_back(dossier: Dossier, facts: Receiving, *, actor: Actor, at: datetime) -> list[Result]:
    """The wrong result comes back before the right one goes out; or it is said why that cannot be.

    Gives
        the results that came back
    Refuses
        WrongResultOut
    """
    out = wrong_results_out(dossier.pk)
    if not out:
        return []
    why_not = nfc(facts.not_taken_back.strip())
    if not facts.took_back and not why_not:
        raise WrongResultOut(names="; ".join(one.name for one in out))
    changes: Mapping[str, object] = {"taken_back_at": at} if facts.took_back else {"taken_back_note": why_not}
    Result.objects.filter(dossier=dossier, pk__in=[one.pk for one in out]).update(**changes)
    note(
        *(dossier, "taken_back"),
        at=at,
        actor=actor,
        body={"results": [one.pk for one in out], "is_back": facts.took_back},
        words={"reason": why_not} if why_not and not facts.took_back else None,
    )
    return out if facts.took_back else []


def correct(
    dossier: Dossier, wrong: Result, facts: ResultFacts, *, reason: str, actor: Actor, at: datetime, key: UUID
) -> Result:
    """Put a new result in the place of a wrong one (đính chính kết quả); the wrong one stays, superseded.

    A dossier whose result was out already is decided again: the desk takes the wrong paper back and gives the
    right one.

    Refuses
        IllegalMove, ReasonMissing, SameResult
    """
    if not reason.strip():
        raise ReasonMissing
    if (nfc(facts.name), nfc(facts.number), facts.signed_on, nfc(facts.signer_name), facts.file_id) == (
        wrong.name, wrong.number, wrong.signed_on, wrong.signer_name, wrong.file_id,
    ):  # fmt: skip
        raise SameResult
    was_out = dossier.state == State.HANDED_OVER
    Result.objects.filter(dossier=dossier, pk=wrong.pk).update(superseded_at=at)
    right = record_result(
        *(dossier, wrong.part, facts), actor=actor, at=at, supersedes=wrong, correction=reason
    )
    move(
        *(dossier, "correct_result"),
        at=at,
        actor=actor,
        body={"wrong": wrong.pk, "result": right.pk, "was_out": was_out},
        words={"reason": nfc(reason.strip()), "name": right.name, "number": right.number},
        key=key,
        changes={"finished_at": None, "closed_at": None} if was_out else {},
    )
    return right
