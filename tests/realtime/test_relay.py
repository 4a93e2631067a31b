"""A protected room with a real relay (coturn): people hear each other through it alone, and no address of one reaches the other.

Collected only where `turnserver` is on the PATH (tests/realtime/conftest.py).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from mediation.common.actor import Actor, system
from realtime.rooms import services
from tests.realtime import tones
from tests.realtime.served import TrialSite
from tests.realtime.test_browser import go_in, plays
from tests.realtime.test_tones import TONES, Four, hears
from tests.realtime.trial_rooms import TrialRoom
from tests.serving import free_port

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.e2e, pytest.mark.alone]
SECRET = "a-secret-for-this-test-alone"
PAIRS = """async () => {
  const kinds = [];
  for (const pc of window.connections) {
    if (pc.connectionState === "closed") continue;
    const all = await pc.getStats();
    all.forEach((s) => {
      if (s.type !== "candidate-pair" || !s.nominated) return;
      kinds.push(all.get(s.localCandidateId).candidateType, all.get(s.remoteCandidateId).candidateType);
    });
  }
  return kinds;
}"""


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[int]:
    port = free_port()
    program = shutil.which("turnserver")
    assert program is not None
    with (tmp_path / "turn.log").open("wb") as log:
        process = subprocess.Popen(
            [program, "-n", "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", f"--listening-port={port}", "--no-tls", "--no-dtls",
             "--no-cli", "--use-auth-secret", f"--static-auth-secret={SECRET}", "--realm=test", "--allow-loopback-peers",
             "--min-port=52000", "--max-port=52400", f"--pidfile={tmp_path}/turn.pid", f"--userdb={tmp_path}/turn.db", "--log-file=stdout"],
            stdout=log, stderr=subprocess.STDOUT,
        )
        time.sleep(1)
        assert process.poll() is None, (tmp_path / "turn.log").read_text(errors="replace")[-2000:]
        yield port
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture
def four(trial: TrialRoom, tmp_path: Path, relay: int, db: None) -> Iterator[Four]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright keeps a loop in this thread; the ORM is used beside it
    site = TrialSite(tmp_path / "site")
    site.env |= {"TURN_URLS": f"turn:127.0.0.1:{relay}?transport=udp", "TURN_SECRET": SECRET, "TURN_SECONDS": "600"}
    with site, sync_playwright() as play:
        voices = [tones.tone(tmp_path / f"{hertz}.wav", hertz) for hertz in TONES[:2]]
        browsers = [tones.chromium(play, voice) for voice in voices]
        yield Four(site, browsers, voices)
        for browser in browsers:
            browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def test_two_people_in_a_protected_room_hear_each_other_through_the_relay_only(four: Four, mediator: Actor, party: Actor) -> None:
    room = four.site.room("relay", mediator, party)
    services.protect(system("tests"), room)
    m, a = four.come(0, mediator, room), four.come(1, party, room)
    go_in(m)
    go_in(a)
    m.locator("#room-waiting-list button").first.click()

    hears(m, {TONES[1]}, seconds=60)
    hears(a, {TONES[0]})
    plays(a, 1)
    for page in (m, a):
        kinds = page.evaluate(PAIRS)
        assert kinds
        assert set(kinds) == {"relay"}
        told = "\n".join(frame for frame in page.evaluate("window.heard") if '"sig"' in frame)
        assert "typ relay" in told
        assert not re.search(r"typ (host|srflx|prflx)", told)
        assert set(re.findall(r"raddr (\S+)", told)) <= {"0.0.0.0"}
        assert SECRET not in "\n".join(page.evaluate("window.heard"))
    assert m.locator("#room-protected").is_visible()
    assert not a.locator("#room-protected").is_visible()
    assert four.errors == []
