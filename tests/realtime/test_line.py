"""A poor line, a broken device, WeChat: what a person at a telephone sees and can do. XINQIAO_SHOTS keeps the pictures."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

import realtime.rooms
from mediation.common.actor import Actor
from tests.realtime.served import TrialSite
from tests.realtime.test_browser import Come, chromium, come, go_in, plays, shoot, site  # noqa: F401 -- fixtures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.e2e]
SCRIPTS = Path(realtime.rooms.__file__).parent / "static" / "rooms" / "js"
PHONE = {"width": 390, "height": 844}
# the fake camera works; the microphone gives nothing at all
DEAD = """
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wish) => {
  if (!wish.audio) return ask(wish);
  const sound = new AudioContext();
  const out = sound.createMediaStreamDestination();
  const still = sound.createGain();
  still.gain.value = 0;
  const source = sound.createOscillator();
  source.connect(still).connect(out);
  source.start();
  return out.stream;
};
"""
REFUSED = """
navigator.mediaDevices.getUserMedia = async (wish) => {
  throw wish.audio ? new DOMException("Permission denied by system", "NotAllowedError") : new DOMException("", "NotReadableError");
};
"""


def module(name: str) -> str:
    """A module's text for a page without the site's rules: its imports and exports are plain names there."""
    lines = (SCRIPTS / name).read_text(encoding="utf-8").splitlines()
    return "\n".join(line.removeprefix("export ") for line in lines if not line.startswith("import "))


def test_the_ladder_goes_down_after_patience_and_comes_back_by_itself(chromium: Browser) -> None:  # noqa: F811
    page = chromium.new_page()
    found = page.evaluate("() => {" + module("budget.js") + """
      const poor = { limited: "bandwidth", loss: 0, rtt: 0.1, uplink: 150000 }, calm = { limited: "", loss: 0, rtt: 0.1, uplink: 3000000 };
      const one = new Ladder(3000000); one.people(2);
      const steps = [one.step];
      let now = 0;
      for (let n = 0; n < 2; n += 1) one.look(poor, now += 2000);
      steps.push(one.step);                                     // two stumbles change nothing
      one.look(poor, now += 2000); steps.push(one.step);        // the third takes what the line carries
      for (let n = 0; n < 40; n += 1) one.look(calm, now += 2000);
      steps.push(one.step);                                     // and it comes back
      const quick = new Ladder(3000000); quick.people(1);
      for (let n = 0; n < 3; n += 1) quick.look({ ...poor, uplink: 0 }, now += 2000);
      for (let n = 0; n < 9; n += 1) quick.look(calm, now += 2000);
      const raised = quick.step;
      for (let n = 0; n < 3; n += 1) quick.look({ ...poor, uplink: 0 }, now += 2000);
      const slow = expected({ effectiveType: "2g" });
      const hot = new Ladder(3000000); hot.people(1);
      for (let n = 0; n < 3; n += 1) hot.look({ limited: "cpu", loss: 0, rtt: 0.1, uplink: 0 }, now += 2000);
      return { causes: [one.cause, hot.cause], steps, raised, wait: quick.wait, many: fitting(1500000, 5), thin: fitting(60000, 2), slow };
    }""")
    page.close()
    assert found["steps"] == [0, 0, 3, 0]
    assert found["causes"] == ["line", "device"]  # a tired telephone is not told that its line is poor
    assert found["raised"] == 0
    assert found["wait"] == 30000  # given back too early: later next time
    assert (found["many"], found["thin"], found["slow"]) == (1, 3, 120000)


def test_the_watchdog_mends_a_line_that_is_up_and_silent(chromium: Browser) -> None:  # noqa: F811
    page = chromium.new_page()
    healed = page.evaluate("() => {" + module("quality.js") + """
      const healed = [];
      const dog = new Watchdog((peer) => healed.push(peer.seat));
      const look = (seat, heard, now, speaks = true) => dog.look([{ peer: { seat }, heard, level: 3 }], () => speaks, now);
      for (let now = 0; now <= 14000; now += 2000) look(1, 0, now);          // not yet
      const early = healed.length;
      for (let now = 16000; now <= 70000; now += 2000) look(1, 0, now);      // twice in a row, then only once a minute
      const often = healed.length;
      for (let now = 0; now <= 40000; now += 2000) look(2, 0, now, false);   // a closed microphone is no fault
      for (let now = 0; now <= 40000; now += 2000) look(3, 900, now);
      return { early, often, who: [...new Set(healed)] };
    }""")
    page.close()
    assert healed["early"] == 0
    assert 2 <= healed["often"] <= 3
    assert healed["who"] == [1]


def test_a_paper_with_a_page_of_its_own_opens_beside_the_room(chromium: Browser) -> None:  # noqa: F811
    page = chromium.new_page()
    found = page.evaluate("() => {" + module("panes.js") + """
      const say = (word) => word, told = [];
      document.body.innerHTML = "<div><a id=out href='/x'>x</a><a id=in href='/x' hx-get='/x'>y</a>" +
        "<form id=post action='/x'><button>1</button></form><form id=here hx-post='/x'><button>2</button></form></div>";
      const box = document.body.firstChild;
      keepHere(box, (word) => told.push(word));
      document.addEventListener("click", (event) => { if (event.target.closest("a")) event.preventDefault(); });
      document.addEventListener("submit", (event) => event.preventDefault());
      for (const it of box.querySelectorAll("a, button")) it.click();
      return { told, beside: [...box.querySelectorAll("[target=_blank]")].map((it) => it.id) };
    }""")
    page.close()
    assert found == {"told": ["opensBeside", "opensBeside"], "beside": ["out", "post"]}


def test_a_blurred_background_stays_blurred_with_the_next_picture_or_its_person_is_told(chromium: Browser) -> None:  # noqa: F811
    page = chromium.new_page()
    found = page.evaluate("async () => {" + module("devices.js").replace("import.meta.url", "''") + """
      const seen = [];
      let can = true, lost = 0;
      const picture = () => ({ kind: "video", blur: false, getSettings() { return { backgroundBlur: this.blur }; },
        applyConstraints(wish) { if (!can) return Promise.reject(); this.blur = wish.backgroundBlur.exact; return Promise.resolve(); } });
      Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia: async () => ({ getTracks: () => [picture()] }) } });
      const devices = Object.assign(Object.create(Devices.prototype), {
        blurred: false, unblurred() { lost += 1; }, put(track) { this.track = () => track; seen.push(track.blur); } });
      await devices.get({ video: true });
      await devices.blur(true);
      await devices.get({ video: true });       // off and on again
      can = false;
      await devices.get({ video: true });       // another camera
      return { seen, lost, blurred: devices.blurred };
    }""")
    page.close()
    assert found == {"seen": [False, True, False], "lost": 1, "blurred": False}


def test_a_browser_that_cannot_hear_says_so_and_stops_trying(chromium: Browser) -> None:  # noqa: F811
    page = chromium.new_page()
    found = page.evaluate("async () => {" + """
      let starts = 0;
      window.SpeechRecognition = class { start() { starts += 1; setTimeout(() => this.onend(), 5); } stop() {} };
      window.confirm = () => true;
      const say = (word) => word;
    """ + module("captions.js") + """
      const told = [];
      const button = document.createElement("button");
      const [box, form] = [document.createElement("div"), document.createElement("form")];
      const captions = new Captions(box, form, button, { tell: (word) => told.push(word) });
      await captions.toggle();
      for (let n = 0; n < 200 && captions.on; n += 1) await new Promise((done) => setTimeout(done, 20));
      await new Promise((done) => setTimeout(done, 100));
      return { starts, told, pressed: button.getAttribute("aria-pressed") };
    }""")
    page.close()
    assert found == {"starts": 3, "told": ["captionsFail"], "pressed": "false"}


def test_devices_that_do_not_work_are_told_with_their_cause(chromium: Browser, site: TrialSite) -> None:  # noqa: F811
    wechat = "Mozilla/5.0 (Linux; Android 13) MicroMessenger/8.0.49"
    context = chromium.new_context(base_url=site.url, viewport=PHONE, locale="zh-CN", user_agent=wechat)
    page = context.new_page()
    page.add_init_script(REFUSED)
    page.goto("/rooms/check/")
    page.click("[data-check]")
    results = page.locator("[data-results]")
    expect(results.locator("li[data-state=wrong]")).to_have_count(2)
    expect(results.locator("li").nth(0)).to_contain_text("系统设置")  # refused by the telephone, not by the page
    expect(results.locator("li").nth(1)).to_contain_text("别的程序")  # in use elsewhere
    expect(page.locator(".way-out input")).to_have_value(f"{site.url}/rooms/check/")
    shoot(page, "line-1-check-wechat")
    context.close()


def test_sound_only_text_only_captions_and_a_screen(site: TrialSite, come: Come, mediator: Actor, party: Actor) -> None:  # noqa: F811
    room = site.room("line", mediator, party)
    m, a = come(mediator, room, language="en"), come(party, room, **PHONE)
    a.add_init_script(DEAD)
    a.reload()
    for page in (m, a):
        go_in(page)
    m.locator("#room-waiting-list button").first.click()
    for page in (m, a):
        plays(page, 1)

    # sound only, and back
    a.click("[data-opens=room-media]")
    shoot(a, "line-2-choice-phone")
    a.click("#room-media button[value=sound]")
    expect(a.locator("#room-line-words")).to_have_text("您现在只用声音参加。")
    expect(m.locator(".tile:not(.me) .tile-net")).to_have_text("by sound")
    expect(m.locator(".tile:not(.me) video")).to_be_hidden()
    shoot(a, "line-3-sound-phone")
    a.click("#room-line-back")
    plays(m, 1)

    # text only: no line between the two, and back
    a.click("[data-opens=room-media]")
    a.click("#room-media button[value=text]")
    expect(m.locator(".tile:not(.me) .tile-net")).to_have_text("by text")
    assert m.evaluate("window.connections.every((pc) => pc.connectionState === 'closed')")
    a.click("#room-line-back")
    for page in (m, a):
        plays(page, 1)

    # a microphone that is on and gives nothing
    expect(a.locator("#room-silent")).to_be_visible()
    shoot(a, "line-4-silent-phone")

    # captions, typed
    m.click("[data-opens=room-media]")
    shoot(m, "line-5-choice-desk")
    m.click("[data-do=typing]")
    m.fill("#room-caption-form input", "调解员：我们先听一听双方的说法。")
    m.press("#room-caption-form input", "Enter")
    expect(a.locator("#room-captions .caption")).to_contain_text("我们先听一听")
    shoot(a, "line-6-captions-phone")
    expect(a.locator("#room-messages")).not_to_contain_text("我们先听一听")

    # the screen of one, and the second who tries
    m.click("[data-opens=room-media]")
    m.click("#room-screen")
    expect(a.locator(".tile.screen")).to_have_count(1)
    shoot(a, "line-7-screen-phone")
    shoot(m, "line-8-screen-desk")
    a.evaluate("document.getElementById('room-screen').hidden = false")
    a.click("[data-opens=room-media]")
    a.click("#room-screen")
    expect(a.locator("#room-note")).to_contain_text("一次只能一位")
    expect(m.locator(".tile.screen")).to_have_count(1)
