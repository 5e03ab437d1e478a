"""What Zalo answers when it does not do what was asked, by what one may do next.

Zalo answers HTTP 200 also for errors: the body's `error` counts. The classes are those of its error tables; a code
that nobody has seen yet may pass later, so it is tried again a few times before it counts as refused.
"""

from __future__ import annotations

# the two hosts have tables of their own; no code means opposite things in both, so one table serves
REFRESH = frozenset({-216, -220, -124})
BACK_OFF = frozenset({-32, -100, -200, -211, -133, -144})
NEVER = frozenset(
    {
        *(-201, -204, -205, -209, -210, -212, -213, -214, -217, -218, -221, -224, -227),
        *(-230, -232, -233, -234, -240, -403, -14002, -14003),
        *(-108, -109, -111, -114, -115, -117, -118, -119, -131, -135, -136, -137, -139, -140, -141),
        *(-146, -147, -1121, -1122, -1351),
    }
)
# outside of what may be said freely: a template message may still pass
OUT_OF_WINDOW = frozenset({-213, -230, -232, -233})
# the user is not there any more, or does not want to hear from us
GONE = frozenset({-118, -119, -139, -214})


class ZaloError(Exception):
    """The call did not do what was asked; `code` and `message` as Zalo gave them, 0 when it said none."""

    def __init__(self, code: int, message: str) -> None:
        self.code = code
        self.message = message[:200]
        super().__init__(f"{code} {self.message}")


class TokenRefused(ZaloError):
    """The access token is over or wrong: get a new pair, then try once more."""


class TryAgain(ZaloError):
    """Too fast, over the quota, or its own fault: the same call may pass later."""


class Unreachable(TryAgain):
    """No answer, or none that can be read."""


class Unheard(ZaloError):
    """A code that no table names; permanent after a few tries."""


class Refused(ZaloError):
    """It will never do this."""

    @property
    def is_out_of_window(self) -> bool:
        """Whether only a template message may be sent to this user now."""
        return self.code in OUT_OF_WINDOW


def error_of(code: int, message: str) -> ZaloError:
    """The error of an answer, in its class."""
    for codes, kind in ((REFRESH, TokenRefused), (BACK_OFF, TryAgain), (NEVER, Refused)):
        if code in codes:
            return kind(code, message)
    return Unheard(code, message)
