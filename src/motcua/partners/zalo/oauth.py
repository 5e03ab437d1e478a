"""OAuth v4 of an Official Account: the grant by a person, the exchange, the pair that is used once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

from motcua.partners.zalo.errors import Unreachable, error_of
from motcua.partners.zalo.http import call, read_json

HOST = "https://oauth.zaloapp.com"
# a refresh token lives three months and is used once
REFRESH_LIVES = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Pair:
    """A token pair; the access token lives `lives`, usually 25 hours."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    lives: timedelta


@dataclass(frozen=True, slots=True)
class OAuth:
    """The token service of one application."""

    app_id: str
    app_secret: str = field(repr=False)
    host: str = HOST
    timeout_seconds: float = 10.0

    def permission_url(self, *, redirect_uri: str, code_challenge: str, state: str) -> str:
        """Where the OA's owner grants the permission; the challenge must be the one stored in Zalo's console."""
        query = urlencode(
            {
                "app_id": self.app_id,
                "redirect_uri": redirect_uri,
                "code_challenge": code_challenge,
                "state": state,
            }
        )
        return f"{self.host}/v4/oa/permission?{query}"

    def exchange(self, code: str, code_verifier: str) -> Pair:
        """The first pair, for the code of the callback (ten minutes, once)."""
        return self._ask({"code": code, "code_verifier": code_verifier, "grant_type": "authorization_code"})

    def refresh(self, refresh_token: str) -> Pair:
        """A new pair; the old refresh token is spent whether or not the answer arrives.

        Refuses
            Unreachable (it may have been spent), any other error of `errors` (somebody must grant anew)
        """
        return self._ask({"refresh_token": refresh_token, "grant_type": "refresh_token"})

    def _ask(self, values: dict[str, str]) -> Pair:
        status, body = call(
            "POST",
            f"{self.host}/v4/oa/access_token",
            headers={
                "secret_key": self.app_secret,
                "Content-Type": "application/x-www-form-urlencoded",
                "Accept": "application/json",
            },
            body=urlencode({**values, "app_id": self.app_id}).encode(),
            timeout=self.timeout_seconds,
        )
        found = read_json(status, body)
        access, refresh = str(found.get("access_token") or ""), str(found.get("refresh_token") or "")
        if not access or not refresh:
            code = found.get("error")
            said = str(
                found.get("error_description") or found.get("error_name") or found.get("message") or ""
            )
            if not isinstance(code, int) or not code:
                raise Unreachable(0, f"HTTP {status}")
            raise error_of(code, said)
        lives = str(found.get("expires_in") or "")
        seconds = int(lives) if lives.isascii() and lives.isdigit() else 90_000
        return Pair(access, refresh, timedelta(seconds=seconds))
