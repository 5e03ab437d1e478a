"""Reading the catalogue: lists and searches (`catalogue`), a procedure's `page`, its `releases`, `competence`."""

from motcua.procedures.selectors.catalogue import Browse, Card, Found, Group, browse, search
from motcua.procedures.selectors.competence import (
    COMMUNE_ANSWER,
    DecidingPlace,
    DeskChoice,
    asks_commune,
    competent_agency,
    deciding_places,
    desks_open_for,
    desks_receiving,
    is_open_online,
    limit_promised,
    one_stop_centres,
    open_among,
    open_releases,
    open_where,
    receiving_desk,
)
from motcua.procedures.selectors.page import Page, procedure_page
from motcua.procedures.selectors.releases import ReleaseLine, release_on, releases_of, slugs_in_force

__all__ = [
    "COMMUNE_ANSWER",
    "Browse",
    "Card",
    "DecidingPlace",
    "DeskChoice",
    "Found",
    "Group",
    "Page",
    "ReleaseLine",
    "asks_commune",
    "browse",
    "competent_agency",
    "deciding_places",
    "desks_open_for",
    "desks_receiving",
    "is_open_online",
    "limit_promised",
    "one_stop_centres",
    "open_among",
    "open_releases",
    "open_where",
    "procedure_page",
    "receiving_desk",
    "release_on",
    "releases_of",
    "search",
    "slugs_in_force",
]
