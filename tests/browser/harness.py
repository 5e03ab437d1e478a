"""Driving Debian's Chromium: visits at two sizes, axe, pictures. What a page complains of fails the test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, Request

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SHOTS = ROOT / "var" / "shots"
CHROMIUM = Path(os.environ.get("MOTCUA_CHROMIUM", "/usr/bin/chromium"))
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # no name but this machine's is known: what asks for another host fails, and is reported
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
# a second list takes the place of the one that Playwright gives, so its own stand here again; without the isolation of
# sites and a renderer kept ready, each visitor costs one process instead of two
OFF = (
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,LensOverlay,"
    "HttpsFirstBalancedModeAutoEnable,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,"
    "AvoidCorsURLLoaderRestartOnRedirect,OptimizationHints,NetworkTimeServiceQuerying,"
    "SpareRendererForSitePerProcess,IsolateOrigins,site-per-process"
)
FLAGS += ["--disable-site-isolation-trials", f"--disable-features={OFF}"]
SIZES = {"phone": (390, 844), "desktop": (1440, 900), "small": (360, 640)}
# WCAG 2.2 AA, every level and version under it
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def launch(playwright: Playwright) -> Browser:
    """Chromium as the machine has it; without it the tests cannot say anything: they fail with the remedy."""
    assert CHROMIUM.exists(), f"{CHROMIUM} is missing: apt-get install -y chromium (./test does it)"
    return playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)


@dataclass
class Visitors:
    """Opens pages of the live server as one person would, and collects what goes wrong on them."""

    browser: Browser
    base_url: str
    trouble: list[str] = field(default_factory=list)
    _open: list[BrowserContext] = field(default_factory=list)

    def page(self, size: str = "phone", *, javascript: bool = True, **context: Any) -> Page:
        """A page of a new person (own cookies); addresses are relative to the live server."""
        width, height = SIZES[size]
        opened = self.browser.new_context(
            base_url=self.base_url,
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
            **context,
        )
        opened.set_default_timeout(60_000)  # a busy machine is slow, not wrong
        # not by `route`: it would take the cache away, and every page would fetch and read its styles anew
        opened.on("requestfailed", self._stay_inside)
        self._open.append(opened)
        page = opened.new_page()
        page.on("pageerror", lambda error: self.trouble.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda said: (
                said.type == "error"
                and "the server responded with a status of"
                not in said.text  # refusals are part of the journey
                and self.trouble.append(f"{page.url}: {said.text}")
            ),
        )
        page.on(
            "response",
            lambda answer: (
                answer.status >= 500 and self.trouble.append(f"{answer.url} answered {answer.status}")
            ),
        )
        return page

    def close(self) -> None:
        """End all visits and fail on what the pages complained of."""
        for opened in self._open:
            opened.close()
        assert not self.trouble, "\n".join(self.trouble)

    def _stay_inside(self, request: Request) -> None:
        """No page may ask anything of another host (no CDN)."""
        asked = urlsplit(request.url)
        if asked.scheme.startswith("http") and asked.netloc != urlsplit(self.base_url).netloc:
            self.trouble.append(f"a page asked for {request.url}")


# Each element with what axe looks at, and those it stands in: roles, states, classes, whether there is text; not the
# words, not how often it comes. Then the order of headings and landmarks, which is the page's own.
PARTS = """
() => {
  const open = new Set(['href', 'src', 'value', 'id', 'for', 'name', 'title', 'content', 'nonce', 'action', 'datetime'])
  const worded = /^aria-(label|describedby|labelledby|controls|owns|activedescendant|valuetext)$|^data-|^hx-/
  const found = new Set()
  const walk = (element, above) => {
    const kept = [...element.attributes].map(({name, value}) =>
      name + '=' + (open.has(name) || worded.test(name) ? !!value : value.replace(/\\d+/g, '0')))
    const text = [...element.childNodes].some(one => one.nodeType === 3 && one.textContent.trim())
    const path = `${above}<${element.tagName} ${kept.sort().join(' ')}${text ? ' t' : ''}`
    found.add(path)
    for (const inner of element.children) walk(inner, path)
  }
  walk(document.documentElement, '')
  const order = document.querySelectorAll('h1,h2,h3,h4,h5,h6,header,main,nav,footer,aside,[role]')
  const kinds = [...order].map(one => one.tagName + (one.getAttribute('role') || ''))
  found.add(kinds.filter((one, place) => one !== kinds[place - 1]).join(' '))
  return [...found]
}
"""


def has_new_parts(page: Page) -> bool:
    """Whether something on the page was on none that was judged in this run, by any of its workers; now it was."""
    parts = {sha256(str(part).encode()).hexdigest()[:24] for part in page.evaluate(PARTS)}
    with (Path(os.environ["MOTCUA_DATA"]) / "judged").open("a+", encoding="ascii") as known:
        known.seek(0)
        new = parts.difference(known.read().split())
        known.writelines(f"{part}\n" for part in sorted(new))
    return bool(new)


def assert_accessible(page: Page) -> None:
    """axe finds nothing of WCAG 2.2 AA on the page as it stands, and nothing sticks out sideways.

    axe takes half a second and more: it judges a page when something on it was on none before.
    """
    page.wait_for_load_state()
    if has_new_parts(page):
        _judge(page)
    assert_fits(page)


def judge(page: Page) -> None:
    """The same for the tests that go through all pages of a site: axe judges each on a phone and at a desk,
    whatever was judged before.
    """
    page.wait_for_load_state()
    for _ in seen_at(page, "phone", "desktop"):
        _judge(page)
    assert_fits(page)


def _judge(page: Page) -> None:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "options => axe.run(document, options)",
        {
            "runOnly": {"type": "tag", "values": RULES},
            "resultTypes": ["violations"],
            "preload": False,  # it would fetch the styles again, for a rule that is not among these
        },
    )
    problems = [
        f"{rule['id']} ({rule['impact']}): {rule['help']}\n    "
        + "\n    ".join(node["html"][:200] for node in rule["nodes"][:5])
        for rule in found["violations"]
    ]
    assert not problems, f"{page.url}\n" + "\n".join(problems)


def assert_fits(page: Page) -> None:
    """The page is no wider than the window, on the smallest phone and at a desk, whatever it is looked at with."""
    for width in seen_at(page, "small", "desktop"):
        excess = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert excess <= 0, f"{page.url} is {excess} px wider than a window of {width}"


def each(found: Locator) -> list[Locator]:
    """All of them, once the page is whole: `all` by itself waits for nothing."""
    found.page.wait_for_load_state()
    return found.all()


def shoot(page: Page, name: str) -> None:
    """The whole page on a phone and at a desk, var/shots/NAME-WIDTH.png, for who asks with MOTCUA_SHOTS=1."""
    if not os.environ.get("MOTCUA_SHOTS"):
        return
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.wait_for_load_state()
    for width in seen_at(page, "phone", "desktop"):
        page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)


def seen_at(page: Page, *sizes: str) -> Iterator[int]:
    """The page at each of these sizes; gives its width. Afterwards it is as large as before."""
    own = page.viewport_size
    assert own is not None
    for width, height in (SIZES[size] for size in sizes):
        page.set_viewport_size({"width": width, "height": height})
        yield width
    page.set_viewport_size(own)
