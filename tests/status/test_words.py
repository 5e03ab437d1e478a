"""The public status in a few words: the same facts as the page, nothing of the applicant, short enough."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from motcua.dossiers.moves import LABELS, State
from motcua.kernel.clock import local
from motcua.kernel.short_messages import cut, is_gsm7
from motcua.status.rules import PublicStatus, is_not_granted, label, national, next_for_applicant
from motcua.status.words import short, what_next

DUE = local("2026-11-25T17:00")


def status(state: str = "in_process", outcome: str = "", **more: object) -> PublicStatus:
    made = PublicStatus(
        code="H53.18-251103-0001",
        procedure="Đăng ký khai sinh",
        state=state,
        state_label=label(state, outcome),
        national_state=national(state),
        agency="Sở Y tế",
        unit="Phòng Nghiệp vụ",
        officer="Trần Văn Bình",
        received_at=local("2026-11-20T09:00"),
        submitted_at=local("2026-11-20T08:00"),
        due_at=DUE,
        finished_at=None,
        updated_at=local("2026-11-20T09:00"),
        desk="Trung tâm Phục vụ hành chính công",
        return_desk="Trung tâm Phục vụ hành chính công",
        next_for_applicant=next_for_applicant(state, outcome),
        token_fits=False,
        dossier_id="1",
        is_not_granted=is_not_granted(state, outcome),
    )
    return replace(made, **more)  # type: ignore[arg-type]  # named by the tests


@pytest.mark.demand("TN14-5.3")
def test_it_says_state_holder_and_time() -> None:
    assert short(status()) == (
        "H53.18-251103-0001: Đang giải quyết. Sở Y tế, Phòng Nghiệp vụ, Trần Văn Bình. Hẹn trả 17:00 25/11/2026."
    )


def test_it_speaks_english() -> None:
    said = short(status(), "en")

    assert "Đang giải quyết" not in said
    assert "17:00 25/11/2026" in said
    assert said != short(status())


def test_that_the_post_brings_it_is_said_once() -> None:
    post = {"decided_at": local("2026-11-24T09:00"), "parcel": "under_way"}
    on_its_way = status(
        "decided", **post, next_for_applicant=next_for_applicant("decided", parcel="under_way")
    )

    assert on_its_way.next_for_applicant in short(on_its_way)
    assert what_next(on_its_way) == ""


def test_without_marks_it_is_one_short_message() -> None:
    said = short(status(), ascii=True)

    assert said.startswith("H53.18-251103-0001: Dang giai quyet. So Y te")
    assert is_gsm7(said)
    assert len(cut(said)) == 1


@pytest.mark.parametrize("state", [state for state in State if state is not State.DRAFT])
def test_every_state_has_words_that_fold(state: State) -> None:
    for said in (short(status(state)), what_next(status(state))):
        assert said
    assert LABELS[state] in short(status(state))
    assert is_gsm7(short(status(state), ascii=True))
    assert is_gsm7(what_next(status(state), ascii=True))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"state": "submitted", "received_at": None, "due_at": None, "officer": "", "unit": ""},
            "Trung tâm Phục vụ hành chính công. Nộp 08:00 20/11/2026.",
        ),
        ({"state": "decided", "decided_at": DUE}, "Nơi trả kết quả: Trung tâm Phục vụ hành chính công."),
        ({"state": "handed_over", "finished_at": DUE}, "Kết thúc 17:00 25/11/2026."),
    ],
)
def test_the_time_that_matters_now_is_told(changes: dict[str, datetime | str | None], said: str) -> None:
    assert short(status(**changes)).endswith(said)


def test_a_request_that_was_not_granted_says_so() -> None:
    assert "Không được giải quyết" in short(status("decided", "refused", decided_at=DUE))


def test_who_handles_it_is_nobodys_business_once_it_ended_and_the_officer_only_where_the_province_shows_it() -> (
    None
):
    assert "Trần Văn Bình" not in short(status(officer=""))
    assert "Sở Y tế" not in short(status("handed_over", finished_at=DUE))
