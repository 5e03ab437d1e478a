"""Zalo's side of the calls: the OpenAPI, template messages, tokens that are used once, uploads and pictures."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode

from motcua.kernel.clock import now
from motcua.partners.zalo.signature import challenge

DAY_SECONDS = 90_000
Json = dict[str, Any]


@dataclass
class Line:
    """One line of a chat as the phone shows it."""

    number: int
    by_user: bool
    text: str = ""
    buttons: list[tuple[str, str]] = field(default_factory=list)
    picture: str = ""
    at: str = ""


@dataclass
class Person:
    """Somebody with the app, by the OA's numbering."""

    user_id: str
    name: str
    phone: str
    follows: bool = False
    last_ms: int = 0
    lines: list[Line] = field(default_factory=list)


class Refusing(Exception):
    """The call is answered with an error code."""

    def __init__(self, code: int, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(message)


class Office:
    """Everything Zalo remembers: keys, tokens, people, uploads."""

    def __init__(self, *, app_id: str, oa_id: str, app_secret: str, webhook_secret: str) -> None:
        self.app_id, self.oa_id = app_id, oa_id
        self.app_secret, self.webhook_secret = app_secret, webhook_secret
        self.access = ""
        self.refresh = ""
        self.spent: set[str] = set()
        self.codes: dict[str, str] = {}
        self.people: dict[str, Person] = {}
        self.files: dict[str, tuple[str, bytes]] = {}
        self.template_messages: list[Json] = []
        self.count = 0

    # --- tokens ---

    def code_for(self, code_challenge: str) -> str:
        """A code as the permission page gives it, good once."""
        code = secrets.token_hex(12)
        self.codes[code] = code_challenge
        return code

    def permitted(self, query: str) -> str:
        """Where the permission page leads back to."""
        given = {name: values[0] for name, values in parse_qs(query).items()}
        code = self.code_for(given.get("code_challenge", ""))
        answer = {"code": code, "oa_id": self.oa_id, "state": given.get("state", "")}
        return f"{given.get('redirect_uri', '')}?{urlencode(answer)}"

    def tokens(self, body: bytes, secret_key: str) -> Json:
        """A new pair for a code or a refresh token; each is good once."""
        given = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        if secret_key != self.app_secret or given.get("app_id") != self.app_id:
            return {"error": -14002, "error_name": "Invalid app", "error_description": "app id or secret"}
        if given.get("grant_type") == "authorization_code":
            wanted = self.codes.pop(given.get("code", ""), None)
            if wanted is None or wanted != challenge(given.get("code_verifier", "")):
                return {"error": -14004, "error_name": "Invalid code", "error_description": "code"}
        else:
            refresh = given.get("refresh_token", "")
            if refresh != self.refresh or refresh in self.spent:
                return {"error": -14014, "error_name": "Invalid refresh token", "error_description": "spent"}
            self.spent.add(refresh)
        self.access, self.refresh = secrets.token_hex(20), secrets.token_hex(20)
        return {
            "access_token": self.access,
            "refresh_token": self.refresh,
            "expires_in": str(DAY_SECONDS),
        }

    # --- calls ---

    def answer(self, path: str, body: bytes, token: str) -> Json:
        """What a call is answered with."""
        try:
            if not token or token != self.access:
                raise Refusing(-216, "Access token is invalid")
            data = self._answered(path, body)
        except Refusing as refusing:
            return {"error": refusing.code, "message": refusing.message}
        return {"data": data, "error": 0, "message": "Success"}

    def _answered(self, path: str, body: bytes) -> Json:
        if path.startswith("/v2.0/oa/upload/"):
            return self._uploaded(path, body)
        told: dict[str, Json] = {
            "/v2.0/oa/getoa": {"oa_id": self.oa_id, "name": "OA thử"},
            "/message/quota": {
                "dailyQuota": "500",
                "remainingQuota": str(500 - len(self.template_messages)),
            },
            "/message/status": {"status": 1},
        }
        if path in told:
            return told[path]
        try:
            given = json.loads(body or b"{}")
        except ValueError:
            raise Refusing(-201, "Parameters are invalid") from None
        match path:
            case "/v3.0/oa/message/cs":
                return self._said(given)
            case "/v3.0/oa/message/template":
                return self._template(given, self._person(str(given.get("user_id", ""))))
            case "/message/template":
                return self._template(given, self._with_phone(str(given.get("phone", ""))))
            case "/v3.0/oa/quota/message":
                return {"last_interaction": str(self._person(str(given.get("user_id", ""))).last_ms)}
        raise Refusing(-240, f"API {path} is not supported")

    def _with_phone(self, phone: str) -> Person:
        person = next((one for one in self.people.values() if one.phone == phone), None)
        if person is None:
            raise Refusing(-118, "Zalo account not existed")
        return person

    def _person(self, user_id: str) -> Person:
        person = self.people.get(user_id)
        if person is None:
            raise Refusing(-201, "user_id is invalid")
        return person

    def _said(self, given: Json) -> Json:
        person = self._person(str(given.get("recipient", {}).get("user_id", "")))
        message = given.get("message", {})
        text = str(message.get("text", ""))
        payload = message.get("attachment", {}).get("payload", {})
        if len(text) > 2000 or (not text and not payload):
            raise Refusing(-210, "Parameter exceeds its limit")
        week = 7 * 24 * 3600 * 1000
        if person.last_ms < int(now().timestamp() * 1000) - week:
            raise Refusing(-230, "User has not interacted with the OA in the past 7 days")
        buttons = []
        for one in payload.get("buttons", []):
            if len(one.get("title", "")) > 35:
                raise Refusing(-210, "Button title exceeds its limit")
            buttons.append((one["title"], str(one.get("payload", ""))))
        number = self.put(person, text, by_user=False, buttons=buttons)
        return {"message_id": f"m{number}", "user_id": person.user_id, "quota": {"quota_type": "reply"}}

    def _template(self, given: Json, person: Person) -> Json:
        self.template_messages.append(given)
        values = given.get("template_data", {})
        words = "; ".join(f"{name}: {value}" for name, value in values.items())
        number = self.put(person, f"[Mẫu {given.get('template_id')}] {words}", by_user=False)
        return {"msg_id": f"m{number}", "message_id": f"m{number}", "quota": {"remainingQuota": "499"}}

    def _uploaded(self, path: str, body: bytes) -> Json:
        limit = 1024 * 1024 if path.endswith("/image") else 5 * 1024 * 1024
        if len(body) > limit + 1000:
            raise Refusing(-210, "File exceeds its limit")
        key = secrets.token_hex(8)
        self.files[key] = ("application/octet-stream", body)
        return {"attachment_id": key, "token": key}

    def put(
        self,
        person: Person,
        text: str,
        *,
        by_user: bool,
        buttons: list[tuple[str, str]] | None = None,
        picture: str = "",
    ) -> int:
        """One more line in a chat."""
        self.count += 1
        line = Line(self.count, by_user, text, buttons or [], picture, f"{now().astimezone():%H:%M}")
        person.lines.append(line)
        return self.count
