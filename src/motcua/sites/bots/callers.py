"""Who may call: whoever knows the unguessable word of a provider's address, from the addresses that were allowed."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from django.http import Http404, HttpRequest

from motcua.delivery.selectors import Caller, caller_by_hook
from motcua.sites.bots.errors import CallerNotAllowed
from motcua.sites.ui.ratelimit import client_address, refuse_if_too_often


def caller_of(request: HttpRequest, hook: str, *, channel: str) -> Caller:
    """The provider that calls.

    Refuses
        Http404 for an unknown word (and AskedTooOften for whoever tries many), CallerNotAllowed
    """
    caller = caller_by_hook(hook)
    if caller is None or caller.channel != channel:
        refuse_if_too_often(request, "hook", per_minute=30)
        raise Http404
    if not is_allowed(client_address(request), caller.allowed_from):
        raise CallerNotAllowed
    return caller


def is_allowed(address: str, allowed: str) -> bool:
    """Whether an address lies in one of the networks, which are separated by commas."""
    try:
        found = ip_address(address)
        networks = [ip_network(one.strip(), strict=False) for one in allowed.split(",") if one.strip()]
    except ValueError:
        return False
    return any(found in network for network in networks if network.version == found.version)
