"""Five cameras over a real LiveKit server: the room moves in the middle of the talk and every voice is still heard where it should be.

Collected only where `livekit-server` is on the PATH (tests/realtime/conftest.py); fetches the library.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import expect, sync_playwright

from mediation.common.actor import Actor
from realtime.rooms.management.commands import fetch_livekit
from tests.clusters import wait_for
from tests.realtime import tones
from tests.realtime.served import TrialSite
from tests.realtime.test_browser import go_in
from tests.realtime.test_tones import TONES, Four, hears
from tests.realtime.trial_rooms import TrialRoom
from tests.serving import free_port

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.e2e, pytest.mark.alone]
KEY, SECRET = "county", "a-secret-of-at-least-thirty-two-bytes!"
FIFTH = 2950


@pytest.fixture
def server(tmp_path: Path) -> Iterator[int]:
    program = shutil.which("livekit-server")
    assert program is not None
    port = free_port()
    settings = tmp_path / "livekit.yaml"
    settings.write_text(
        f"port: {port}\nbind_addresses: [127.0.0.1]\nrtc:\n  tcp_port: {free_port()}\n  port_range_start: 52500\n  port_range_end: 52900\n"
        f"  use_external_ip: false\n  enable_loopback_candidate: true\nroom:\n  auto_create: false\nkeys:\n  {KEY}: {SECRET}\n",
        encoding="utf-8",
    )
    with (tmp_path / "livekit.log").open("wb") as log:
        process = subprocess.Popen([program, "--config", str(settings)], stdout=log, stderr=subprocess.STDOUT)
        wait_for(port, "LiveKit: " + str(tmp_path / "livekit.log"))
        yield port
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture
def five(trial: TrialRoom, tmp_path: Path, server: int, db: None) -> Iterator[Four]:
    if not (fetch_livekit.FOLDER / "livekit-client.esm.mjs").exists():
        call_command("fetch_livekit")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright keeps a loop in this thread; the ORM is used beside it
    site = TrialSite(tmp_path / "site")
    site.env |= {"LIVEKIT_URL": f"ws://127.0.0.1:{server}", "LIVEKIT_KEY": KEY, "LIVEKIT_SECRET": SECRET}
    with site, sync_playwright() as play:
        voices = [tones.tone(tmp_path / f"{hertz}.wav", hertz) for hertz in (*TONES, FIFTH)]
        browsers = [tones.chromium(play, voice) for voice in voices]
        yield Four(site, browsers, voices)
        for browser in browsers:
            browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def test_a_fifth_camera_moves_the_talk_to_livekit(
    five: Four, mediator: Actor, party: Actor, other_party: Actor, other_mediator: Actor, outsider: Actor
) -> None:
    cast = (mediator, party, other_party, other_mediator, outsider)
    room = five.site.room("five", *cast)
    every = (*TONES, FIFTH)
    pages = []
    for n, actor in enumerate(cast):
        pages.append(five.come(n, actor, room))
        go_in(pages[-1])
        if n:
            pages[0].locator("#room-waiting-list button").first.click()
        if n == 3:
            hears(pages[0], set(TONES[1:]), seconds=60)  # four people: from page to page
            assert "xq-" not in "\n".join(pages[0].evaluate("window.heard"))
    for n, page in enumerate(pages):
        hears(page, {t for t in every if t != every[n]}, seconds=90, every=every)
        frames = "\n".join(page.evaluate("window.heard"))
        assert '"engine":"livekit"' in frames

    pages[0].click("[data-do=apart]")
    pages[0].locator("#room-apart-list button", has_text=party.name).click()
    pages[1].click("#room-ask button[value='1']")
    expect(pages[2].locator(".view-held-caucus")).to_be_visible()
    hears(pages[0], {TONES[1]}, seconds=60)
    for page in pages[2:]:
        hears(page, set())
