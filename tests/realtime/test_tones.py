"""Four people in four browsers, each with a tone for a voice: who hears whom, how soon, and again after the network was cut."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, sync_playwright

from mediation.common.actor import Actor
from realtime.rooms.models import Room
from tests.realtime import tones
from tests.realtime.served import TrialSite
from tests.realtime.test_browser import go_in, plays
from tests.realtime.trial_rooms import TrialRoom
from tests.spying import SPY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.e2e, pytest.mark.alone]
TONES = (420, 830, 1310, 2090)  # no one a multiple of another
JOINS = 5
RECORD = os.environ.get("XINQIAO_FIGURES", "")


class Four:
    """Four browsers, each one page in one room."""

    def __init__(self, site: TrialSite, browsers: list[Browser], voices: list[Path]) -> None:
        self.site, self.browsers, self.voices = site, browsers, voices
        self.errors: list[str] = []

    def come(self, n: int, actor: Actor, room: Room) -> Page:
        context = self.browsers[n].new_context(
            base_url=self.site.url, viewport={"width": 640, "height": 480}, permissions=["camera", "microphone"], locale="zh-CN"
        )
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": self.site.session(actor), "url": self.site.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.add_init_script(SPY + tones.EARS)
        page.goto(f"/rooms/{room.pk}/")
        return page


@pytest.fixture
def site(trial: TrialRoom, tmp_path: Path, db: None) -> Iterator[TrialSite]:
    with TrialSite(tmp_path / "site") as served:
        yield served


@pytest.fixture
def four(site: TrialSite, tmp_path: Path) -> Iterator[Four]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright keeps a loop in this thread; the ORM is used beside it
    with sync_playwright() as play:
        voices = [tones.tone(tmp_path / f"{hertz}.wav", hertz) for hertz in TONES]
        browsers = [tones.chromium(play, voice) for voice in voices]
        made = Four(site, browsers, voices)
        yield made
        for browser in browsers:
            browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    assert made.errors == []


def hears(page: Page, wanted: set[int], seconds: float = 30, every: tuple[int, ...] = TONES) -> None:
    """Exactly these tones, and no other, reach the page."""
    until = time.monotonic() + seconds
    found: set[int] = set()
    while time.monotonic() < until:
        found = set(page.evaluate("(tones) => window.spectrum(tones)", list(every)))
        if found == wanted:
            return
    raise AssertionError(f"{sorted(found)} heard, expected {sorted(wanted)}")


def test_each_voice_is_heard_where_it_should_be_and_nowhere_else(
    four: Four, site: TrialSite, mediator: Actor, party: Actor, other_party: Actor, other_mediator: Actor
) -> None:
    room = site.room("four", mediator, party, other_party, other_mediator)
    pages = []
    for n, actor in enumerate((mediator, party, other_party, other_mediator)):
        page = four.come(n, actor, room)
        go_in(page)
        pages.append(page)
        if n:
            pages[0].locator("#room-waiting-list button").first.click()
    m, a, b, c = pages
    for page in pages:
        plays(page, 3)
    for n, page in enumerate(pages):
        hears(page, tones.others(TONES, TONES[n]))

    # how soon somebody who comes back sees another
    waits = []
    for _ in range(JOINS):
        c.reload()
        c.click("[data-check]")
        c.locator("#room-lobby[data-checked='audio video']").wait_for()
        c.click("[data-do=enter]")
        plays(c, 3)
        waits.append(float(c.evaluate("window.firstPicture")))
    if RECORD:
        Path(RECORD).write_text(" ".join(f"{w:.0f}" for w in waits), encoding="utf-8")
    # a second is promised on a quiet machine, which is measured and written down (docs/benchmarks); here other tests may run beside
    assert statistics.median(waits) < (1000 if RECORD else 3000), waits

    # the network of one is cut for twelve seconds: the line comes back by itself
    tones.cut(four.voices[2], 12)
    for n in (0, 2):
        hears(pages[n], tones.others(TONES, TONES[n]), seconds=60)

    # a talk apart: the two inside hear each other, the two outside hear nobody, and nobody hears them
    m.click("[data-do=apart]")
    m.locator("#room-apart-list button", has_text=party.name).click()
    a.click("#room-ask button[value='1']")
    hears(m, {TONES[1]})
    hears(a, {TONES[0]})
    for page in (b, c):
        hears(page, set())
        assert page.evaluate("window.received()") == 0
        assert page.evaluate("window.connections.every((pc) => pc.connectionState === 'closed')")
    m.click(".controls [data-do=together]")
    for n, page in enumerate(pages):
        hears(page, tones.others(TONES, TONES[n]), seconds=60)
