"""Writing the catalogue: releases are drafted, published, ended; who decides and who receives."""

from motcua.procedures.services.competence import (
    close_reception,
    open_reception,
    promise_shorter_time,
    receive_everywhere,
    set_competence,
)
from motcua.procedures.services.content import (
    Content,
    process_errors,
    search_text,
)
from motcua.procedures.services.counter import (
    authorise_desk,
    end_authorisation,
    end_outside,
    take_outside,
)
from motcua.procedures.services.releases import (
    REVISABLE,
    edit_release,
    give_code,
    new_release,
    open_procedure,
    publish_release,
    revise,
    withdraw,
)

__all__ = [
    "REVISABLE",
    "Content",
    "authorise_desk",
    "close_reception",
    "edit_release",
    "end_authorisation",
    "end_outside",
    "give_code",
    "new_release",
    "open_procedure",
    "open_reception",
    "process_errors",
    "promise_shorter_time",
    "publish_release",
    "receive_everywhere",
    "revise",
    "search_text",
    "set_competence",
    "take_outside",
    "withdraw",
]
