"""The way out to Zalo: a consultation message while the user is near, else an approved template, else not at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from motcua.delivery.errors import ChannelDown, DeliveryFailure, TryLater, Undeliverable
from motcua.delivery.plugins import Channel, Handed, Letter
from motcua.delivery.zalo.models import ZaloAccount
from motcua.delivery.zalo.selectors import account_in_use, may_speak_to, template_for, troubles
from motcua.delivery.zalo.services import note_attempt
from motcua.delivery.zalo.tokens import api_of, token_of
from motcua.kernel.clock import now
from motcua.partners.zalo.api import OpenApi, Sent
from motcua.partners.zalo.errors import Refused, TokenRefused, Unreachable, ZaloError
from motcua.partners.zalo.messages import Button, Json, in_pieces, text
from motcua.partners.zalo.templates import ValuesWrong, values_for

Answer = TypeVar("Answer")
# a phone as the template API takes it; the OA's own numbers of users are longer
PHONE = re.compile(r"84[0-9]{9,10}")


class ZaloChannel(Channel):
    """To a user of the Official Account, or to a phone that has Zalo.

    Facts of a letter: `buttons` [[title, payload]…] under its last words; `event`, and `values` {fact: text} or the
    facts themselves, for the template that stands in for it. Words are Zalo's own business to keep: whoever writes
    a letter says nothing personal to somebody who is not proven.
    """

    label = "Zalo"
    timeout_seconds = 30.0

    def _send(self, letter: Letter) -> Handed | None:
        account = account_in_use()
        if account is None:
            raise Undeliverable("no official account")  # what stands by for it goes instead
        if not account.refresh_token:
            raise ChannelDown("not granted")
        if not PHONE.fullmatch(letter.destination) and may_speak_to(account, letter.destination, now()):
            try:
                self._say(account, letter)
            except Undeliverable as failure:
                if not isinstance(failure.__cause__, Refused) or not failure.__cause__.is_out_of_window:
                    raise
            else:
                return None
        self._send_template(account, letter)
        return None

    def _say(self, account: ZaloAccount, letter: Letter) -> None:
        pieces = in_pieces(letter.body)
        if letter.subject:
            pieces = in_pieces(f"{letter.subject}\n\n{letter.body}")
        given = letter.facts.get("buttons") or []
        buttons = [Button(title, payload) for title, payload in given] if account.has_buttons else []
        for place, piece in enumerate(pieces):
            message = text(piece, buttons if place == len(pieces) - 1 else ())
            _noted(account, letter, partial(_say_to, letter.destination, message))

    def _send_template(self, account: ZaloAccount, letter: Letter) -> None:
        template = template_for(account, str(letter.facts.get("event", "")))
        if template is None:
            raise Undeliverable("out of window, no template")
        facts = letter.facts.get("values") or letter.facts
        try:
            values = values_for(
                {name: kind for name, (kind, _) in template.parameters.items()},
                {name: str(facts.get(fact, "")) for name, (_, fact) in template.parameters.items()},
            )
        except ValuesWrong as wrong:
            raise Undeliverable(f"template values: {wrong}") from wrong
        number = template.template_id

        def send(api: OpenApi) -> Sent:
            if PHONE.fullmatch(letter.destination):
                return api.template_to_phone(letter.destination, number, values, letter.message_id)
            return api.template_to_user(letter.destination, number, values)

        _noted(account, letter, send)

    def check_config(self) -> list[str]:
        return troubles(now())


def _say_to(user_id: str, message: Json, api: OpenApi) -> Sent:
    return api.say(user_id, message)


def _noted(account: ZaloAccount, letter: Letter, ask: Callable[[OpenApi], Sent]) -> None:
    """Send one message and keep what Zalo said to it."""
    try:
        sent = called(account, ask)
    except DeliveryFailure as failure:
        error = failure.__cause__
        if isinstance(error, ZaloError):
            note_attempt(account, letter.message_id, code=error.code, words=error.message, at=now())
        raise
    note_attempt(account, letter.message_id, zalo_id=sent.message_id, at=now())


def called(account: ZaloAccount, ask: Callable[[OpenApi], Answer]) -> Answer:
    """Ask the OpenAPI with a good token; a refused one is replaced and tried once more.

    Refuses
        ChannelDown, TryLater, Undeliverable with Zalo's own code and words as the reason
    """
    try:
        token = _token(account)
        try:
            return ask(api_of(account, token))
        except TokenRefused:
            return ask(api_of(account, _token(account, refused=token)))
    except (Unreachable, TokenRefused) as error:
        # nobody answers, or our own grant is over: every message would fail alike
        raise ChannelDown(f"zalo {error}") from error
    except Refused as error:
        raise Undeliverable(f"zalo {error}") from error
    except ZaloError as error:
        raise TryLater(f"zalo {error}") from error


def _token(account: ZaloAccount, *, refused: str = "") -> str:
    """A token that is good; without one no message can go, which is no message's fault."""
    try:
        return token_of(account.pk, at=now(), refused=refused)
    except ZaloError as error:
        raise ChannelDown(f"zalo token {error}") from error
