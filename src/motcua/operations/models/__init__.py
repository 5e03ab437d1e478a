"""What keeping the system going leaves behind."""

from motcua.operations.models.backups import BackupRun
from motcua.operations.models.outages import KitBlock, KitNumber, LateEntry, Outage

__all__ = ["BackupRun", "KitBlock", "KitNumber", "LateEntry", "Outage"]
