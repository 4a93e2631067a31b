"""What a hostile reader walked: no socket at all. XINQIAO_SHOTS keeps the pictures."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from mediation.common.actor import Actor
from tests.realtime.served import TrialSite
from tests.realtime.test_browser import Come, chromium, come, go_in, shoot, site  # noqa: F401 -- fixtures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.e2e, pytest.mark.alone]
NO_SOCKET = "window.WebSocket = class { constructor() { throw new Error('refused here'); } };"


def test_a_page_without_a_socket_takes_part_and_says_calmly_how(
    site: TrialSite, come: Come, mediator: Actor, party: Actor  # noqa: F811
) -> None:
    room = site.room("slow", mediator, party)
    m = come(mediator, room, language="en")
    go_in(m)
    a = come(party, room, width=390, height=844)
    a.add_init_script(NO_SOCKET)
    a.reload()
    go_in(a)
    m.locator("#room-waiting-list button").first.click(timeout=60_000)

    expect(a.locator("#room-slow")).to_be_visible(timeout=60_000)
    expect(a.locator("#room-offline")).to_be_hidden()
    expect(a.locator("#room-mic")).to_be_hidden()
    expect(a.locator("#room-hear")).to_contain_text(mediator.name, timeout=60_000)
    expect(m.locator("#room-hear")).to_contain_text(party.name)
    expect(m.locator(".tile:not(.me) .tile-net")).to_have_text("by text only")
    assert a.evaluate("[...document.querySelectorAll('video')].every((v) => !v.srcObject || !v.srcObject.getTracks().length)")
    m.fill("#room-text", "您收得到吗")
    m.press("#room-text", "Enter")
    a.click(".sheet-grip")
    expect(a.locator("#room-messages")).to_contain_text("您收得到吗", timeout=60_000)
    a.fill("#room-text", "收得到")
    a.click("#room-composer button")
    expect(m.locator("#room-messages")).to_contain_text("收得到", timeout=60_000)
    expect(a.locator("#room-slow")).to_be_visible()
    shoot(a, "slow-party")
    shoot(m, "slow-mediator")
