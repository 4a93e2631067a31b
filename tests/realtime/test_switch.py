"""The move from mesh to LiveKit in the middle of a talk, as a page does it. LiveKit's server and library are pretended here, at their
edges (its room service over HTTP, its module in the browser); `test_livekit.py` has the real ones."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from mediation.common.actor import Actor
from tests.realtime.served import TrialSite
from tests.realtime.test_browser import Come, chromium, come, go_in, plays  # noqa: F401 -- fixtures
from tests.realtime.trial_rooms import TrialRoom

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.e2e]
LIBRARY = """
export const RoomEvent = new Proxy({}, { get: (_, name) => name });
export const VideoPresets = { h180: {} };
export class Room {
  constructor() {
    Object.assign(this, { state: "disconnected", remoteParticipants: new Map() });
    window.lk = window.lk || { tokens: [], published: [], gone: 0 };
    const publishTrack = async (track, { source }) => { window.lk.published.push(source); };
    this.localParticipant = { publishTrack, unpublishTrack: async () => {} };
  }
  on(event, act) { if (event === "ConnectionQualityChanged") window.lk.measured = act; return this; }
  async connect(url, token) {
    await fetch(url.replace(/^ws/, "http"), { mode: "no-cors" });
    window.lk.tokens.push(token); this.state = "connected"; }
  async disconnect() { this.state = "disconnected"; window.lk.gone += 1; }
}
"""


class Service(BaseHTTPRequestHandler):
    """Answers every request of the room service with an empty message, which is a room without a name."""

    asked: list[str]

    def do_POST(self) -> None:
        self.asked.append(self.path.rsplit("/", 1)[-1])
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Type", "application/protobuf")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def site(trial: TrialRoom, tmp_path: Path, db: None, asked: list[str]) -> Iterator[TrialSite]:
    service = ThreadingHTTPServer(("127.0.0.1", 0), type("Told", (Service,), {"asked": asked}))
    threading.Thread(target=service.serve_forever, daemon=True).start()
    served = TrialSite(tmp_path)
    served.env |= {
        "LIVEKIT_URL": f"ws://127.0.0.1:{service.server_port}", "LIVEKIT_KEY": "county",
        "LIVEKIT_SECRET": "a-secret-of-at-least-thirty-two-bytes!",
    }
    with served:
        yield served
    service.shutdown()


def test_a_talk_moves_to_livekit_and_a_new_generation_is_a_new_way_in(
    site: TrialSite, come: Come, mediator: Actor, party: Actor, asked: list[str]  # noqa: F811
) -> None:
    room = site.room("switch", mediator, party)
    m, a = come(mediator, room), come(party, room)
    for page in (m, a):
        page.route("**/livekit-client*.mjs", lambda route: route.fulfill(content_type="text/javascript", body=LIBRARY))
        go_in(page)
    m.locator("#room-waiting-list button").first.click()
    for page in (m, a):
        plays(page, 1)
        assert page.evaluate("window.lk") is None

    m.on("dialog", lambda dialog: dialog.accept())
    m.click("#room-protect")
    for page in (m, a):
        until(page, "window.lk && window.lk.published.length >= 2")
        assert page.evaluate("window.lk.published") == ["microphone", "camera"]
        until(page, "window.connections.every((pc) => pc.connectionState === 'closed')")  # nothing between the pages any more
    # LiveKit measures the lines itself: its word becomes the badge of a person and, where it is the own line, the reason in words
    own = a.evaluate("window.heard.map(JSON.parse).filter((f) => f.t === 'welcome').at(-1).peer")
    for page in (m, a):
        page.evaluate(f"window.lk.measured('poor', {{ identity: '{own}' }})")
    expect(m.locator(".tile:not(.me) .tile-bars")).to_have_attribute("data-level", "1")
    expect(a.locator("#room-line-words")).not_to_be_empty()
    expect(m.locator(".tile:not(.me) .tile-net")).not_to_be_empty()  # said by the page itself, to everybody
    first = set(m.evaluate("window.lk.tokens"))
    assert "CreateRoom" in asked

    m.click("[data-do=hold]")
    expect(a.locator(".view-held-pause")).to_be_visible()
    m.click("[data-do=resume]")
    until(m, f"window.lk.tokens.length > {len(first)}")
    assert not first & set(m.evaluate("window.lk.tokens")[len(first):])
    until(m, "window.lk.gone >= 1")
    until(m, "true", lambda: "DeleteRoom" in asked)


def until(page: Page, what: str, also: Callable[[], bool] = lambda: True) -> None:
    """(The page's policy forbids playwright's own waiting for a function.)"""
    end = time.monotonic() + 60
    while not (page.evaluate(f"Boolean({what})") and also()):
        assert time.monotonic() < end, f"{what}: {page.evaluate('window.lk')} {page.locator('#room-hear').inner_text()}"
        page.wait_for_timeout(100)
