from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import override_settings

from motcua.sites.ui import ratelimit


@pytest.fixture(autouse=True)
def _cheap_hashing_and_full_buckets() -> Iterator[None]:
    for buckets in ratelimit.ALL.values():
        buckets.forget()
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield
