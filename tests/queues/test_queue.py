"""Numbers are given once, called once, in the order of the law; what becomes of each is counted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from tests.journey import builders as journey
from tests.journey.builders import Place
from tests.queues import builders as b
from tests.queues.builders import MORNING, later

from motcua.agencies.policies import set_policy
from motcua.agencies.rules import Role
from motcua.kernel.clock import local, local_day
from motcua.queues import errors, selectors, services
from motcua.queues.models import Rating, ServiceVersion, Ticket, Turn
from motcua.queues.rules import Channel, Priority, State


@pytest.fixture
def where(db: None) -> Place:
    return b.desk()


@pytest.mark.demand("TN14-4.3c")
def test_numbers_run_for_each_service_and_day_and_are_called_in_their_order(where: Place) -> None:
    first, second, other = b.take(where), b.take(where, at=later(1)), b.take(where, "B", at=later(2))
    assert [first.label, second.label, other.label] == ["A001", "A002", "B001"]
    assert b.take(where, at=MORNING + timedelta(days=1)).label == "A001"

    clerk = b.seated(where)
    called = []
    for minute in (3, 9, 15):
        turn = services.call_next(
            account_id=clerk.pk, at=later(minute), seen=called[-1].pk if called else None
        )
        assert turn is not None
        called.append(turn)

    assert [one.ticket.label for one in called] == ["A001", "A002", "B001"]
    assert services.call_next(account_id=clerk.pk, at=later(20), seen=called[-1].pk) is None
    assert Ticket.objects.get(pk=other.pk).state == State.DONE
    with pytest.raises(errors.NobodyWaiting):
        services.call_next(account_id=clerk.pk, at=later(21))


def test_the_key_pressed_twice_calls_one_number(where: Place) -> None:
    b.take(where), b.take(where), b.take(where)
    clerk = b.seated(where)
    first = services.call_next(account_id=clerk.pk, at=later(1), seen=None)
    again = services.call_next(account_id=clerk.pk, at=later(1), seen=None)
    assert first is not None
    assert again == first
    second = services.call_next(account_id=clerk.pk, at=later(2), seen=first.pk)
    assert second is not None
    assert services.call_next(account_id=clerk.pk, at=later(2), seen=first.pk) == second
    assert Turn.objects.count() == 2


def test_the_elderly_the_disabled_and_the_pregnant_are_called_first_but_nobody_waits_for_ever(
    where: Place,
) -> None:
    set_policy("queue_first_in_a_row", 2, valid_from=local_day(MORNING), instrument="QĐ thử", at=MORNING)
    b.take(where), b.take(where, at=later(1))
    for minute, priority in enumerate((Priority.ELDERLY, Priority.DISABLED, Priority.PREGNANT), start=2):
        b.take(where, priority=priority, at=later(minute))
    clerk = b.seated(where)
    seen, order = None, []
    for minute in range(10, 15):
        turn = services.call_next(account_id=clerk.pk, at=later(minute), seen=seen)
        assert turn is not None
        seen = turn.pk
        order.append(turn.ticket.label)

    assert order == ["A003", "A004", "A001", "A005", "A002"]


def test_a_number_nobody_comes_with_is_called_so_often_then_missed_and_may_come_back(where: Place) -> None:
    b.take(where)
    clerk = b.seated(where)
    services.call_next(account_id=clerk.pk, at=later(1))
    with pytest.raises(errors.CallAgainFirst):
        services.note_no_show(account_id=clerk.pk, at=later(2))
    services.call_again(account_id=clerk.pk, at=later(2))
    services.call_again(account_id=clerk.pk, at=later(3))
    turn = services.note_no_show(account_id=clerk.pk, at=later(4))
    assert turn.ticket.state == State.NO_SHOW
    assert [one.label for one in selectors.missed(where.desk_id, later(5))] == ["A001"]

    b.take(where, at=later(5))
    services.bring_back(account_id=clerk.pk, ticket_id=turn.ticket_id, at=later(6))
    assert [one.label for one in selectors.line(where.desk_id, later(7))] == ["A002", "A001"]
    assert services.call_ticket(account_id=clerk.pk, ticket_id=turn.ticket_id, at=later(8)).calls == 1


def test_put_back_stands_behind_and_a_transfer_keeps_number_and_time(where: Place) -> None:
    b.take(where), b.take(where, at=later(1)), b.take(where, "B", at=later(5))
    clerk = b.seated(where)
    services.call_next(account_id=clerk.pk, at=later(6))
    services.put_back(account_id=clerk.pk, at=later(7))
    assert [one.label for one in selectors.line(where.desk_id, later(8))] == ["A002", "B001", "A001"]
    services.call_next(account_id=clerk.pk, at=later(8))
    with pytest.raises(errors.UnknownService):
        services.transfer(account_id=clerk.pk, service_id=uuid4(), at=later(9))
    services.transfer(account_id=clerk.pk, service_id=b.service(where, "B"), at=later(9))
    moved = Ticket.objects.get(label="A002")
    assert (moved.service_id, moved.first_service_id) == (b.service(where, "B"), b.service(where, "A"))
    assert selectors.line(where.desk_id, later(10))[0] == moved


def test_a_counter_has_one_officer_and_one_number(where: Place) -> None:
    b.take(where), b.take(where)
    first, second = b.seated(where), b.clerk(where)
    b.seated(where, account=second)  # the seat was idle
    assert selectors.sitting_of(first.pk) is None
    with pytest.raises(errors.NoCounterChosen):
        services.call_next(account_id=first.pk, at=later(1))
    services.call_next(account_id=second.pk, at=later(1))
    with pytest.raises(errors.CounterTaken, match="queue_counter_taken"):
        b.seated(where)
    with pytest.raises(errors.StillServing):
        services.leave(account_id=second.pk, at=later(2))
    with pytest.raises(errors.StillServing):
        b.seated(where, 2, account=second)
    services.serve(account_id=second.pk, at=later(2))
    services.finish(account_id=second.pk, at=later(3))
    services.leave(account_id=second.pk, at=later(4))
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(label="A002").update(state="called")


def test_somebody_of_another_desk_or_without_the_duty_calls_nobody(where: Place) -> None:
    counter = selectors.counters_of(where.desk_id)[0]
    elsewhere = journey.place()
    for account in (elsewhere.officers[Role.RECEIVER], where.officers[Role.HANDLER]):
        with pytest.raises(errors.NotAtThisQueue):
            services.sit_down(counter_id=counter.pk, account_id=account.pk, at=MORNING)
    clerk = b.seated(where)
    ticket = b.take(b.desk())
    with pytest.raises(errors.UnknownTicket):
        services.call_ticket(account_id=clerk.pk, ticket_id=ticket.pk, at=MORNING)


def test_numbers_are_given_while_the_desk_is_open_and_from_home_all_day(where: Place) -> None:
    night, dawn, sunday = (local(f"2026-09-0{text}") for text in ("7T20:00", "7T06:00", "6T09:00"))
    for closed in (night, sunday):
        with pytest.raises(errors.DeskClosed):
            b.take(where, at=closed)
        with pytest.raises(errors.DeskClosed):
            b.take(where, at=closed, channel=Channel.ONLINE)
    with pytest.raises(errors.DeskClosed):
        b.take(where, at=dawn)
    assert b.take(where, at=dawn, channel=Channel.ONLINE).label == "A001"
    with pytest.raises(errors.UnknownService):
        b.take(where, "C", channel=Channel.ONLINE)


def test_a_number_is_given_up_by_whoever_knows_its_secret(where: Place) -> None:
    taken = services.take_ticket(service_id=b.service(where), channel=Channel.ONLINE, at=MORNING)
    with pytest.raises(errors.UnknownTicket):
        services.cancel_ticket(ticket_id=taken.ticket.pk, typed_secret="4KQM-7XWP", at=MORNING)
    assert (
        services.cancel_ticket(ticket_id=taken.ticket.pk, typed_secret=taken.secret, at=MORNING).state
        == "cancelled"
    )
    services.cancel_ticket(ticket_id=taken.ticket.pk, typed_secret=taken.secret.lower(), at=MORNING)
    clerk = b.seated(where)
    with pytest.raises(errors.NobodyWaiting):
        services.call_next(account_id=clerk.pk, at=later(1))


def test_what_a_ticket_shows_to_its_holder(where: Place) -> None:
    b.take(where)
    mine = b.take(where, at=later(1))
    nobody = selectors.place_of(mine, later(2))
    assert (nobody.ahead, nobody.estimate) == (1, None)
    clerk = b.seated(where)
    place = selectors.place_of(mine, later(2))
    assert place.estimate is not None
    assert place.estimate.low_minutes <= 12 <= place.estimate.high_minutes
    other = b.take(where, "B", at=later(2))  # the same counter serves them: who came before is before
    assert selectors.place_of(other, later(2)).ahead == 2
    services.call_next(account_id=clerk.pk, at=later(3))
    assert selectors.place_of(mine, later(3)).ahead == 0
    called = selectors.place_of(Ticket.objects.get(label="A001"), later(3))
    assert (called.state, called.counter, called.estimate) == ("called", 1, None)


def test_the_board_shows_numbers_and_counters_only(where: Place) -> None:
    for minute in range(12):
        b.take(where, at=later(minute), dossier_code="H53.18-260907-0001")
    clerk = b.seated(where)
    services.call_next(account_id=clerk.pk, at=later(20))
    board = selectors.board(where.desk_id, later(21))
    assert [(one.ticket, one.counter, one.times) for one in board.called] == [("A001", 1, 1)]
    assert board.following[0] == "A002"
    assert (len(board.following), board.waiting) == (8, 11)
    assert "H53" not in str(board)
    assert "Tiếp Nhận" not in str(board)


def test_one_rating_for_a_number_that_was_served(where: Place) -> None:
    ticket = b.take(where)
    with pytest.raises(errors.NotYetRated):
        services.rate(desk_id=where.desk_id, typed="A001", score=5, at=later(1))
    clerk = b.seated(where)
    services.call_next(account_id=clerk.pk, at=later(1))
    services.finish(account_id=clerk.pk, at=later(9))
    with pytest.raises(errors.ScoreInvalid):
        services.rate(desk_id=where.desk_id, typed="A001", score=6, at=later(10))
    services.rate(desk_id=where.desk_id, typed=ticket.reference.lower(), score=4, at=later(10))
    with pytest.raises(errors.AlreadyRated):
        services.rate(desk_id=where.desk_id, typed="a001", score=1, at=later(11))
    with pytest.raises(errors.UnknownTicket):
        services.rate(desk_id=b.desk().desk_id, typed=ticket.reference, score=1, at=later(11))
    assert [one.score for one in Rating.objects.all()] == [4]


def test_the_head_arranges_services_with_validity_and_nobody_else(where: Place) -> None:
    head, receiver = where.actor(Role.DESK_HEAD), where.actor(Role.RECEIVER)
    facts = services.ServiceFacts("Đất đai", "d", minutes=20, fields=("Đất đai",))
    with pytest.raises(errors.NotAtThisQueue):
        services.set_service(
            desk_id=where.desk_id, facts=facts, valid_from=local_day(MORNING), officer=receiver, at=MORNING
        )
    for wrong, problem in (
        (services.ServiceFacts("Đất đai", "Đ"), errors.PrefixInvalid),
        (services.ServiceFacts("Đất đai", "A"), errors.PrefixTaken),
        (services.ServiceFacts(" ", "D"), errors.ServiceIncomplete),
    ):
        with pytest.raises(problem):
            services.set_service(
                desk_id=where.desk_id, facts=wrong, valid_from=local_day(MORNING), officer=head, at=MORNING
            )
    made = services.set_service(
        desk_id=where.desk_id, facts=facts, valid_from=local_day(MORNING), officer=head, at=MORNING
    )
    day = local_day(MORNING)
    found = selectors.service_for_field(where.desk_id, "Đất đai", day)
    assert found is not None
    assert found.prefix == "D"
    usual = selectors.service_for_field(where.desk_id, "Hộ tịch", day)
    assert usual is not None
    assert usual.prefix == "A"
    renamed = services.set_service(
        desk_id=where.desk_id, service_id=made.service_id, officer=head, at=MORNING,
        facts=services.ServiceFacts("Đất đai, môi trường", "D"), valid_from=day + timedelta(days=7),
    )  # fmt: skip
    assert selectors.service_on(made.service_id, day).name == "Đất đai"
    assert selectors.service_on(made.service_id, day + timedelta(days=7)) == renamed
    services.end_service(service_id=made.service_id, last_day=day, officer=head, at=MORNING)
    with pytest.raises(errors.UnknownService):
        selectors.service_on(made.service_id, day + timedelta(days=7))
    with pytest.raises(errors.CounterInvalid):
        services.set_counter(
            desk_id=where.desk_id, number=0, service_ids=[made.service_id], officer=head, at=MORNING
        )
    with pytest.raises(errors.UnknownService):
        services.set_counter(desk_id=where.desk_id, number=4, service_ids=[uuid4()], officer=head, at=MORNING)
    assert ServiceVersion.objects.filter(desk_id=where.desk_id).count() == 4


def test_a_letter_that_changes_its_service_within_a_day_gives_no_number_twice(where: Place) -> None:
    assert b.take(where).label == "A001"
    head, day = where.actor(Role.DESK_HEAD), local_day(MORNING)
    me = {"desk_id": where.desk_id, "valid_from": day, "officer": head, "at": MORNING}
    services.set_service(service_id=b.service(where), facts=services.ServiceFacts("Tiếp nhận", "T"), **me)
    services.set_service(facts=services.ServiceFacts("Đất đai", "A"), **me)
    assert [b.take(where).label, b.take(where, "T").label] == ["A002", "T001"]


def test_what_a_desk_offers_is_read_at_once_however_much_it_is(
    where: Place, django_assert_num_queries: Any
) -> None:
    b.seated(where)
    b.take(where, "A")
    b.take(where, "B")
    selectors.offers(where.desk_id, MORNING)
    with django_assert_num_queries(4):
        found = selectors.offers(where.desk_id, MORNING)
    assert [one.waiting for one in found] == [1, 1, 0]


def test_the_end_of_the_day_leaves_nothing_open_and_figures_stay(where: Place) -> None:
    for minute in range(4):
        b.take(where, at=later(minute))
    b.take(where, channel=Channel.ONLINE, priority=Priority.ELDERLY, at=later(4))
    clerk = b.seated(where)
    first = services.call_next(account_id=clerk.pk, at=later(10))
    assert first is not None
    assert first.ticket.label == "A005"
    second = services.call_next(account_id=clerk.pk, at=later(16), seen=first.pk)
    assert second is not None
    services.finish(account_id=clerk.pk, at=later(20))
    services.call_next(account_id=clerk.pk, at=later(21))
    next_morning = MORNING + timedelta(days=1)

    assert services.close_days(at=later(60)) == 0
    assert services.close_days(at=next_morning) == 2
    assert services.close_days(at=next_morning) == 0

    assert not Ticket.objects.filter(state__in=["waiting", "called", "serving"]).exists()
    assert selectors.sitting_of(clerk.pk) is None
    day = local_day(MORNING)
    found = selectors.summary(where.desk_id, day, day)
    assert (found.total.taken, found.total.served, found.total.lapsed) == (5, 2, 2)
    assert (found.online, found.first) == (1, 1)
    assert found.total.service_median == 5.0
    assert [one.taken for one in found.by_service if one.name == "Tiếp nhận hồ sơ"] == [5]
    assert [one.served for one in found.by_counter] == [2, 0, 0]
    assert selectors.summary(where.desk_id, day + timedelta(days=1), day + timedelta(days=1)).total.taken == 0
