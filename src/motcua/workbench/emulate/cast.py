"""Who stands in, in the order of their ports and of the page."""

from __future__ import annotations

from motcua.workbench.emulate.frame import StandIn
from motcua.workbench.emulate.mail import MailStandIn

STAND_INS: tuple[type[StandIn], ...] = (MailStandIn,)
