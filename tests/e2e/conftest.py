"""A seeded site in a process of its own, and people in browsers of their own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.serving import Served

SHOTS = Path(os.environ.get("XINQIAO_SHOTS", Path(__file__).resolve().parents[2] / "var" / "shots"))
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required", "--disable-features=WebRtcHideLocalIpsWithMdns",
]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demo county, migrated, seeded and served; XINQIAO_SITE (a state folder) keeps it between runs while a test is written."""
    kept = os.environ.get("XINQIAO_SITE")
    if kept and (Path(kept) / "db.sqlite3").exists():
        with Served(Path(kept)) as served:
            yield served
        return
    served = Served(Path(kept) if kept else tmp_path_factory.mktemp("site")).migrate()
    served.manage("seed_demo")
    with served:
        yield served


@pytest.fixture(scope="module")  # no longer: playwright keeps a loop running in this thread, and others sign PDFs with one of their own
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "these tests need Chromium: apt-get install chromium fonts-noto-cjk"
    play: Playwright
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


Person = Callable[..., Page]


@pytest.fixture
def person(chromium: Browser, site: Served) -> Iterator[Person]:
    """`person("mediator", size=DESK, language="en")`: a page in a context of its own; signed in where a username is given."""
    contexts: list[BrowserContext] = []

    def come(username: str = "", *, size: dict[str, int] | None = None, language: str = "zh-CN") -> Page:
        context = chromium.new_context(
            base_url=site.url, viewport=size or PHONE, locale=language, timezone_id="Asia/Shanghai",
            permissions=["camera", "microphone"], reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.add_init_script(LINES)
        page.on("pageerror", lambda error: page_errors.append(f"{page.url}: {error}"))
        page.on("console", lambda said: page_errors.append(f"{page.url}: {said.text}") if said.type == "error" else None)
        if username:
            sign_in(page, username)
        return page

    page_errors: list[str] = []
    come.errors = page_errors  # type: ignore[attr-defined]
    yield come
    for number, context in enumerate(contexts):
        for page in context.pages:
            shoot(page, f"last-{number}")  # what everybody saw at the end, also where it ended early
        context.close()


# Each line a page opens to another, and what became of it: told where a picture does not come.
LINES = """
window.lines = [];
window.told = (pc) => [pc.connectionState, pc.iceConnectionState, pc.iceGatheringState, pc.signalingState, ...pc.heard].join(" ");
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...how) {
    super(...how);
    window.lines.push(this);
    this.heard = [];
    for (const name of ["negotiationneeded", "icegatheringstatechange", "iceconnectionstatechange", "signalingstatechange", "track"])
      this.addEventListener(name, () => this.heard.push(`${Math.round(performance.now())}:${name}`));
  }
};
"""


def sign_in(page: Page, username: str, password: str = "xinqiao-demo") -> None:
    page.goto("/accounts/login/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def shoot(page: Page, name: str) -> None:
    """A screenshot for the eyes of whoever reads the run."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(SHOTS / f"{name}.png"), full_page=False)
