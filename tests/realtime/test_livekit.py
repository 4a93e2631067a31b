"""Five cameras over a real LiveKit server: the room moves in the middle of the talk and every voice is still heard where it should be.

Collected only where `livekit-server` is on the PATH (tests/realtime/conftest.py); fetches the library.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect, sync_playwright

from mediation.common.actor import Actor
from realtime.rooms.management.commands import fetch_livekit
from realtime.rooms.media.livekit import LiveKit
from realtime.rooms.models import Room
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
FEW = "--use-fake-device-for-media-stream=fps=4"  # five browsers on one machine: it is the voices that are listened for


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
        process.kill()  # asked to stop it would wait for everybody to leave
        process.wait(timeout=30)


@pytest.fixture(params=[5])
def five(trial: TrialRoom, tmp_path: Path, server: int, db: None, request: pytest.FixtureRequest) -> Iterator[Four]:
    if not (fetch_livekit.FOLDER / "livekit-client.esm.mjs").exists():
        call_command("fetch_livekit")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright keeps a loop in this thread; the ORM is used beside it
    site = TrialSite(tmp_path / "site")
    site.env |= {"LIVEKIT_URL": f"ws://127.0.0.1:{server}", "LIVEKIT_KEY": KEY, "LIVEKIT_SECRET": SECRET}
    with site, sync_playwright() as play:
        voices = [tones.tone(tmp_path / f"{hertz}.wav", hertz) for hertz in (*TONES, FIFTH)[: request.param]]
        browsers = [tones.chromium(play, voice, FEW) for voice in voices]
        yield Four(site, browsers, voices)
        for browser in browsers:
            browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def frames(page: Page) -> list[dict[str, Any]]:
    """What our own server has sent the page; LiveKit's own frames are no text."""
    return [json.loads(frame) for frame in page.evaluate("window.heard.filter((f) => typeof f === 'string')") if frame.startswith("{")]


def engine(page: Page) -> str:
    return str([f["room"]["engine"] for f in frames(page) if f["t"] == "state" and "engine" in f["room"]][-1])


def ways_in(page: Page) -> list[dict[str, Any]]:
    """What stands in the tokens this page was given."""
    tokens = [f["token"].split(".")[1] for f in frames(page) if f["t"] == "join"]
    return [json.loads(base64.urlsafe_b64decode(t + "=" * (-len(t) % 4))) for t in tokens]


def lose(five: Four, name: str) -> None:
    """Delete one of LiveKit's rooms behind the back of the site. (Playwright keeps a loop in this thread.)"""
    port = LiveKit(five.site.env["LIVEKIT_URL"], KEY, SECRET)
    with ThreadPoolExecutor(1) as beside:
        beside.submit(lambda: asyncio.run(port.close(name))).result(30)


def talk_apart(lead: Page, party: Page, name: str) -> None:
    lead.click(".controls :is([data-do=apart], [data-do=next]):visible")
    lead.locator("#room-apart-list button", has_text=name).click()
    party.click("#room-ask button[value='1']")
    expect(lead.locator("#main")).to_have_attribute("data-apart", "yes")


def test_a_fifth_camera_moves_the_talk_to_livekit_and_four_go_on_between_the_pages(
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
            hears(pages[0], set(TONES[1:]), seconds=90)  # four people: from page to page
            assert engine(pages[0]) == "mesh" and not ways_in(pages[0])
    for n, page in enumerate(pages):
        hears(page, {t for t in every if t != every[n]}, seconds=90, every=every)
        assert engine(page) == "livekit"
        for way in ways_in(page):
            assert way["video"]["room"].startswith(f"xq-{room.pk.hex}-") and way["exp"] - way["nbf"] <= 120

    talk_apart(pages[0], pages[1], party.name)
    hears(pages[0], {TONES[1]}, seconds=90, every=every)
    hears(pages[1], {TONES[0]}, seconds=90, every=every)
    for page in pages[2:]:
        hears(page, set(), every=every)

    pages[0].click(".controls [data-do=together]")
    hears(pages[4], set(TONES), seconds=90, every=every)
    pages[4].on("dialog", lambda asked: asked.accept())
    pages[4].click(".controls [data-do=leave]")
    for n, page in enumerate(pages[:4]):
        hears(page, {t for t in TONES if t != TONES[n]}, seconds=180, every=every)
        assert engine(page) == "mesh"
    assert five.errors == []


@pytest.mark.parametrize("five", [3], indirect=True)
def test_a_protected_room_talks_apart_in_a_livekit_room_of_its_own(
    five: Four, mediator: Actor, party: Actor, other_party: Actor
) -> None:
    cast = (mediator, party, other_party)
    room = five.site.room("guarded", *cast)
    Room.objects.filter(pk=room.pk).update(protected=True)
    pages = []
    for n, actor in enumerate(cast):
        pages.append(five.come(n, actor, room))
        go_in(pages[-1])
        if n:
            pages[0].locator("#room-waiting-list button").first.click()
    for n, page in enumerate(pages):
        hears(page, {t for t in TONES[:3] if t != TONES[n]}, seconds=90)

    # LiveKit loses the room, as when its process begins again: nobody's microphone ends with it, and the talk comes back by itself
    before = [len(ways_in(page)) for page in pages]
    lose(five, ways_in(pages[0])[-1]["video"]["room"])
    for n, page in enumerate(pages):
        until = time.monotonic() + 90
        while len(ways_in(page)) == before[n]:
            assert time.monotonic() < until, "the page has not asked for another way in"
            page.wait_for_timeout(200)
        hears(page, {t for t in TONES[:3] if t != TONES[n]}, seconds=90)

    talk_apart(pages[0], pages[1], party.name)
    hears(pages[0], {TONES[1]}, seconds=90)
    hears(pages[1], {TONES[0]}, seconds=90)
    hears(pages[2], set())
    first = Room.objects.get(parent=room)
    talk_apart(pages[0], pages[2], other_party.name)  # straight to the next
    hears(pages[0], {TONES[2]}, seconds=90)
    hears(pages[2], {TONES[0]}, seconds=90)
    hears(pages[1], set())

    second = Room.objects.filter(parent=room).exclude(pk=first.pk).get()
    rooms = [{way["video"]["room"].split("-")[1] for way in ways_in(page)} for page in pages]
    assert rooms == [{r.pk.hex for r in (room, first, second)}, {room.pk.hex, first.pk.hex}, {room.pk.hex, second.pk.hex}]
    assert five.errors == []
