"""What changes agencies: structure, postings, loading of a province."""

from motcua.agencies.services.loading import Report, load_organisation
from motcua.agencies.services.postings import (
    Replacement,
    end_posting,
    engage_officer,
    ensure_pool,
    post_officer,
    replace_officer,
)
from motcua.agencies.services.structure import (
    close_agency,
    open_agency,
    open_desk,
    open_unit,
    publish_desk,
    publish_unit,
    publish_version,
    settle_code,
    succeed,
)

__all__ = [
    "Replacement",
    "Report",
    "close_agency",
    "end_posting",
    "engage_officer",
    "ensure_pool",
    "load_organisation",
    "open_agency",
    "open_desk",
    "open_unit",
    "post_officer",
    "publish_desk",
    "publish_unit",
    "publish_version",
    "replace_officer",
    "settle_code",
    "succeed",
]
