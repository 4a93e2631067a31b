"""No socket at all; a second mediator at a talk apart, and the way straight to the next one. XINQIAO_SHOTS keeps the pictures."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from mediation.common.actor import Actor
from tests.realtime.served import TrialSite
from tests.realtime.test_browser import Come, chromium, come, go_in, shoot, site  # noqa: F401 -- fixtures
from tests.realtime.trial_rooms import TrialRoom, make_room

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


def test_a_second_mediator_asks_and_the_next_talk_follows_at_once(
    site: TrialSite, come: Come, mediator: Actor, other_mediator: Actor, party: Actor, other_party: Actor  # noqa: F811
) -> None:
    expect.set_options(timeout=60_000)
    room = make_room("walk", mediator, party, other_party)
    TrialRoom.members["walk"][other_mediator.key] = "mediator"
    site.trial.write_text(json.dumps(TrialRoom.members), encoding="utf-8")
    m, c = come(mediator, room, language="en"), come(other_mediator, room)
    a, b = come(party, room, width=390, height=844), come(other_party, room)
    for page in (m, c, a, b):
        page.click("[data-do=enter]")
    expect(m.locator("#room-waiting-list > li")).to_have_count(2)
    for left in (1, 0):
        m.locator("#room-waiting-list [data-do=admit]").first.click()
        expect(m.locator("#room-waiting-list > li")).to_have_count(left)

    m.click("[data-do=apart]")
    m.locator("#room-apart-list button", has_text=party.name).click()
    a.click("#room-ask button[value='1']")
    expect(c.locator(".view-led-caucus")).to_be_visible()
    shoot(c, "second-outside")
    c.click("[data-do=asktojoin]")
    expect(a.locator("#room-join")).to_be_visible()
    expect(m.locator("#room-joins")).to_be_visible()
    expect(a.locator("#room-join-words")).to_contain_text(other_mediator.name)
    shoot(a, "second-asked")
    shoot(m, "second-mediator")
    a.click("#room-join button[value='1']")
    expect(c.locator("#main")).to_have_attribute("data-apart", "yes")
    expect(a.locator("#room-hear")).to_contain_text(other_mediator.name)
    expect(c.locator("#room-messages")).to_contain_text("同意")
    c.click("#room-goback")
    expect(c.locator(".view-led-caucus")).to_be_visible()

    m.click("[data-do=next]")
    expect(m.locator("#room-apart-list")).not_to_contain_text(party.name)
    m.locator("#room-apart-list button", has_text=other_party.name).click()
    expect(b.locator("#room-ask")).to_be_visible()
    expect(a.locator(".view-held-caucus")).to_be_visible()
    expect(m.locator("#room-asking")).to_be_visible()
    shoot(m, "next-asked")
    b.click("#room-ask button[value='1']")
    for page in (m, b):
        expect(page.locator("#main")).to_have_attribute("data-apart", "yes")
        expect(page.locator("#room-title")).to_be_focused()
    shoot(m, "next-apart")
    m.click(".controls [data-do=together]")
    for page in (m, c, a, b):
        expect(page.locator("#main")).to_have_attribute("data-view", "in")
    expect(m.locator("#room-title")).to_be_focused()
