"""Why a message was not taken, by what helps: another centre, waiting, or nothing."""

from __future__ import annotations

BUSY = frozenset({0x08, 0x14, 0x58, 0x64})
UNSENDABLE = frozenset({0x0A, 0x43, 0x45, 0x65, 0x66, 0xFE})
BAD_DESTINATION = 0x0B


class SmppError(Exception):
    """A message was not taken; `code` is the centre's status or the kind of fault."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class SmppDown(SmppError):
    """There is no bind, or the centre does not take it."""


class SmppBusy(SmppError):
    """The centre takes nothing more at the moment."""


class SmppSilent(SmppError):
    """Handed over and not answered."""


class SmppRefused(SmppError):
    """The centre will never take this message."""


class SmppNobody(SmppRefused):
    """The centre knows no such destination."""


def error_of(status: int) -> SmppError | None:
    """What an answer's command_status means; None when the message was taken."""
    if not status:
        return None
    code = f"0x{status:02X}"
    if status in BUSY:
        return SmppBusy(code)
    if status == BAD_DESTINATION:
        return SmppNobody(code)
    if status in UNSENDABLE:
        return SmppRefused(code)
    return SmppDown(code)
