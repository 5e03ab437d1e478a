"""Keeping the system going: backups, outages and the kit for them (vận hành, sự cố)."""
