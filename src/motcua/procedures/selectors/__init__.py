"""Reading the catalogue: pages and searches (`catalogue`), who decides and who receives (`competence`)."""

from motcua.procedures.selectors.catalogue import (
    Browse,
    Card,
    Found,
    Group,
    Page,
    ReleaseLine,
    browse,
    procedure_page,
    release_on,
    releases_of,
    search,
    slugs_in_force,
)
from motcua.procedures.selectors.competence import (
    DeskChoice,
    competent_agency,
    desks_receiving,
    is_open_online,
    limit_promised,
    open_releases,
    receiving_desk,
)

__all__ = [
    "Browse",
    "Card",
    "DeskChoice",
    "Found",
    "Group",
    "Page",
    "ReleaseLine",
    "browse",
    "competent_agency",
    "desks_receiving",
    "is_open_online",
    "limit_promised",
    "open_releases",
    "procedure_page",
    "receiving_desk",
    "release_on",
    "releases_of",
    "search",
    "slugs_in_force",
]
