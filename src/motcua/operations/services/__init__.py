"""Writes of the operations: backups, outages, the kit, late entries."""
