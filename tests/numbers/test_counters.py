from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from motcua.numbers.models import Counter
from motcua.numbers.services import next_number

DAY = date(2025, 11, 3)
SCOPE = "dossier:H53.18"


class Undone(Exception):
    pass


def take(scope: str = SCOPE, day: date = DAY, *, undo: bool = False) -> int:
    with transaction.atomic():
        number = next_number(scope=scope, day=day)
        if undo:
            raise Undone
    return number


@pytest.mark.django_db
def test_each_scope_and_each_day_begins_at_one():
    assert [take(), take(), take("slip:H53.18"), take(day=date(2025, 11, 4)), take()] == [1, 2, 1, 1, 3]


@pytest.mark.django_db(transaction=True)
def test_a_number_is_not_used_up_by_an_act_that_fails():
    take()
    with pytest.raises(Undone):
        take(undo=True)
    assert take() == 2


@pytest.mark.django_db(transaction=True)
def test_no_number_is_given_outside_a_transaction():
    with pytest.raises(TransactionManagementError):
        next_number(scope=SCOPE, day=DAY)
    assert not Counter.objects.exists()


@pytest.mark.demand("TN19-10.4")
@pytest.mark.django_db(transaction=True)
def test_a_thousand_parallel_numbers_of_one_agency_and_day_have_no_gap_and_no_double():
    threads, each = 20, 55
    barrier = Barrier(threads)

    def work(worker: int) -> list[int]:
        barrier.wait()
        got = []
        try:
            for n in range(each):
                try:
                    got.append(take(undo=n % 11 == worker % 11))  # every eleventh act fails after its number
                except Undone:
                    continue
        finally:
            connection.close()
        return got

    with ThreadPoolExecutor(threads) as pool:
        lots = list(pool.map(work, range(threads)))

    numbers = [number for lot in lots for number in lot]
    assert len(numbers) == threads * 50
    assert sorted(numbers) == list(range(1, 1001))
    assert all(lot == sorted(lot) for lot in lots)
    assert Counter.objects.get(scope=SCOPE, day=DAY).last == 1000
