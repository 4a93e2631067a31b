"""A drill in browsers: three roles, two observers, something put in for one alone, a rewind, and the talk afterwards.

The trainer, who plays the mediator, party A and one observer have a page each; party B and the other observer come through the
services, so that the machine carries no more pages than the walk needs.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from mediation.common.actor import Actor
from realtime.rooms import selectors as seats
from realtime.rooms import services as rooms
from tests.realtime.served import TrialSite
from tests.training.drill_play import SECRETS, WATCH, Stage, found, make_stage
from training.roleplay.enums import DrillState
from training.roleplay.place import room_of
from training.roleplay.services import observing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.e2e, pytest.mark.alone]
SHOTS = os.environ.get("XINQIAO_SHOTS", "")
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
ARGUMENTS = ["--no-sandbox", "--disable-gpu"]


@pytest.fixture
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "these tests need Chromium: apt-get install chromium fonts-noto-cjk"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def stage(mentor: Actor, learner: Actor, mediator: Actor, gridworker: Actor, make_user: Any, county: Any) -> Stage:
    watchers = [make_user(f"watch{n}", "learner", county.town, name=f"看{n}") for n in (1, 2)]
    return make_stage(mentor, learner, mediator, gridworker, *watchers)


def shoot(page: Page, name: str, *, whole: bool = False) -> None:
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=whole)


def paper(page: Page, code: str) -> None:
    """Choose one of the papers beside the people; on a telephone it slides up first."""
    tab = page.locator(f"#tab-pane-{code}")
    expect(tab).to_be_attached()
    tab.evaluate("tab => tab.click()")


def let_in(stage: Stage, *actors: Actor) -> None:
    room = stage.room()
    for actor in actors:
        rooms.enter(actor, room)
        seat = seats.seat_of(actor, room)
        assert seat is not None
        rooms.admit(stage.trainer, room, seat)


def test_a_drill_is_played_rewound_and_talked_over(chromium: Browser, stage: Stage, tmp_path: Path) -> None:
    errors: list[str] = []
    here = f"/learn/drills/{stage.drill.pk}/"
    with TrialSite(tmp_path) as site:

        def come(actor: Actor, size: dict[str, int], language: str = "zh-CN") -> Page:
            context = chromium.new_context(
                base_url=site.url, viewport=size, locale=language, extra_http_headers={"Accept-Language": language}
            )
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": site.session(actor), "url": site.url}])
            page = context.new_page()
            page.set_default_timeout(60_000)
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.on("console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None)
            return page

        expect.set_options(timeout=60_000)
        t, m = come(stage.trainer, DESK), come(stage.mediator, DESK)
        a, o = come(stage.a, PHONE, "en-GB"), come(stage.observers[0], DESK, "en-GB")

        # everybody reads in peace; the trainer opens the room
        a.goto(here)
        expect(a.locator("main")).to_contain_text(SECRETS["partya"]["hidden"])
        shoot(a, "01-own-part-phone-english", whole=True)
        t.goto(here)
        shoot(t, "02-prepared-trainer", whole=True)
        t.get_by_role("button", name="开门").click()
        t.wait_for_url("**/rooms/**")
        t.click("[data-do=enter]")
        room = room_of(stage.drill)
        assert room is not None
        for page in (m, a, o):
            page.goto(f"/rooms/{room.pk}/")
            page.click("[data-do=enter]")
        let_in(stage, stage.a, stage.b, *stage.observers)
        expect(a.locator("#tab-pane-role")).to_be_attached()

        # put in for one alone: it comes to that page, and to no other
        paper(t, "lead")
        t.locator("#drill-lead details summary").first.click()
        t.locator("#drill-lead ul.plain form button").first.click()
        paper(a, "role")
        expect(a.locator("#drill-role")).to_contain_text("女儿来电话")
        shoot(a, "03-role-phone-english")
        paper(m, "role")
        expect(m.locator("#drill-role")).to_contain_text(SECRETS["mediator"]["text"])
        expect(m.locator("#drill-role")).not_to_contain_text("女儿来电话")
        paper(o, "watch")
        o.locator("#drill-watch input[name=note]").first.fill("says it back")
        o.locator("#drill-watch .drill-tags button").first.click()
        expect(o.locator("#drill-watch .drill-moments")).to_have_count(1)
        shoot(o, "04-observer-english")

        # a moment is marked, it goes wrong, it is played again
        t.fill("#drill-lead input[name=name]", "她哭了")
        t.locator("#drill-lead form:has(input[name=name]) button").click()
        expect(t.locator(".drill-marks")).to_contain_text("她哭了")
        m.locator("#tab-pane-chat").click()
        m.fill("#room-text", "别哭了")
        m.press("#room-text", "Enter")
        expect(o.locator("#room-messages")).to_contain_text("别哭了")
        t.locator(".drill-marks button").dblclick()  # pressed twice: one take
        expect(t.locator("#drill-lead")).to_contain_text("第 2 遍")
        expect(m.locator("#room-messages")).to_contain_text("从这里重演")
        shoot(t, "05-lead-desk")
        shoot(m, "06-mediator-rewound")
        assert stage.fresh().take == 2

        # party A's telephone drops out and comes back in the same role
        a.goto(here)
        a.goto(f"/rooms/{room.pk}/")
        expect(a.locator("#lobby-title")).to_be_visible()

        # the end; the sheets are blind until both are closed
        for watcher in stage.observers:
            observing.rate(actor=watcher, drill=stage.drill, said=dict(zip(WATCH, ("3", "2", "none"), strict=True)))
        t.locator("#drill-lead .sure summary").click()
        t.locator("#drill-lead .sure button").click()
        t.wait_for_url(f"**{here}")
        assert stage.fresh().state == DrillState.DEBRIEF
        observing.submit(actor=stage.observers[0], drill=stage.drill)
        o.goto(f"{here}sheets/")
        assert "says it back" not in o.content()
        observing.submit(actor=stage.observers[1], drill=stage.drill)
        o.goto(f"{here}sheets/")
        expect(o.locator("main")).to_contain_text("says it back")
        shoot(o, "07-sheets-english", whole=True)

        # afterwards, in its order
        t.goto(f"{here}debrief/")
        m.goto(f"{here}debrief/")
        m.fill("#say", "我急着安慰，没有听")
        m.locator("form:has(#say) button").click()
        expect(m.locator(".drill-said")).to_contain_text("我急着安慰")
        shoot(m, "08-debrief-mediator", whole=True)
        t.locator("form:has(input[value=on]) button").click()
        expect(t.locator(".drill-steps > [aria-current]")).to_contain_text("只说做得好的")
        a.goto(f"{here}debrief/")
        a.fill("#say", "You asked how my child is")
        a.locator("form:has(#say) button").click()
        expect(a.locator(".drill-said").last).to_contain_text("You asked how my child is")
        shoot(a, "09-debrief-phone-english", whole=True)

        # read again: take 1 holds what went wrong, take 2 does not; nobody reads another's part by its address
        m.goto(f"{here}replay/1/")
        expect(m.locator(".drill-replay")).to_contain_text("别哭了")
        m.goto(f"{here}replay/2/")
        expect(m.locator(".drill-replay")).not_to_contain_text("别哭了")
        shoot(m, "10-replay-desk", whole=True)
        for page, own in ((m, {"mediator"}), (a, {"partya"}), (o, set())):
            for address in ("", "role/", "lead/", "home/"):
                page.goto(f"{here}{address}")
                assert found(page.content()) <= own
        for page in (t, m, a, o):
            page.context.close()
    assert errors == []
