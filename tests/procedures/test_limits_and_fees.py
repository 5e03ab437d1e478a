from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.deadlines.rules import Limit
from motcua.procedures import rules
from motcua.procedures.codes import Channel
from motcua.procedures.document import (
    Case,
    Choice,
    Component,
    Duration,
    FeeRow,
    LimitRow,
    ProcedureDocument,
    PublishedFee,
)
from motcua.procedures.errors import UnknownCase

ONLINE, DIRECT, POST = Channel.ONLINE, Channel.DIRECT, Channel.POST


def days(amount: int) -> Duration:
    return Duration(amount=amount, unit="working_day")


def row(amount: int | None, case: str | None = None, channel: Channel | None = None, **more) -> LimitRow:
    duration = None if amount is None else days(amount)
    return LimitRow(duration=duration, case=case, channel=channel, status="confirmed", **more)


def procedure(*limits: LimitRow, fees=(), **more) -> ProcedureDocument:
    cases = (
        Case(id="nha", name="Nhà ở", when={"field": "loai", "equals": "nha"}),
        Case(id="khac", name="Khác"),
    )
    return ProcedureDocument(name="Thử", cases=cases, limits=limits, fees=fees, **more)


@pytest.mark.demand("TN19-6.1")
@pytest.mark.parametrize(
    ("case", "channel", "expected"),
    [
        ("nha", ONLINE, 1),
        ("nha", DIRECT, 2),
        ("khac", ONLINE, 3),
        (None, ONLINE, 3),
        (None, DIRECT, 4),
        ("khac", POST, 4),
        (None, None, 4),
    ],
)
def test_the_limit_of_the_case_goes_before_the_channel_s_and_that_before_the_general_one(
    case, channel, expected
):
    document = procedure(row(4), row(3, channel=ONLINE), row(2, "nha"), row(1, "nha", ONLINE))

    assert rules.limit_for(document, case, channel).limit == Limit.parse(f"{expected} working days")


def test_a_channel_row_without_a_unit_holds_for_nothing_but_its_number_is_compared():
    same = procedure(row(4), row(None, channel=ONLINE, amount_alone=4))
    other = procedure(row(4), row(None, channel=ONLINE, amount_alone=1, as_published="1 (không có đơn vị)"))

    assert rules.limit_for(same, channel=ONLINE).status == "confirmed"
    answer = rules.limit_for(other, channel=ONLINE)
    assert (answer.duration, answer.status) == (days(4), "to_be_confirmed")
    assert answer.disagreements == ("kênh trực tuyến ghi 1 (không có đơn vị)",)


def test_rows_that_disagree_leave_the_limit_to_be_confirmed_and_say_so():
    answer = rules.limit_for(procedure(row(15), row(20, channel=POST)), channel=POST)

    assert (answer.duration, answer.status) == (days(20), "to_be_confirmed")
    assert answer.disagreements == ("thời hạn chung ghi 15 ngày làm việc",)


def test_without_a_published_limit_there_is_none():
    answer = rules.limit_for(procedure())

    assert (answer.limit, answer.status) == (None, "to_be_confirmed")


def test_an_unknown_case_is_refused():
    for ask in (rules.limit_for, rules.fees_for):
        with pytest.raises(UnknownCase):
            ask(procedure(row(1)), "lạ")


@given(
    st.lists(
        st.tuples(
            st.integers(1, 30), st.sampled_from([None, "nha", "khac"]), st.sampled_from([None, *Channel])
        )
    ),
    st.sampled_from([None, "nha", "khac"]),
    st.sampled_from([None, *Channel]),
)
def test_the_answer_is_always_a_published_row_for_this_case_and_channel_or_for_all(rows, case, channel):
    document = procedure(*(row(amount, of, by) for amount, of, by in rows))

    answer = rules.limit_for(document, case, channel)

    if answer.row is None:
        assert all(
            one.case not in {case, None} or one.channel not in {channel, None} for one in document.limits
        )
    else:
        assert answer.row in document.limits
        assert answer.row.case in {case, None}
        assert answer.row.channel in {channel, None}


def fee(amount: int | None, **more) -> FeeRow:
    return FeeRow(name="Phí", amount_vnd=amount, status="confirmed", **more)


@pytest.mark.parametrize(
    ("case", "channel", "total"),
    [("nha", ONLINE, 10), (None, ONLINE, 20), ("khac", ONLINE, 20), (None, DIRECT, 30), (None, POST, 30)],
)
def test_the_fee_of_the_case_goes_before_the_channel_s_and_that_before_the_one_for_all(case, channel, total):
    fees = (fee(30), fee(20, channels=(ONLINE,)), fee(10, case="nha"))

    answer = rules.fees_for(procedure(fees=fees), case, channel)

    assert (answer.total_vnd, answer.status) == (total, "confirmed")


def test_a_fee_that_the_province_sets_has_no_total():
    assert rules.fees_for(procedure(fees=(fee(None),))).total_vnd is None


def test_fees_by_condition_are_choices_and_are_not_added_up():
    answer = rules.fees_for(procedure(fees=(fee(200_000), fee(100_000, condition="sinh viên"))))

    assert (len(answer.rows), answer.total_vnd) == (2, None)


def test_a_fee_holds_from_its_first_to_its_last_day():
    fees = (
        fee(30_000, valid_to=date(2026, 12, 31)),
        fee(60_000, valid_from=date(2027, 1, 1)),
    )

    assert rules.fees_for(procedure(fees=fees), day=date(2026, 12, 31)).total_vnd == 30_000
    assert rules.fees_for(procedure(fees=fees), day=date(2027, 1, 1)).total_vnd == 60_000


def test_free_on_the_portal_and_a_fee_in_the_list_is_a_disagreement():
    shown = (PublishedFee(channel=ONLINE, text="Miễn phí", amount_vnd=0),)

    answer = rules.fees_for(procedure(fees=(fee(75_000),), published_fees=shown), channel=ONLINE)

    assert (answer.total_vnd, answer.status) == (75_000, "to_be_confirmed")
    assert answer.disagreements == ("kênh trực tuyến ghi “Miễn phí”",)


def test_without_a_fee_list_the_figure_beside_the_channel_is_taken():
    shown = (PublishedFee(channel=DIRECT, text="8,000 VNĐ", amount_vnd=8_000),)

    assert rules.fees_for(procedure(published_fees=shown), channel=DIRECT).total_vnd == 8_000


def test_the_case_follows_from_the_answers():
    document = procedure()

    assert rules.case_of(document, {"loai": "nha"}) == "nha"
    assert rules.case_of(document, {}) is None


def test_a_negated_condition_is_no_case_before_the_question_is_answered():
    case = Case(id="khac", name="Khác", when={"not": {"field": "loai", "equals": "nha"}})
    document = ProcedureDocument(name="Thử", cases=(case,))

    assert rules.case_of(document, {}) is None
    assert rules.case_of(document, {"loai": "xuong"}) == "khac"


def paper(paper_id: str, **more) -> Component:
    return Component(id=paper_id, name=paper_id, **more)


def lacking(*about) -> tuple[str, ...]:
    return tuple(one.id for one in rules.missing_papers(*about))


def test_of_one_of_these_papers_one_is_enough_and_conditions_of_the_form_count():
    document = ProcedureDocument(
        name="Thử",
        choices=(Choice(id="dat", title="Giấy tờ đất", required=True),),
        components=(
            paper("don", replaced_by_form=True),
            paper("mot-trong", choice="dat", is_heading=True),
            paper("so-do", choice="dat", required=False),
            paper("so-hong", choice="dat", required=False),
            paper("ban-ve"),
            paper("uy-quyen", when={"field": "nguoi_nop", "equals": "uy_quyen"}),
            paper("can-cuoc", shown_only=True),
            paper("pccc", condition="khi pháp luật yêu cầu"),
        ),
    )

    assert lacking(document, {}, []) == ("ban-ve", "dat")
    assert lacking(document, {"nguoi_nop": "uy_quyen"}, ["so-hong"]) == ("ban-ve", "uy-quyen")
    assert lacking(document, {}, ["so-do", "ban-ve"]) == ()
    assert [one.id for one in rules.papers_for(document, {})] == [
        *("don", "so-do", "so-hong", "ban-ve", "can-cuoc", "pccc")
    ]


@pytest.mark.parametrize(
    ("promised", "legal", "shorter"),
    [
        (days(2), days(3), True),
        (days(3), days(3), False),
        (Duration(amount=6, unit="working_hour"), days(1), True),
        (Duration(amount=0, unit="immediate"), days(1), True),
        (days(15), Duration(amount=15, unit="calendar_day"), False),
    ],
)
@pytest.mark.demand("HG-17")
def test_a_promise_is_only_one_when_it_is_shorter_than_the_law(promised, legal, shorter):
    assert rules.is_shorter(promised, legal) is shorter


@pytest.mark.parametrize(
    ("unit", "amount", "words", "spelled"),
    [
        ("working_day", 3, "03 ngày làm việc", "3 working days"),
        ("calendar_day", 15, "15 ngày", "15 calendar days"),
        ("working_hour", 6, "06 giờ làm việc", "6 working hours"),
        ("immediate", 0, "Giải quyết ngay", "immediate"),
    ],
)
def test_a_limit_is_spelled_as_the_deadline_arithmetic_reads_it(unit, amount, words, spelled):
    duration = Duration(amount=amount, unit=unit)

    assert (duration.words, duration.spelled) == (words, spelled)
    assert str(Limit.parse(spelled)) == spelled
