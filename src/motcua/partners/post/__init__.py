"""Public post (bưu chính công ích): what every carrier is asked and what it tells; no Django, no database.

No public specification of a carrier's interface is verified, so names of fields and codes are settings of the
carrier (`http.HttpCarrier`). A carrier without an interface is `by_hand.ByHand`: the clerk types the number.
"""

from motcua.partners.post.carrier import (
    Carrier,
    Money,
    Order,
    PostDown,
    PostFailure,
    PostRefused,
    Registered,
    Side,
    Status,
    Tracking,
    WebhookRefused,
)

__all__ = [
    "Carrier",
    "Money",
    "Order",
    "PostDown",
    "PostFailure",
    "PostRefused",
    "Registered",
    "Side",
    "Status",
    "Tracking",
    "WebhookRefused",
]
