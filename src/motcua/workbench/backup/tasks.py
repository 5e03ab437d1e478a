"""The worker's part: a backup every night, where the installation says into which folder (TN14-8.8)."""

from __future__ import annotations

import logging
from pathlib import Path

from django.conf import settings
from procrastinate.contrib.django import app

from motcua.delivery.clockwork import daily
from motcua.workbench.backup.noting import take_and_note
from motcua.workbench.errors import CommandError

log = logging.getLogger("motcua.backup")


@app.periodic(cron=daily("01:30"))
@app.task(queue="housekeeping", queueing_lock="backup")
def back_up(timestamp: int) -> None:
    """One backup, the newest kept; a failure is written down and stands on the health page."""
    if not settings.MOTCUA_BACKUPS:
        return
    try:
        taken = take_and_note(Path(settings.MOTCUA_BACKUPS), keep=settings.MOTCUA_BACKUPS_KEPT, say=log.info)
    except CommandError as problem:
        log.error("backup failed: %s", problem)
        return
    log.info("backup %s made", taken.place)
