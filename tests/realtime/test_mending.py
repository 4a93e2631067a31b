"""A line that is missing mends by itself: between the pages, and through LiveKit. The modules run in one page, with clocks of their own."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser

from tests.realtime.test_browser import chromium  # noqa: F401 -- a fixture
from tests.realtime.test_line import module

pytestmark = [pytest.mark.e2e]
LATER = 60000  # milliseconds: past every patience
# two pages of one room in one page, whose words to each other can be lost; `now` runs as the test says
TWO = """
  let now = 1000000; Date.now = () => now;
  const lost = { on: false }, shown = [];
  const sound = new AudioContext().createMediaStreamDestination().stream.getAudioTracks()[0];
  const pages = {};
  const page = (me, other) => {
    const mesh = pages[me] = new Mesh({
      send: (frame) => { if (!lost.on) setTimeout(() => pages[other].signal({ ...JSON.parse(JSON.stringify(frame)), from: me }), 0); },
      tracks: () => [sound], remote: (peer, stream) => shown.push([me, stream]), quality() {}, voice() {}, gone() {},
    });
    return mesh;
  };
  const both = ["a", "b"].map((id) => ({ id, seat: id, line: "" }));
  const state = (me, gen = 1) => ({ gen, you: { peer: me, id: me }, room: { media: true, relay: false }, peers: both });
  const until = async (what) => {
    for (let n = 0; n < 1000 && !what(); n += 1) await new Promise((done) => setTimeout(done, 10));
    return Boolean(what());
  };
  const up = () => ["a", "b"].every((me) => pages[me].people().some((p) => p.pc.connectionState === "connected"));
"""


def run(chromium: Browser, *parts: str) -> dict[str, object]:  # noqa: F811
    page = chromium.new_page()
    found: dict[str, object] = page.evaluate("async () => {" + "\n".join(parts) + "}")
    page.close()
    return found


def test_a_page_that_began_again_unheard_has_its_line_back(chromium: Browser) -> None:  # noqa: F811
    found = run(chromium, module("budget.js"), module("mesh.js"), TWO, f"""
      const [a, b] = [page("a", "b"), page("b", "a")];
      a.sync(state("a")); b.sync(state("b"));
      const first = await until(up);
      now += {LATER};
      a.renew(a.peers.get("b"));                     // the leader counts two by now
      const second = await until(() => up() && b.peers.get("a").no === 2);
      now += {LATER};
      b.close("a"); b.sync(state("b"));              // and the other begins again, from one
      b.tend(now); now += {LATER}; b.tend(now);
      return {{ first, second, third: await until(() => up() && b.peers.get("a").no > 2 && b.peers.get("a").no === a.peers.get("b").no) }};
    """)
    assert found == {"first": True, "second": True, "third": True}


def test_a_line_whose_keys_were_never_agreed_is_made_anew_and_a_new_tile_is_given_its_sound(chromium: Browser) -> None:  # noqa: F811
    found = run(chromium, module("budget.js"), module("mesh.js"), TWO, f"""
      const [a, b] = [page("a", "b"), page("b", "a")];
      a.sync(state("a")); b.sync(state("b"));
      await until(up);
      const held = a.peers.get("b"), before = shown.length;
      a.tend(now); b.tend(now);
      const again = shown.slice(before).map(([me]) => me).sort().join("");
      held.senders.audio.replaceTrack(null);
      await until(() => held.senders.audio.track === null);
      a.tend(now);
      const fed = await until(() => held.senders.audio.track === sound);
      Object.defineProperty(held.pc, "connectionState", {{ value: "connecting" }});   // `iceConnectionState` goes on saying "connected"
      a.tend(now); const kept = a.peers.get("b") === held;
      a.tend(now += {LATER});
      return {{ again, fed, kept, anew: a.peers.get("b") !== held && await until(up) }};
    """)
    assert found == {"again": "ab", "fed": True, "kept": True, "anew": True}


def test_words_of_a_mesh_that_is_over_do_not_crowd_out_the_next(chromium: Browser) -> None:  # noqa: F811
    found = run(chromium, module("budget.js"), module("mesh.js"), TWO, """
      const b = page("b", "a");
      b.gen = 1; b.me = "b";
      for (let n = 0; n < 300; n += 1) b.signal({ gen: 1, from: "a", d: { no: 1, candidate: {} } });
      b.signal({ gen: 2, from: "a", d: { no: 1, want: "low" } });
      pages.a = { signal() {} };
      b.sync(state("b", 2));
      return { kept: b.early.length, want: b.peers.get("a").want };
    """)
    assert found == {"kept": 0, "want": "low"}


# LiveKit's library as far as a page uses it, written down
LIBRARY = """
export const RoomEvent = new Proxy({}, { get: (_, name) => name });
export const VideoPresets = { h180: {} };
export class Room {
  constructor(wishes) {
    const asked = (what) => (...a) => { window.lk.asked.push([what, ...a.filter((x) => typeof x !== "object")].join(" ")); };
    const [inward, outward] = [
      [{ type: "inbound-rtp", kind: "audio", bytesReceived: 7, packetsReceived: 1 }],
      [{ type: "outbound-rtp", kind: "video", qualityLimitationReason: "bandwidth" },
        { type: "candidate-pair", nominated: true, availableOutgoingBitrate: 900000, currentRoundTripTime: 0.1 }],
    ].map((rows) => async () => new Map(rows.map((row, n) => [`${n}`, row])));
    const from = (kind) => ({
      kind, track: { getRTCStatsReport: inward },
      setSubscribed: asked("subscribe"), setEnabled: asked("enable"), setVideoQuality: asked("quality"),
    });
    const publishTrack = async (track) => {
      if (window.lk.refuse > 0) { window.lk.refuse -= 1; throw new Error("timed out"); }
      asked("send")(track.kind);
    };
    window.lk.rooms.push(this);
    Object.assign(this, {
      wishes, state: "disconnected", acts: {},
      remoteParticipants: new Map([["b", { trackPublications: new Map([["1", from("audio")], ["2", from("video")]]) }]]),
      localParticipant: {
        trackPublications: new Map([["v", { track: { getRTCStatsReport: outward, setPublishingQuality: asked("publish") } }]]),
        publishTrack, unpublishTrack: async (track) => asked("unsend")(track.kind),
      },
    });
  }
  on(event, act) { this.acts[event] = act; return this; }
  async connect() { this.state = "connected"; }
  async disconnect() { this.state = "disconnected"; window.lk.asked.push("disconnect"); }
}
"""
PAGE = f"""
  window.lk = {{ rooms: [], asked: [], refuse: 0 }};
  const url = URL.createObjectURL(new Blob([{json.dumps(LIBRARY)}], {{ type: "text/javascript" }}));
  const joins = [], heights = {{ B: 400 }};
  const [mic, cam] = [{{ kind: "audio" }}, {{ kind: "video" }}];
  const quiet = {{ remote() {{}}, quality() {{}}, voice() {{}}, gone() {{}}, screen: () => false }};
  const send = (frame) => joins.push(frame.t);
  const kit = new LiveKit({{ ...quiet, script: url, send, tracks: () => [mic, cam], height: (seat) => heights[seat] }});
  const here = ["a", "b", "c"].map((id) => ({{ id, seat: id.toUpperCase() }}));
  const state = {{ gen: 1, you: {{ peer: "a", id: "A" }}, room: {{ media: true }}, peers: here }};
  const news = async () => {{
    await kit.doing;
    await new Promise((done) => setTimeout(done, 0));
    return window.lk.asked.splice(0).join(", ");
  }};
  const come = async () => {{ kit.sync(state); await kit.joined({{ gen: 1, url: "", token: "" }}); return news(); }};
"""


def test_livekit_never_ends_the_microphone_and_what_was_not_sent_is_sent_again(chromium: Browser) -> None:  # noqa: F811
    found = run(chromium, module("budget.js"), module("livekit.js"), PAGE, """
      window.lk.refuse = 1;
      const first = await come();
      kit.fit = () => {};
      kit.tend();
      const second = await news();
      kit.tend();
      return { stops: window.lk.rooms[0].wishes.stopLocalTrackOnUnpublish, first, second, third: await news() };
    """)
    assert found == {"stops": False, "first": "send video", "second": "send audio", "third": ""}


def test_livekit_is_driven_by_the_same_ladder_and_asks_for_no_more_than_is_shown(chromium: Browser) -> None:  # noqa: F811
    found = run(chromium, module("budget.js"), module("livekit.js"), PAGE, """
      await come();
      const [b, c] = kit.people();
      const stats = [...(await b.pc.getStats()).values()];
      kit.tend();
      const full = await news();
      kit.budget(STEPS[2]); kit.ask("low");
      const small = await news();
      heights.B = 0; kit.fit();
      const hidden = await news();
      kit.budget(STEPS[3]); kit.ask("none");
      const none = await news();
      const pair = stats.find((s) => s.type === "candidate-pair");
      return { lines: [b.pc.iceConnectionState, c.seat], same: kit.people()[0].pc === b.pc, uplink: pair.availableOutgoingBitrate,
        heard: stats.find((s) => s.type === "inbound-rtp").bytesReceived, full, small, hidden, none };
    """)
    assert found == {
        "lines": ["connected", "C"], "same": True, "uplink": 450000, "heard": 7, "full": "enable true, quality 2",
        "small": "publish 0, enable true, quality 0", "hidden": "enable false", "none": "enable false, unsend video",
    }


def test_silence_through_livekit_is_asked_for_anew_and_then_the_page_comes_in_anew(chromium: Browser) -> None:  # noqa: F811
    found = run(chromium, module("budget.js"), module("livekit.js"), PAGE, """
      await come();
      const [b, c] = kit.people();
      kit.heal(c);                                  // not there: nothing here to mend
      const nothing = await news();
      kit.heal(b);
      const first = await news();
      kit.heal(b);
      return { nothing, first, second: await news(), joins: joins.length, room: kit.room };
    """)
    assert found == {"nothing": "", "first": "subscribe false", "second": "disconnect", "joins": 2, "room": None}
