"""A channel with several providers: the highest is asked first, the next when it fails; each try is kept."""

from __future__ import annotations

import logging
import threading
import time
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from motcua.delivery.errors import ChannelDown, DeliveryFailure, TryLater, Undeliverable, Unsure
from motcua.delivery.gateways import Gateway, Line, gateway_class
from motcua.delivery.models import Attempt, Part, Provider
from motcua.delivery.plugins import Channel, Handed, Letter
from motcua.delivery.rules import FAILURE_STEP, SLOW_SECONDS, SLOW_STEP, Fate
from motcua.delivery.selectors import hook_address, ranked, values_of
from motcua.delivery.services.providers import note_trouble

log = logging.getLogger("motcua.delivery")

LONGEST_WAIT_SECONDS = 10.0

_lock = threading.Lock()
_open: dict[UUID, tuple[datetime, Gateway]] = {}


def gateway_of(provider: Provider) -> Gateway:
    """The open gateway of this process; made anew when the provider was changed."""
    with _lock:
        known = _open.get(provider.id)
        if known is not None and known[0] == provider.changed_at:
            return known[1]
        line = Line(str(provider.id), values_of(provider), hook_address(provider))
        made = gateway_class(provider.kind)(line)
        _open[provider.id] = (provider.changed_at, made)
    if known is not None:
        known[1].close()
    return made


def close_all() -> None:
    """Let go of every open line of this process."""
    with _lock:
        gateways = [gateway for _, gateway in _open.values()]
        _open.clear()
    for gateway in gateways:
        gateway.close()


def hold_lines(at: datetime) -> None:
    """Keep open the lines over which messages come in (SMPP); one that cannot open does not hold up the others."""
    active = list(Provider.objects.filter(is_active=True))
    for provider in active:
        try:
            gateway_of(provider).hold()
        except DeliveryFailure as failure:
            log.warning("provider %s is not reachable: %s", provider.name, failure.reason)
            note_trouble(provider_id=provider.id, step=FAILURE_STEP, code=failure.reason, at=at)
    with _lock:
        gone = [_open.pop(one)[1] for one in set(_open) - {provider.id for provider in active}]
    for gateway in gone:
        gateway.close()


class ProvidedChannel(Channel):
    """Walks its providers by their present priority."""

    def _send(self, letter: Letter) -> Handed | None:
        providers = ranked(self.name, letter.at, first=str(letter.facts.get("provider", "")))
        if not providers:
            return self._send_without_provider(letter)
        failures: list[DeliveryFailure] = []
        for provider in providers:
            try:
                return self._try(provider, letter)
            except (Undeliverable, Unsure):
                raise
            except DeliveryFailure as failure:
                failures.append(failure)
        # when one of them only turned this letter away, others of the queue may pass
        raise next((one for one in failures if not isinstance(one, ChannelDown)), failures[-1])

    def _send_without_provider(self, letter: Letter) -> Handed | None:
        """What happens where no provider is entered."""
        raise ChannelDown("no provider")

    def _try(self, provider: Provider, letter: Letter) -> Handed:
        gateway = gateway_of(provider)
        own_id = gateway.own_id(letter)
        if own_id and letter.number:
            _note_parts(provider, letter, (own_id,), Fate.UNKNOWN)
        _wait_for_slot(provider)
        began = time.monotonic()
        outcome, code = Attempt.Outcome.TAKEN, ""
        try:
            handed = gateway.send(letter)
        except DeliveryFailure as failure:
            outcome, code = _OUTCOMES.get(type(failure), Attempt.Outcome.LATER), failure.reason
            raise
        except Exception as error:
            outcome, code = Attempt.Outcome.UNSURE, f"error {type(error).__name__}"
            raise Unsure(code) from error
        finally:
            took = time.monotonic() - began
            self._keep(provider, letter, took, outcome, code)
        _note_parts(provider, letter, handed.ids, Fate.HANDED)
        return Handed(handed.ids, provider.id)

    def _keep(
        self, provider: Provider, letter: Letter, took: float, outcome: Attempt.Outcome, code: str
    ) -> None:
        if letter.number:
            Attempt.objects.create(
                message_id=letter.number,
                provider_id=provider.id,
                at=letter.at,
                seconds=took,
                outcome=outcome,
                code=code[:60],
            )
        if outcome in {Attempt.Outcome.DOWN, Attempt.Outcome.UNSURE}:
            note_trouble(provider_id=provider.id, step=FAILURE_STEP, code=code, at=letter.at)
        elif took > SLOW_SECONDS:
            note_trouble(provider_id=provider.id, step=SLOW_STEP, code="slow", at=letter.at)


_OUTCOMES: dict[type[DeliveryFailure], Attempt.Outcome] = {
    TryLater: Attempt.Outcome.LATER,
    ChannelDown: Attempt.Outcome.DOWN,
    Unsure: Attempt.Outcome.UNSURE,
    Undeliverable: Attempt.Outcome.REFUSED,
}


def _note_parts(provider: Provider, letter: Letter, ids: tuple[str, ...], fate: Fate) -> None:
    if not letter.number or not ids:
        return
    rows = [
        Part(
            message_id=letter.number,
            provider_id=provider.id,
            external_id=one[:100],
            fate=fate.value,
            fate_at=letter.at if fate else None,
        )
        for one in ids
    ]
    with transaction.atomic():
        # a receipt may have been faster: what it said stays
        Part.objects.bulk_create(rows, ignore_conflicts=True)
        if fate:
            silent = Part.objects.filter(
                provider_id=provider.id, external_id__in=[row.external_id for row in rows]
            )
            silent.filter(fate="").update(fate=fate.value, fate_at=letter.at)


_SLOT = """
update provider
set next_slot_at = greatest(coalesce(next_slot_at, '-infinity'), clock_timestamp()) + %s * interval '1 second'
where id = %s returning extract(epoch from next_slot_at - clock_timestamp())::float8
"""


def _wait_for_slot(provider: Provider) -> None:
    """Sleep until it is our turn: all workers together send no more than the provider takes in a second."""
    if not provider.per_second:
        return
    gap = 1 / provider.per_second
    with connection.cursor() as cursor:
        cursor.execute(_SLOT, [gap, provider.id])
        (until_next,) = cursor.fetchone()
    wait = until_next - gap
    if wait > LONGEST_WAIT_SECONDS:
        raise TryLater("rate")
    if wait > 0:
        time.sleep(wait)
