"""Who may open a page: declared on its view, enforced by the same line, proven for every URL by a test.

A page's permission says which kind of person it is for. Which dossiers that person then sees is decided
by the selectors of `dossiers.access`, never here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar

from django.http import HttpRequest, HttpResponseBase

from motcua.agencies.rules import ROLE_NAMES, Role
from motcua.agencies.selectors import Scope, scope_of
from motcua.kernel.clock import now
from motcua.kernel.phrases import joined, phrase
from motcua.sites.ui.errors import SignInNeeded, WrongAccount

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

PUBLIC: Final = "public"
APPLICANT: Final = "applicant"
OFFICER: Final = "officer"
WORDS: dict[str, str] = {
    APPLICANT: phrase("công dân, tổ chức"),
    OFFICER: phrase("cán bộ, công chức"),
    **{role.value: name for role, name in ROLE_NAMES.items()},
}
APPLICANT_KINDS = frozenset({"citizen", "organisation"})

# Views of libraries cannot carry our mark: the module they live in -> their permission. Each guards itself.
LIBRARY_VIEWS: dict[str, str] = {
    "allauth.account": PUBLIC,  # sign-in, sign-up, reset; asks for sign-in itself where needed
    "allauth.mfa": PUBLIC,  # the second step of sign-in; its other pages ask for sign-in themselves
    "ninja": PUBLIC,  # each operation of the API declares its own `auth`
    "django.views.static": PUBLIC,
    "django.contrib.staticfiles": PUBLIC,
}


def permission(*allowed: str) -> Callable[[View], View]:
    """Declare and enforce who may call a view; one of several is enough.

    Takes
        allowed  "public", "applicant", "officer" (any), or duties of `agencies.rules.Role` ("receiver", …)

    Refuses
        SignInNeeded when nobody is signed in, WrongAccount when somebody else is
    """
    unknown = [word for word in allowed if word != PUBLIC and word not in WORDS]
    if not allowed or unknown:
        raise ValueError(f"permission() takes {sorted([PUBLIC, *WORDS])}, not {unknown or 'nothing'}")

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if PUBLIC not in allowed:
                demand(request, *allowed)
            return view(request, *args, **kwargs)

        guarded.permission = frozenset(allowed)  # type: ignore[attr-defined]  # read by the shape test
        return guarded  # type: ignore[return-value]  # same signature, wrapped

    return declare


def demand(request: HttpRequest, *allowed: str) -> None:
    """Refuse unless the person is one of `allowed`."""
    account = request.user
    if not account.is_authenticated:
        raise SignInNeeded
    kind = account.kind
    if APPLICANT in allowed and kind in APPLICANT_KINDS:
        return
    if kind == OFFICER:
        roles = [Role(word) for word in allowed if word not in {PUBLIC, APPLICANT, OFFICER}]
        if OFFICER in allowed or (roles and scope_for(request).holds(*roles)):
            return
    if kind in APPLICANT_KINDS:  # the duties inside the offices say nothing to somebody outside
        raise WrongAccount(who=WORDS[OFFICER])
    raise WrongAccount(who=joined(", ", (WORDS[word] for word in allowed)))


def scope_for(request: HttpRequest) -> Scope:
    """What the signed-in officer is posted to now; asked once a request."""
    scope: Scope | None = getattr(request, "_motcua_scope", None)
    if scope is None:
        if not request.user.is_authenticated:
            raise SignInNeeded
        scope = scope_of(request.user.id, now())
        request._motcua_scope = scope  # type: ignore[attr-defined]  # the request is the memory of one request
    return scope


def holds(request: HttpRequest, *roles: Role) -> bool:
    """Whether the reader of a page is an officer with one of these duties now; false for everybody else."""
    account = getattr(request, "user", None)  # a page of an error may come before anybody is known
    if account is None or not account.is_authenticated or account.kind != OFFICER:
        return False
    return scope_for(request).holds(*roles)


def declared(view: Callable[..., Any]) -> frozenset[str] | None:
    """What a view declares, or what the table says of its library; None when nobody says anything."""
    own: frozenset[str] | None = getattr(view, "permission", None)
    if own is not None:
        return own
    bare = getattr(view, "func", view)  # libraries route partials too
    module = getattr(getattr(bare, "view_class", bare), "__module__", "")
    for prefix, word in LIBRARY_VIEWS.items():
        if module == prefix or module.startswith(prefix + "."):
            return frozenset({word})
    return None
