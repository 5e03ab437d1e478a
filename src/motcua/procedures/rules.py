"""Which limit and which fees hold for a case and a channel; where the source disagrees with itself. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.deadlines.rules import Limit
from motcua.eforms.conditions import Condition, fields_of, holds, look_up
from motcua.kernel.phrases import phrase, shaped
from motcua.procedures.codes import CHANNEL_NAMES, Channel
from motcua.procedures.document import Choice, Component, Duration, FeeRow, LimitRow, ProcedureDocument
from motcua.procedures.errors import UnknownCase
from motcua.processes.schema import Status


@dataclass(frozen=True, slots=True)
class LimitAnswer:
    """The time limit that holds, or None when nothing was published.

    status         confirmed only when the row is and nothing published disagrees with it
    disagreements  what else was published; the agency decides, nothing is chosen in silence
    """

    duration: Duration | None
    row: LimitRow | None
    status: Status
    disagreements: tuple[str, ...] = ()

    @property
    def limit(self) -> Limit | None:
        """As the deadline arithmetic takes it."""
        return Limit.parse(self.duration.spelled) if self.duration else None


@dataclass(frozen=True, slots=True)
class FeesAnswer:
    """The fees that hold.

    total_vnd  the sum to pay, or None while an amount is set elsewhere or rows are alternatives by condition
    """

    rows: tuple[FeeRow, ...]
    total_vnd: int | None
    status: Status
    disagreements: tuple[str, ...] = ()

    @property
    def is_free(self) -> bool:
        return self.total_vnd == 0


def limit_for(
    document: ProcedureDocument, case: str | None = None, channel: Channel | None = None
) -> LimitAnswer:
    """The limit for a case and a channel: the case's own, then the channel's, then the general one.

    A channel row counts only with amount and unit.

    Refuses
        UnknownCase
    """
    _check_case(document, case)
    row = _limit_row(document.limits, case, channel)
    if row is None:
        return LimitAnswer(None, None, Status.TO_BE_CONFIRMED)
    others = limit_disagreements(document, row, channel)
    status = Status.TO_BE_CONFIRMED if others else row.status
    return LimitAnswer(row.duration, row, status, others)


def _limit_row(rows: Sequence[LimitRow], case: str | None, channel: Channel | None) -> LimitRow | None:
    wanted = [(case, channel), (case, None)] if case else []
    for key in [*wanted, (None, channel), (None, None)]:
        for row in rows:
            if row.duration is not None and (row.case, row.channel) == key:
                return row
    return None


def limit_disagreements(
    document: ProcedureDocument, chosen: LimitRow, channel: Channel | None
) -> tuple[str, ...]:
    """Other published limits for the same thing; a case's own limit is its own and disagrees with nobody.

    A channel row without a unit holds for nothing, but a number that differs is still a disagreement.
    """
    if chosen.case is not None or chosen.duration is None:
        return ()
    found = []
    for row in document.limits:
        if row is chosen or row.case is not None or (channel and row.channel not in {channel, None}):
            continue
        differs = (
            row.duration != chosen.duration
            if row.duration is not None
            else row.amount_alone not in {None, chosen.duration.amount}
        )
        if differs:
            said = row.as_published or _words(row)
            sentence = (
                phrase("kênh {channel} ghi {said}", channel=_channel(row.channel), said=said)
                if row.channel
                else phrase("thời hạn chung ghi {said}", said=said)
            )
            if sentence not in found:
                found.append(sentence)
    return tuple(found)


def _words(row: LimitRow) -> str:
    return (
        row.duration.words
        if row.duration
        else phrase("{amount} (không có đơn vị)", amount=str(row.amount_alone))
    )


def _channel(channel: Channel) -> str:
    return shaped(CHANNEL_NAMES[channel], str.lower)


def fees_for(
    document: ProcedureDocument,
    case: str | None = None,
    channel: Channel | None = None,
    day: date | None = None,
) -> FeesAnswer:
    """The fees for a case and a channel on a day.

    The case's own come first, then the channel's, then those for all, then the figure beside the channel.

    Refuses
        UnknownCase
    """
    _check_case(document, case)
    rows = _fee_rows(document, case, channel, day)
    disagreements = fee_disagreements(document, rows, channel)
    certain = all(row.status is Status.CONFIRMED for row in rows) and bool(rows) and not disagreements
    return FeesAnswer(
        rows, _total(rows), Status.CONFIRMED if certain else Status.TO_BE_CONFIRMED, disagreements
    )


def _fee_rows(
    document: ProcedureDocument, case: str | None, channel: Channel | None, day: date | None
) -> tuple[FeeRow, ...]:
    valid = [row for row in document.fees if _holds(row, day)]
    of_case = [row for row in valid if case and row.case == case and _takes(row, channel)]
    of_channel = [row for row in valid if row.case is None and channel and channel in row.channels]
    of_all = [row for row in valid if row.case is None and (not row.channels or channel is None)]
    for rows in (of_case, of_channel, of_all):
        if rows:
            return tuple(rows)
    return tuple(
        FeeRow(name=phrase("Phí, lệ phí"), amount_vnd=one.amount_vnd, note=one.text, status=one.status)
        for one in document.published_fees
        if channel is not None and one.channel is channel and one.amount_vnd is not None
    )


def _holds(row: FeeRow, day: date | None) -> bool:
    if day is None:
        return True
    return (row.valid_from is None or row.valid_from <= day) and (row.valid_to is None or day <= row.valid_to)


def _takes(row: FeeRow, channel: Channel | None) -> bool:
    return not row.channels or channel is None or channel in row.channels


def fee_disagreements(
    document: ProcedureDocument, rows: Sequence[FeeRow], channel: Channel | None
) -> tuple[str, ...]:
    """Figures published beside a channel that none of the fees has."""
    if not rows:
        return ()
    amounts = {row.amount_vnd for row in rows}
    found = []
    for one in document.published_fees:
        if channel is not None and one.channel is not channel:
            continue
        if one.amount_vnd is not None and one.amount_vnd not in amounts:
            sentence = phrase("kênh {channel} ghi “{said}”", channel=_channel(one.channel), said=one.text)
            if sentence not in found:
                found.append(sentence)
    return tuple(found)


def _total(rows: Sequence[FeeRow]) -> int | None:
    """One fee is its amount; of several, all free is free: otherwise they are choices by condition."""
    amounts = [row.amount_vnd for row in rows]
    if len(amounts) == 1:
        return amounts[0]
    return 0 if amounts and all(amount == 0 for amount in amounts) else None


def _check_case(document: ProcedureDocument, case: str | None) -> None:
    if case is not None and case not in {one.id for one in document.cases}:
        raise UnknownCase(procedure=document.name, case=case)


def case_of(document: ProcedureDocument, answers: Mapping[str, Any]) -> str | None:
    """The case that the answers of the form describe; None when none does or cases are told apart by hand."""
    for case in document.cases:
        if case.when is not None and _is_answered(case.when, answers) and holds(case.when, answers):
            return case.id
    return None


def _is_answered(condition: Condition, answers: Mapping[str, Any]) -> bool:
    """ "Not a house" is no answer while nothing has been said."""
    return all(look_up(answers, field) is not None for field in fields_of(condition))


def papers_for(document: ProcedureDocument, answers: Mapping[str, Any]) -> tuple[Component, ...]:
    """The papers that these answers call for: a paper with a condition only when it holds (TN19-6.1)."""
    return tuple(one for one in document.papers if one.when is None or holds(one.when, answers))


def is_shorter(promised: Duration, legal: Duration) -> bool:
    """Whether a promise is shorter than the law's limit (HG-17); a day of any kind counts as a day."""
    return promised.working_minutes < legal.working_minutes or (
        promised.unit == "immediate" and legal.unit != "immediate"
    )


def missing_papers(
    document: ProcedureDocument, answers: Mapping[str, Any], handed_in: Collection[str]
) -> tuple[Component | Choice, ...]:
    """What a complete dossier still lacks: required papers, and choices of which no paper is there.

    Papers shown at the desk and those that the e-form replaces are not handed in as files; papers required
    only on a condition in words are the officer's to judge and not counted here.
    """
    given = set(handed_in)
    asked = [one for one in papers_for(document, answers) if not (one.shown_only or one.replaced_by_form)]
    single = [
        one
        for one in asked
        if one.required
        and one.choice is None
        and (one.when is not None or not one.condition)
        and one.id not in given
    ]
    choices = [
        choice
        for choice in document.choices
        if choice.required
        and (members := {one.id for one in asked if one.choice == choice.id})
        and not members & given
    ]
    return (*single, *choices)
