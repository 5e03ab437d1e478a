"""What keeping the system going leaves behind."""

from motcua.operations.models.backups import BackupRun
from motcua.operations.models.calls import Call, CallDossier, CallQuestion
from motcua.operations.models.devices import Device, DeviceCheck, DeviceUse
from motcua.operations.models.outages import KitBlock, KitNumber, LateEntry, Outage

__all__ = [
    "BackupRun",
    "Call",
    "CallDossier",
    "CallQuestion",
    "Device",
    "DeviceCheck",
    "DeviceUse",
    "KitBlock",
    "KitNumber",
    "LateEntry",
    "Outage",
]
