"""The public answer by code: one prepared statement over one index (design §11, hot path)."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Any

from django.conf import settings

from motcua.audit.statements import execute
from motcua.kernel.errors import Refusal
from motcua.kernel.identifiers import parse_dossier_code
from motcua.numbers.rules import parse_kit_number, parse_reference
from motcua.status.errors import NotACode, UnknownCode
from motcua.status.rules import PublicStatus, is_not_granted, label, national, next_for_applicant

_ANSWER = """
select c.code, d.procedure_name, d.state, d.agency_name, d.unit_name, d.owner_name, d.accepted_at,
       d.submitted_at, d.due_at, d.finished_at, d.updated_at, d.token, d.id,
       (select v.name from desk_version v where v.desk_id = d.desk_id
            and v.valid_from <= (now() at time zone 'Asia/Ho_Chi_Minh')::date order by v.valid_from desc limit 1),
       (select v.name from desk_version v where v.desk_id = d.return_desk_id
            and v.valid_from <= (now() at time zone 'Asia/Ho_Chi_Minh')::date order by v.valid_from desc limit 1),
       d.decided_at, d.outcome,
       case when d.state = 'decided' then
            (select p.state from post_parcel p where p.dossier_id = d.id and p.direction = 'out'
                and p.purpose = 'result' and p.state <> 'cancelled' order by p.id desc limit 1) end
from dossier_code c join dossier d on d.id = c.dossier_id
where c.code = %s
"""


def normal_code(text: str) -> str:
    """The code as it is kept, from what somebody typed: blanks, lower case and missing accents are forgiven.

    Refuses
        NotACode
    """
    typed = "".join(text.split()).upper()
    for parse in (_code, parse_reference, parse_kit_number):
        try:
            return parse(typed)
        except Refusal:
            continue
    raise NotACode(text=text.strip()[:40])


def _code(text: str) -> str:
    return parse_dossier_code(text).value


def answer(text: str, *, token: str = "", show_officer: bool | None = None) -> PublicStatus:
    """Where a dossier is, by its code or reference (TN14-5.3, HG-5).

    Takes
        token         from the slip's QR; tells whether the asker holds the slip, changes nothing else
        show_officer  duty data, shown by default; none: as the province has it (MOTCUA_SHOW_OFFICER)
    Refuses
        NotACode, UnknownCode
    """
    code = normal_code(text)
    row = execute(_ANSWER, [code]).first
    if row is None:
        raise UnknownCode(text=code)
    if show_officer is None:
        show_officer = settings.MOTCUA_SHOW_OFFICER
    return _public(row, token, show_officer)


_BARE = "select code from dossier_code where translate(code, '.-', '') = %s limit 2"
SHORTEST_BARE = 10  # below it a run of letters and digits is no code of any kind


def answer_typed(text: str, *, show_officer: bool | None = None) -> PublicStatus:
    """The answer also for a code typed without its dots and dashes, as on a telephone's keys (TN14-5.1b).

    Refuses
        NotACode, UnknownCode
    """
    try:
        return answer(text, show_officer=show_officer)
    except (NotACode, UnknownCode):
        bare = "".join(letter for letter in text.upper() if letter.isascii() and letter.isalnum())
        found = execute(_BARE, [bare]).all if len(bare) >= SHORTEST_BARE else []
        if len(found) != 1:
            raise
        return answer(found[0][0], show_officer=show_officer)


def _public(row: tuple[Any, ...], token: str, show_officer: bool) -> PublicStatus:
    (code, procedure, state, agency, unit, officer, accepted_at, submitted_at, due_at, finished_at) = row[:10]
    updated_at: datetime = row[10]
    return PublicStatus(
        code=code,
        procedure=procedure,
        state=state,
        state_label=label(state, row[16]),
        national_state=national(state),
        agency=agency,
        unit=unit,
        officer=officer if show_officer else "",
        received_at=accepted_at,
        submitted_at=submitted_at,
        due_at=due_at,
        finished_at=finished_at,
        updated_at=updated_at,
        desk=row[13] or "",
        return_desk=row[14] or "",
        next_for_applicant=next_for_applicant(state, row[16], row[17] or ""),
        token_fits=bool(token) and hmac.compare_digest(token.encode(), row[11].encode()),
        dossier_id=str(row[12]),
        decided_at=row[15],
        is_not_granted=is_not_granted(state, row[16]),
        parcel=row[17] or "",
    )
