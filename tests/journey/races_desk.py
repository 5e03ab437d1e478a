"""Races at the desk: from the draft to the acceptance, and whatever ends a dossier before it."""

from __future__ import annotations

from typing import Any

from tests.journey import arena as a
from tests.journey.races import APPLICANT, CLOCK, Ground, Race, deed, fact, one, other, seen

from motcua.agencies.rules import Role
from motcua.dossiers.models import Draft
from motcua.dossiers.services.drafts import attach_file, discard_draft, save_draft
from motcua.journey.accept import accept
from motcua.journey.answer import answer_supplement, keep_answer
from motcua.journey.check import check, refuse
from motcua.journey.conclude import Outcome, conclude
from motcua.journey.expire import expire, remind
from motcua.journey.redirect import redirect, tell_where
from motcua.journey.settle import Given, Settled, settle
from motcua.journey.stop import withdraw
from motcua.journey.submit import submit
from motcua.journey.supplement import allow_second_request, supplement

CLERK, COLLEAGUE = one(Role.RECEIVER), other(Role.RECEIVER)
WHY = {"reason": "Chưa đủ căn cứ tiếp nhận"}


def its_draft(ground: Ground) -> Any:
    return Draft.objects.filter(pk=ground.id)


def there_id(ground: Ground) -> Any:
    return ground.there.agency_id


OTHER_NAME = {"answers": {"ho_ten": "Tên Khác"}}
SUBMIT = deed(submit, APPLICANT)
ACCEPT = deed(accept, CLERK)
ANSWER = deed(answer_supplement, APPLICANT, replies=fact("replies"))
BY_COUNTER = deed(answer_supplement, CLERK, replies=fact("replies"))
SECOND = {"expected_version": seen, "reason": "Chưa đọc được"}
CONCLUDE = deed(conclude, CLERK, findings=fact("findings"), outcome=Outcome("accept"))
ASK = deed(conclude, COLLEAGUE, findings=fact("faults"), outcome=Outcome("supplement", reason="Ảnh mờ"))

GIVEN = {"findings": fact("findings"), "settled": Settled("Bản sao"), "given": Given("Nguyễn Thị Mẹ")}
SETTLE = deed(settle, CLERK, **GIVEN)

RACES = (
    # a second click on another device leads to the same dossier
    Race("submit", a.drafted, SUBMIT, deed(submit, APPLICANT), winners=(2, 2), gate=its_draft),
    Race("submit", a.drafted, SUBMIT, deed(discard_draft, APPLICANT), winners=(2, 1), gate=its_draft),
    Race(
        *("submit", a.drafted, SUBMIT),
        deed(save_draft, APPLICANT, fields=OTHER_NAME, expected_version=fact("version")),
        winners=(1, 2),
        gate=its_draft,
    ),
    Race(
        *("submit", a.drafted_with_file, SUBMIT),
        deed(attach_file, APPLICANT, component_id="giay", file_id=fact("file")),
        winners=(1, 2),
        gate=its_draft,
    ),
    Race(
        *("check", a.checked),
        deed(check, CLERK, findings=fact("findings"), expected_version=seen),
        deed(check, COLLEAGUE, findings=fact("faults"), expected_version=seen),
    ),
    Race("conclude", a.checked, CONCLUDE, ASK),
    Race("accept", a.checked, ACCEPT, deed(accept, COLLEAGUE)),
    Race("accept", a.checked, ACCEPT, deed(withdraw, APPLICANT)),
    Race("transfer", a.checked, ACCEPT, deed(refuse, COLLEAGUE, **WHY)),
    Race("settle", a.at_counter, SETTLE, deed(settle, COLLEAGUE, **GIVEN)),
    Race("settle", a.at_counter, SETTLE, deed(accept, COLLEAGUE)),
    Race("settle", a.at_counter, SETTLE, deed(withdraw, APPLICANT)),
    Race("refuse", a.checked, deed(refuse, CLERK, **WHY), deed(refuse, COLLEAGUE, **WHY)),
    Race("request_supplement", a.faulty, deed(supplement, CLERK, **WHY), deed(supplement, COLLEAGUE, **WHY)),
    Race(
        *("allow_second_request", a.answered),
        deed(allow_second_request, one(Role.DESK_HEAD), **SECOND),
        deed(allow_second_request, other(Role.DESK_HEAD), **SECOND),
    ),
    Race("supplement", a.asked, ANSWER, BY_COUNTER),
    Race("supplement", a.asked, ANSWER, deed(keep_answer, APPLICANT, texts=fact("texts")), winners=(1, 2)),
    Race("supplement", a.asked, ANSWER, deed(remind, CLOCK), winners=(2, 2)),
    Race("expire", a.asked, deed(expire, CLOCK), ANSWER),
    Race("expire", a.asked, deed(expire, CLOCK), deed(withdraw, APPLICANT)),
    Race(
        *("redirect", a.at_border),
        deed(redirect, CLERK, agency_id=there_id, **WHY),
        deed(redirect, COLLEAGUE, agency_id=there_id, **WHY),
    ),
    Race("redirect", a.at_border, deed(redirect, CLERK, agency_id=there_id, **WHY), deed(accept, COLLEAGUE)),
    Race(
        *("tell_where", a.at_border_in_october),
        deed(tell_where, CLERK, agency_id=there_id, **WHY),
        deed(accept, COLLEAGUE),
    ),
    Race("withdraw", a.checked, deed(withdraw, APPLICANT), deed(withdraw, CLERK)),
)
