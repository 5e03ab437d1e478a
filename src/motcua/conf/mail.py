"""The mail server from one address: smtp://, smtp+starttls:// or smtps://user:password@host:port."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote, urlsplit

_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class MailServer(NamedTuple):
    """An empty host means that no mail server is set."""

    host: str
    port: int
    user: str
    password: str
    ssl: bool
    starttls: bool


def mail_settings(url: str) -> MailServer:
    """Refuses with ValueError what is no such address, without repeating it: it holds a password."""
    parts = urlsplit(url)
    if url and (parts.scheme not in _PORTS or not parts.hostname):
        raise ValueError("MOTCUA_SMTP_URL must look like smtps://user:password@mail.example.vn:465")
    return MailServer(
        host=parts.hostname or "",
        port=parts.port or _PORTS.get(parts.scheme, 25),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        ssl=parts.scheme == "smtps",
        starttls=parts.scheme == "smtp+starttls",
    )
