"""Who stands in, in the order of their ports and of the page."""

from __future__ import annotations

from motcua.workbench.emulate.frame import StandIn
from motcua.workbench.emulate.mail import MailStandIn
from motcua.workbench.emulate.post import PostStandIn
from motcua.workbench.emulate.smsc import SmscStandIn
from motcua.workbench.emulate.zalo import ZaloStandIn

STAND_INS: tuple[type[StandIn], ...] = (MailStandIn, SmscStandIn, ZaloStandIn, PostStandIn)
