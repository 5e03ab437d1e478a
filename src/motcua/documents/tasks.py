"""The worker's part: files that came in while no scanner answered are scanned when it does."""

from __future__ import annotations

from procrastinate.contrib.django import app

from motcua.documents.services import scan_unscanned
from motcua.kernel.clock import now


@app.periodic(cron="*/5 * * * *")
@app.task(queue="housekeeping", queueing_lock="scan-unscanned")
def scan_waiting_files(timestamp: int) -> None:
    """Scan again what is unscanned; does nothing while the scanner is the plain one."""
    scan_unscanned(at=now())
