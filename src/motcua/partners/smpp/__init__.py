"""SMPP 3.4 to an operator's centre: a session that sends and receives, what it brings, and why it may fail."""

from motcua.partners.smpp.errors import SmppBusy, SmppDown, SmppError, SmppNobody, SmppRefused, SmppSilent
from motcua.partners.smpp.incoming import Delivered, Receipt, read_receipt, read_text
from motcua.partners.smpp.session import Account, Session

__all__ = [
    "Account",
    "Delivered",
    "Receipt",
    "Session",
    "SmppBusy",
    "SmppDown",
    "SmppError",
    "SmppNobody",
    "SmppRefused",
    "SmppSilent",
    "read_receipt",
    "read_text",
]
