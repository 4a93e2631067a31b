"""Three people in three browsers with fake cameras: sound and picture, messages, a separate talk that stays separate."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from mediation.common.actor import Actor
from realtime.rooms.models import Room
from tests.realtime.served import TrialSite
from tests.realtime.trial_rooms import TrialRoom
from tests.spying import SPY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.e2e]
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required", "--disable-features=WebRtcHideLocalIpsWithMdns",
]
# the first two connections of a page never find an address
WEDGED = """
const Sound = window.RTCPeerConnection;
window.RTCPeerConnection = function (how) {
  return new Sound(window.connections.length < 2 ? { ...how, iceTransportPolicy: "relay", iceServers: [] } : how);
};
"""
SHOTS = os.environ.get("XINQIAO_SHOTS", "")


@pytest.fixture
def site(trial: TrialRoom, tmp_path: Path, db: None) -> Iterator[TrialSite]:
    with TrialSite(tmp_path) as served:
        yield served


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "these tests need Chromium: apt-get install chromium fonts-noto-cjk"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright keeps a loop in this thread; the ORM is used beside it
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


Come = Callable[..., Page]


@pytest.fixture
def come(chromium: Browser, site: TrialSite) -> Iterator[Come]:
    contexts = []
    errors: list[str] = []

    def arrive(actor: Actor, room: Room, *, width: int = 1280, height: int = 800, language: str = "zh-CN") -> Page:
        context = chromium.new_context(
            base_url=site.url, viewport={"width": width, "height": height}, permissions=["camera", "microphone"], locale=language,
            extra_http_headers={"Accept-Language": language},
        )
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": site.session(actor), "url": site.url}])
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None)
        page.add_init_script(SPY)
        page.goto(f"/rooms/{room.pk}/")
        return page

    yield arrive
    for context in contexts:
        context.close()
    assert errors == []


def shoot(page: Page, name: str) -> None:
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.wait_for_timeout(400)  # the sheet has slid
        page.screenshot(path=f"{SHOTS}/{name}.png")


def go_in(page: Page) -> None:
    page.click("[data-check]")
    expect(page.locator("#room-lobby")).to_have_attribute("data-checked", "audio video")
    page.click("[data-do=enter]")


def plays(page: Page, count: int, seconds: float = 90) -> None:
    """`count` pictures of others run: their time moves on. (The page's policy forbids playwright's own waiting for a function.)"""
    until = time.monotonic() + seconds
    running = -1
    while time.monotonic() < until:
        running = page.evaluate(
            """() => [...document.querySelectorAll('.tile:not(.me) video')]
                 .filter((v) => !v.hidden && v.srcObject && v.currentTime > 0.5 && v.videoWidth > 0).length"""
        )
        if running == count:
            return
        page.wait_for_timeout(200)
    lines = page.evaluate("window.connections.map((pc) => [pc.connectionState, pc.iceConnectionState, pc.signalingState].join('/'))")
    raise AssertionError(f"{running} pictures of others, expected {count}: {lines}; {page.locator('#room-hear').inner_text()}")


def heard(page: Page) -> str:
    """Everything this page was ever sent over a socket, and everything in its document."""
    return str(page.evaluate("window.heard.join('\\n') + document.documentElement.outerHTML"))


def test_a_sitting_with_a_separate_talk(site: TrialSite, come: Come, mediator: Actor, party: Actor, other_party: Actor) -> None:
    room = site.room("browser", mediator, party, other_party)
    m = come(mediator, room)
    shoot(m, "1-lobby-desk")
    go_in(m)
    a, b = come(party, room, width=390, height=844), come(other_party, room)
    go_in(a)
    expect(a.locator(".view-waiting")).to_be_visible()
    shoot(a, "2-waiting-phone")
    assert other_party.name not in heard(a)
    m.locator("#room-waiting-list button").first.click()
    go_in(b)
    m.locator("#room-waiting-list button").first.click()

    for page in (m, a, b):
        plays(page, 2)
    expect(m.locator("#room-hear")).to_contain_text(party.name)
    a.click(".sheet-grip")
    a.fill("#room-text", "楼上漏水三天了")
    a.click("#room-composer button")
    for page in (m, b):
        expect(page.locator("#room-messages")).to_contain_text("楼上漏水三天了")
    expect(a.locator("#room-pending li")).to_have_count(0)
    shoot(a, "3-room-phone-sheet")
    a.click(".sheet-grip")
    shoot(a, "4-room-phone")
    shoot(m, "5-room-desk")
    for control, seen in (("apart", False), ("together", False), ("hold", False), ("end", False), ("leave", True)):
        expect(a.locator(f".controls [data-do={control}]")).to_be_visible(visible=seen)
    for control, seen in (("apart", True), ("together", False), ("hold", True), ("resume", False), ("end", True), ("leave", False)):
        expect(m.locator(f".controls [data-do={control}]")).to_be_visible(visible=seen)

    # the separate talk: asked, accepted
    m.click("[data-do=apart]")
    m.locator("#room-apart-list button").first.click()
    expect(a.locator("#room-ask")).to_be_visible()
    shoot(a, "6-asked-phone")
    a.click("#room-ask button[value='1']")
    expect(b.locator(".view-held-caucus")).to_be_visible()
    for page in (m, a):
        expect(page.locator("#main")).to_have_attribute("data-apart", "yes")
        plays(page, 1)
    shoot(b, "7-outside-desk")
    before = len(b.evaluate("window.heard"))
    m.fill("#room-text", "金丝雀在笼中")
    m.press("#room-text", "Enter")
    expect(a.locator("#room-messages")).to_contain_text("金丝雀在笼中")
    shoot(m, "8-apart-desk")
    b.wait_for_timeout(3000)

    assert b.evaluate("window.received()") == 0
    assert b.evaluate("window.connections.every((pc) => pc.connectionState === 'closed')")
    assert "金丝雀" not in heard(b)
    frames = b.evaluate("window.heard")[before:]
    assert not any(f'"{kind}"' in frame for frame in frames for kind in ("sig", "log", "page"))
    assert not any(party.name in frame or mediator.name in frame for frame in frames)

    # back together: everybody sees everybody again, the words stayed inside
    m.click(".controls [data-do=together]")
    for page in (m, a, b):
        plays(page, 2)
    assert "金丝雀" not in heard(b)
    assert b.locator("#room-messages").inner_text().count("楼上漏水三天了") == 1


def test_a_dead_connection_is_made_anew(site: TrialSite, come: Come, mediator: Actor, party: Actor, other_party: Actor) -> None:
    """A page may wedge while it gathers its addresses (decision 6). One that may use relays only and has none gathers nothing, for ever."""
    room = site.room("wedged", mediator, party, other_party)
    m = come(mediator, room)
    go_in(m)
    others = [come(party, room), come(other_party, room)]
    for page in others:
        page.add_init_script(WEDGED)
        page.reload()
        go_in(page)
        m.locator("#room-waiting-list button").first.click()

    for page in (m, *others):
        plays(page, 2)
    for page in others:
        assert page.evaluate("window.connections.length") > 2


def test_words_written_without_a_line_go_out_when_it_is_back(site: TrialSite, come: Come, mediator: Actor, party: Actor) -> None:
    room = site.room("line", mediator, party)
    m = come(mediator, room, language="en")
    m.click("[data-do=enter]")
    expect(m.locator("#main")).to_have_attribute("data-view", "in")
    shoot(m, "9-alone-english")

    site.kill()
    expect(m.locator("#room-offline")).to_be_visible()
    m.fill("#room-text", "还在写")
    m.press("#room-text", "Enter")
    expect(m.locator("#room-pending li")).to_have_attribute("data-state", "unsent")
    shoot(m, "10-offline")
    site.start()

    expect(m.locator("#room-messages")).to_contain_text("还在写")
    expect(m.locator("#room-pending li")).to_have_count(0)
    assert m.locator("#room-messages li:not(.notice)").count() == 1


def test_the_door_quiet_asking_and_a_mediator_whose_line_breaks(site: TrialSite, come: Come, mediator: Actor, party: Actor) -> None:
    """One walk at a phone and a desk, in both languages; XINQIAO_SHOTS_OTHER changes who has which, for the pictures."""
    other = bool(os.environ.get("XINQIAO_SHOTS_OTHER"))
    phone, desk = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
    room = site.room("care", mediator, party)
    m = come(mediator, room, **(phone if other else desk), language="zh-CN" if other else "en")
    m.click("[data-do=enter]")
    p = come(party, room, **(desk if other else phone), language="en" if other else "zh-CN")
    p.click("[data-do=enter]")

    # at the door: a word in, a word out, and what the mediator is typing stays while more comes
    p.fill("#room-door input", "我的摄像头坏了，可以只用声音吗？")
    p.click("#room-door button")
    expect(m.locator(".door-line .bubble")).to_have_text("我的摄像头坏了，可以只用声音吗？")
    expect(p.locator("#room-door input")).to_have_value("")
    m.fill(".door-line input", "可以，马上请您进来。")
    p.fill("#room-door input", "谢谢")
    p.press("#room-door input", "Enter")
    expect(m.locator(".door-line .bubble")).to_have_count(2)
    shoot(m, f"care-1-door-mediator{other}")
    m.press(".door-line input", "Enter")
    expect(p.locator("#room-door .bubble")).to_have_count(3)
    shoot(p, f"care-2-door-party{other}")
    m.click(".door-line [data-do=admit]")
    expect(p.locator("#main")).to_have_attribute("data-view", "in")

    # quiet asking: pressed on, seen to, gone
    help_button = p.locator("[data-do=ask][value=help]")
    help_button.click()
    expect(m.locator("#room-help")).to_contain_text(party.name)
    expect(help_button).to_have_attribute("aria-pressed", "true")
    p.locator("[data-do=ask][value=break]").click()
    expect(m.locator("#room-break")).to_contain_text(party.name)
    shoot(p, f"care-3-asked-party{other}")
    m.click("#room-lock")
    expect(m.locator("#room-lock")).to_have_attribute("aria-pressed", "true")
    shoot(m, f"care-4-asked-mediator{other}")
    m.locator("#room-break [data-do=seen]").click()
    expect(m.locator("#room-break")).to_be_hidden()
    expect(m.locator("#room-help")).to_contain_text(party.name)
    expect(p.locator("[data-do=ask][value=break]")).to_have_attribute("aria-pressed", "false")

    # the mediator's line breaks: the room waits, in words, and goes on by itself
    m.goto("about:blank")
    expect(p.locator(".view-held-away")).to_be_visible(timeout=40000)
    shoot(p, f"care-5-away-party{other}")
    m.goto(f"/rooms/{room.pk}/")
    m.click("[data-do=enter]")
    expect(p.locator("#main")).to_have_attribute("data-view", "in")
