"""Fixtures of the browser tests: bundles built, Chromium started once a worker, a live server a test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from tests.browser.harness import Visitors, launch

from motcua.sites.ui import bundles
from motcua.workbench import assets

HERE = Path(__file__).parent

# a busy machine is slow, not wrong: waiting costs nothing where the page is as expected
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives Chromium."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    assets.build(progress=lambda _: None)
    bundles.forget()  # tests before this one may have read the names of the bundles that are replaced now
    # Playwright's loop runs in this thread; Django takes it for asynchronous code, which it is not
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def visitors(chromium: Browser, live_server: Any) -> Iterator[Visitors]:
    """`visitors.page("phone")` opens a page; any script error, CSP complaint or 5xx fails the test."""
    opened = Visitors(chromium, live_server.url)
    yield opened
    opened.close()
