"""The worker's part: uploaders hear of malware that was found in their files later."""

from __future__ import annotations

from django.conf import settings
from procrastinate.contrib.django import app

from motcua.documents.selectors import infected_uploads_to_tell
from motcua.kernel.clock import now
from motcua.notifications.services import tell_of_infected_file


@app.periodic(cron="* * * * *")
@app.task(queue="housekeeping", queueing_lock="tell-infected")
def tell_uploaders(timestamp: int) -> None:
    """Tell each uploader of an infected file once."""
    for stored in infected_uploads_to_tell()[:100]:
        tell_of_infected_file(stored=stored, link=f"{settings.BASE_URL}/", at=now())
