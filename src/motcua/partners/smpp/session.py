"""SMPP 3.4 to an operator's centre: one bind that sends, receives messages and receipts, and stays alive.

One thread reads; whoever sends waits for its own answer. What the centre delivers is answered only after the
`receive` function has stored it, so a crash leads to delivery anew, not to loss. PDUs by smpplib.
"""

from __future__ import annotations

import contextlib
import logging
import select
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from smpplib import consts, exceptions, smpp
from smpplib.client import Client

from motcua.kernel.short_messages import Parts
from motcua.partners.smpp.errors import SmppBusy, SmppDown, SmppError, SmppSilent, error_of
from motcua.partners.smpp.incoming import UDH, Delivered, Reader, Receipt

log = logging.getLogger("motcua.partners")

ENQUIRE_SECONDS = 30.0
ANSWER_SECONDS = 20.0
WINDOW = 10  # unanswered at most
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0
READ_SECONDS = 1.0


@dataclass(frozen=True)
class Account:
    """How we bind. `source_ton`: 5 for a brand name, 6 or 0 for a short number, as the contract says."""

    host: str
    port: int
    system_id: str
    password: str = field(repr=False)
    source: str
    source_ton: int = 0
    source_npi: int = 0
    system_type: str = ""
    ids_in_hex: bool = False  # the answer's id is hexadecimal, the receipt's decimal


@dataclass
class _Waiting:
    done: threading.Event = field(default_factory=threading.Event)
    status: int = 0
    message_id: str = ""
    is_lost: bool = False


class Session:
    """One bind, kept up by its own thread until `close`."""

    def __init__(
        self,
        account: Account,
        receive: Callable[[Delivered | Receipt], None],
        ended: Callable[[], None] = lambda: None,
    ) -> None:
        """Takes
        receive  stores what came; what it raises makes the centre bring it again
        ended    called by the thread at its end, to let go of what `receive` opened
        """
        self.account = account
        self.receive = receive
        self.ended = ended
        self._client: Client | None = None
        self._bound = threading.Event()
        self._over = threading.Event()
        self._sending = threading.Lock()
        self._window = threading.BoundedSemaphore(WINDOW)
        self._waiting: dict[int, _Waiting] = {}
        self._references = count(1)
        self._reader = Reader()
        self._problem = "not bound yet"
        self._thread = threading.Thread(target=self._run, name=f"smpp-{account.system_id}", daemon=True)
        self._thread.start()

    @property
    def is_bound(self) -> bool:
        return self._bound.is_set()

    def close(self) -> None:
        """Unbind and end the thread."""
        self._over.set()
        self._thread.join(READ_SECONDS + 5)

    # --- sending ---

    def send(self, *, to: str, parts: Parts, wait_seconds: float = ANSWER_SECONDS) -> tuple[str, ...]:
        """Submit a text, part by part; gives the centre's id of each.

        Refuses
            SmppDown, SmppBusy, SmppSilent, SmppRefused; once a part was taken, only SmppSilent: what is on its way
            must not be sent by somebody else at the same moment
        """
        if not self._bound.wait(min(wait_seconds, 5.0)):
            raise SmppDown(self._problem)
        bodies = parts.with_headers(next(self._references))
        ids: list[str] = []
        for body in bodies:
            try:
                ids.append(self._submit(to, body, parts.alphabet, len(bodies) > 1, wait_seconds))
            except SmppError as error:
                if ids:
                    raise SmppSilent(f"part {len(ids) + 1}: {error.code}") from error
                raise
        return tuple(ids)

    def _submit(self, to: str, body: bytes, alphabet: str, has_header: bool, wait_seconds: float) -> str:
        if not self._window.acquire(timeout=wait_seconds):
            raise SmppBusy("window")
        try:
            waiting = self._hand_over(to, body, alphabet, has_header)
            if not waiting.done.wait(wait_seconds) or waiting.is_lost:
                raise SmppSilent("no answer")
        finally:
            self._window.release()
        if (error := error_of(waiting.status)) is not None:
            raise error
        return self._as_in_receipts(waiting.message_id)

    def _as_in_receipts(self, message_id: str) -> str:
        if self.account.ids_in_hex:
            with contextlib.suppress(ValueError):
                return str(int(message_id, 16))
        return message_id

    def _hand_over(self, to: str, body: bytes, alphabet: str, has_header: bool) -> _Waiting:
        waiting = _Waiting()
        with self._sending:
            client = self._client
            if client is None:
                raise SmppDown(self._problem)
            pdu = smpp.make_pdu(
                "submit_sm",
                client=client,
                source_addr_ton=self.account.source_ton,
                source_addr_npi=self.account.source_npi,
                source_addr=self.account.source,
                dest_addr_ton=consts.SMPP_TON_INTL,
                dest_addr_npi=consts.SMPP_NPI_ISDN,
                destination_addr=to,
                short_message=body,
                data_coding=consts.SMPP_ENCODING_DEFAULT
                if alphabet == "gsm7"
                else consts.SMPP_ENCODING_ISO10646,
                esm_class=UDH if has_header else 0,
                registered_delivery=1,
            )
            self._waiting[pdu.sequence] = waiting
            try:
                client.send_pdu(pdu)
            except (exceptions.ConnectionError, exceptions.PDUError, OSError) as error:
                self._waiting.pop(pdu.sequence, None)
                raise SmppDown(type(error).__name__) from error
        return waiting

    # --- the thread ---

    def _run(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while not self._over.is_set():
            try:
                self._bind()
                pause = FIRST_PAUSE_SECONDS
                self._listen()
            except (
                exceptions.ConnectionError,
                exceptions.PDUError,
                exceptions.UnknownCommandError,
                OSError,
            ) as error:
                code = error.args[1] if len(error.args) > 1 and isinstance(error.args[1], int) else None
                self._problem = f"0x{code:02X}" if code is not None else type(error).__name__
                log.warning("smpp %s: %s", self.account.system_id, self._problem)
            self._drop()
            self._over.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        self.ended()

    def _bind(self) -> None:
        client = Client(
            self.account.host, self.account.port, timeout=10, logger_name="motcua.partners.smpp",
            allow_unknown_opt_params=True,
        )  # fmt: skip
        # it writes every PDU, texts and numbers with it, into its debug log
        client.logger.setLevel(logging.WARNING)
        self._client = client
        client.connect()
        client.bind_transceiver(
            system_id=self.account.system_id,
            password=self.account.password,
            system_type=self.account.system_type,
        )
        self._problem = ""
        self._bound.set()

    def _listen(self) -> None:
        client = self._client
        assert client is not None
        heard = asked = time.monotonic()
        while not self._over.is_set():
            # never time out inside of a PDU: what was read of it would be lost and the rest misread
            if select.select([client._socket], [], [], READ_SECONDS)[0]:
                pdu = client.read_pdu()
                heard = time.monotonic()
                if not self._handle(pdu):
                    return
                continue
            now = time.monotonic()
            if now - heard > 2 * ENQUIRE_SECONDS:
                raise exceptions.ConnectionError("silent")
            if now - max(heard, asked) > ENQUIRE_SECONDS:
                asked = now
                self._say("enquire_link")
        with contextlib.suppress(exceptions.ConnectionError, exceptions.PDUError, OSError):
            self._say("unbind")

    def _handle(self, pdu: Any) -> bool:
        """False when the centre ends the bind."""
        if pdu.command == "submit_sm_resp" or (
            pdu.command == "generic_nack" and pdu.sequence in self._waiting
        ):
            waiting = self._waiting.pop(pdu.sequence, None)
            if waiting is not None:
                waiting.status = pdu.status
                waiting.message_id = (getattr(pdu, "message_id", None) or b"").decode("ascii", "replace")
                waiting.done.set()
        elif pdu.command == "deliver_sm":
            self._deliver(pdu)
        elif pdu.command in {"enquire_link", "unbind"}:
            self._say(f"{pdu.command}_resp", sequence=pdu.sequence)
            return bool(pdu.command != "unbind")
        return True

    def _deliver(self, pdu: Any) -> None:
        status = consts.SMPP_ESME_ROK
        try:
            found = self._reader.read(pdu)
            if found is not None:
                self.receive(found)
        except Exception as error:
            # not stored: the centre brings it again
            log.warning(
                "smpp %s: a delivery was not stored: %s", self.account.system_id, type(error).__name__
            )
            status = consts.SMPP_ESME_RX_T_APPN
        self._say("deliver_sm_resp", sequence=pdu.sequence, status=status)

    def _say(self, command: str, *, sequence: int | None = None, status: int = 0) -> None:
        with self._sending:
            if self._client is None:
                return
            pdu = smpp.make_pdu(command, client=self._client, status=status)
            if sequence is not None:
                pdu.sequence = sequence
            self._client.send_pdu(pdu)

    def _drop(self) -> None:
        self._bound.clear()
        with self._sending:
            client, self._client = self._client, None
            waiting, self._waiting = self._waiting, {}
        for one in waiting.values():
            one.is_lost = True
            one.done.set()
        if client is not None:
            # smpplib warns of what it finds open; the socket is ours to close
            with contextlib.suppress(OSError, AttributeError):
                client._socket.shutdown(socket.SHUT_RDWR)
            client.state = consts.SMPP_CLIENT_STATE_OPEN
            client.disconnect()
