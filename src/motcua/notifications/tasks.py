"""The worker's part: what was gathered leaves, old words are forgotten, uploaders hear of malware found later."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from procrastinate.contrib.django import app

from motcua.delivery.clockwork import daily
from motcua.delivery.outgoing import forget
from motcua.documents.selectors import infected_uploads_to_tell
from motcua.kernel.clock import local_day, now
from motcua.notifications.codes import forget_codes
from motcua.notifications.held import release
from motcua.notifications.policies import KEPT_DAYS
from motcua.notifications.services import tell_of_infected_file

CODE_DAYS = 7


@app.periodic(cron="* * * * *")
@app.task(queue="housekeeping", queueing_lock="tell-infected")
def tell_uploaders(timestamp: int) -> None:
    """Tell each uploader of an infected file once."""
    for stored in infected_uploads_to_tell()[:100]:
        tell_of_infected_file(stored=stored, link=f"{settings.BASE_URL}/", at=now())


@app.periodic(cron="* * * * *")
@app.task(queue="delivery", queueing_lock="release-held")
def release_held(timestamp: int) -> None:
    """What was gathered long enough leaves as one message a reader."""
    release(at=now())


@app.periodic(cron=daily("02:40"))
@app.task(queue="housekeeping", queueing_lock="forget-messages")
def forget_messages(timestamp: int) -> None:
    """Whom messages went to and what they said is forgotten after the time the province set."""
    forget_old_words(at=now())


def forget_old_words(*, at: datetime) -> int:
    """The night's part of keeping no personal data longer than needed; gives how many messages were forgotten."""
    before = at - timedelta(days=max(1, KEPT_DAYS.on(local_day(at))))
    forgotten = 0
    while found := forget(before=before):
        forgotten += found
    forget_codes(before=at - timedelta(days=CODE_DAYS))
    return forgotten
