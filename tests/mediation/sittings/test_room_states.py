"""The room in its main states, as each side sees it: the door, requests, a prepared talk apart, stages, paused, without a mediator.

In each the page is given to axe (WCAG 2.2 AA), nothing runs sideways, and what cannot be used is not there.
"""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from PIL import Image
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from mediation.casework.models import Evidence
from mediation.casework.services import evidence as evidence_services
from mediation.common.actor import Actor
from mediation.sittings.services import presence, table
from realtime.rooms.models import Room
from tests.mediation.sittings.conftest import Talk
from tests.mediation.sittings.test_browser import DESK, PHONE, SHOTS, chromium, paper, shoot
from tests.realtime.served import TrialSite

__all__ = ["chromium"]  # the fixture
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.e2e, pytest.mark.alone]
WALL = {"width": 1920, "height": 1080}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
WIDE = "document.documentElement.scrollWidth > innerWidth || (t => t.scrollWidth > t.clientWidth + 1)(document.getElementById('room-tabs'))"


def two_pages() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(out, "PDF", save_all=True, append_images=[Image.new("RGB", (300, 400), "gray")])
    return out.getvalue()


def hold_up(page: Page, name: str) -> None:
    """Looked at by axe, at the width of a telephone and of a desk; with pictures where they are wanted."""
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in found] == [], name
    own = page.viewport_size
    assert own is not None
    for size in (PHONE, DESK, WALL) if SHOTS else (own,):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        assert not page.evaluate(WIDE), f"{name}: runs sideways at {size['width']}"
        shoot(page, f"{name}-{size['width']}")
    page.set_viewport_size(own)


def usable(page: Page) -> set[str]:
    """What stands in the bar of controls for this person now."""
    seen = "all => all.filter(c => c.offsetParent).map(c => c.dataset.do || c.dataset.opens)"
    return set(page.eval_on_selector_all(".controls .control", seen))


def test_every_state_of_the_room_can_be_used_and_read_out(chromium: Browser, begun: Talk, tmp_path: Path) -> None:
    table.prepare_talk(actor=begun.lead, sitting=begun.sitting, title="先听小梅说", people=[str(begun.party_a.pk)])
    evidence_services.give(actor=begun.a, case=begun.case, files=[("a.pdf", two_pages())], words="报价", may_show=True, token="t" * 20)
    piece = Evidence.objects.get()
    evidence_services.release(actor=begun.lead, piece=piece, on=True)
    presence.note_presence(actor=begun.lead, sitting=begun.sitting, party=None, name="李建国", how="phone")
    errors: list[str] = []

    def late(said: ConsoleMessage) -> bool:
        """The paper asked for in the moment in which its reader is sent to the door is refused, and rightly."""
        return "404" in said.text and "/table/" in said.text + said.location["url"]

    stored = Path("media", "sealed", piece.shown.stored_as[:2], piece.shown.stored_as)  # the served process keeps files of its own
    (tmp_path / stored).parent.mkdir(parents=True)
    shutil.copy(Path(settings.MEDIA_ROOT).parent / stored, tmp_path / stored)
    with TrialSite(tmp_path) as site:

        def come(actor: Actor, size: dict[str, int], language: str) -> Page:
            told = {"Accept-Language": language}
            zone = "Europe/Rome" if language.startswith("en") else "Asia/Shanghai"
            context = chromium.new_context(
                base_url=site.url, viewport=size, locale=language, extra_http_headers=told, timezone_id=zone  # type: ignore[arg-type]
            )
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": site.session(actor), "url": site.url}])
            page = context.new_page()
            page.set_default_timeout(60_000)
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.on("console", lambda said: errors.append(said.text) if said.type == "error" and not late(said) else None)
            page.goto(f"/rooms/{begun.room.pk}/")
            page.click("[data-do=enter]")
            return page

        expect.set_options(timeout=30_000)
        m, a, b = come(begun.lead, DESK, "zh-CN"), come(begun.a, PHONE, "zh-CN"), come(begun.b, DESK, "en-GB")

        # at the door: only the way out
        expect(a.locator(".view-waiting")).to_be_visible()
        assert usable(a) == {"leave"}
        hold_up(a, "1-door-party")
        expect(m.locator("#room-waiting-list > li")).to_have_count(2)
        hold_up(m, "1-door-mediator")
        for n in (1, 0):
            m.locator("#room-waiting-list button[data-do=admit]").first.click()
            expect(m.locator("#room-waiting-list > li")).to_have_count(n)
        for page in (a, b):
            expect(page.locator("#room-hear")).to_contain_text("李建国")  # who listens by telephone
        expect(b.locator("#room-zone")).to_contain_text("In China it is now")
        expect(a.locator("#room-zone")).to_be_hidden()

        # three ask at once, and the people stay in the middle of the screen
        a.click("[data-do=wish]")
        a.click("[data-do=ask][value=help]")
        b.click("[data-do=ask][value=break]")
        b.click("#room-hand")
        for name in ("wishes", "help", "break", "hands"):
            expect(m.locator(f"#room-{name}")).to_be_visible()
        hold_up(m, "2-requests-mediator")
        stage, tiles = m.locator(".room-stage").bounding_box(), m.locator("#room-tiles").bounding_box()
        assert stage is not None and tiles is not None and tiles["height"] > 0.4 * stage["height"]
        m.locator("#room-help button").click()

        # where the talk is, and a paper page by page on a telephone
        paper(m, "table")
        m.locator(".stages button").nth(1).click()
        expect(b.locator("#room-step")).to_have_text("Each side tells")
        expect(m.locator(".stages [aria-current]")).to_contain_text("各方讲述")
        m.locator(f"form:has([name=evidence][value='{piece.pk}']) button").click()
        a.locator(".sheet-grip").click()
        paper(a, "table")
        expect(a.locator(".laid figcaption")).to_contain_text("第1页，共2页")
        a.locator(".leaf button").click()
        expect(a.locator(".laid figcaption")).to_contain_text("大家正在看第1页")
        hold_up(a, "3-paper-party")
        m.locator(".leaf button").click()
        expect(a.locator(".laid figcaption")).to_contain_text("第2页，共2页")
        expect(a.locator(".leaf button")).to_have_count(1)
        m.click("[data-do=grand]")
        hold_up(m, "3-paper-wall")
        m.click("[data-do=grand]")
        a.locator(".sheet-grip").click()

        # the talk that was prepared: asked, agreed to, left by the party itself
        m.click("[data-do=apart]")
        expect(m.locator("[data-do=prepared]")).to_contain_text("王小梅")
        hold_up(m, "4-apart-choice")
        m.click("[data-do=prepared]")
        expect(a.locator("#room-ask-words")).to_contain_text("林静")
        hold_up(a, "4-asked-party")
        a.click("#room-ask [value='1']")
        expect(b.locator(".view-held-caucus")).to_be_visible()
        assert not {"mic", "cam", "hand", "apart"} & usable(b)
        hold_up(b, "5-others-wait")
        expect(a.locator("#room-hear")).to_contain_text("林静")
        for page in (a, m):  # the keyboard is at the heading of where one is now, and it is said
            expect(page.locator("#room-title")).to_be_focused()
        expect(a.locator("#room-where")).to_contain_text("单独谈话")
        assert "先听小梅说" not in a.content()
        hold_up(a, "5-apart-party")
        m.click("[data-do=people]")
        expect(m.locator("#room-people-list li")).to_have_count(1)
        hold_up(m, "5-people-apart")
        m.keyboard.press("Escape")
        a.click("[data-do=stepout]")
        expect(b.locator("#room-hear")).to_contain_text("王小梅")
        assert Room.objects.get(parent=begun.room).state == "closed"
        expect(a.locator("#room-title")).to_be_focused()
        expect(m.locator("#room-declined")).to_be_hidden()  # agreed, and then left: that is no refusal

        # paused, and without a mediator
        m.click("[data-do=hold]")
        expect(a.locator(".view-held-pause")).to_be_visible()
        assert "mic" not in usable(a)
        hold_up(a, "6-paused-party")
        hold_up(m, "6-paused-mediator")
        m.click("[data-do=resume]")
        expect(a.locator("#room-tiles")).to_be_visible()
        m.click("[data-do=people]")
        m.locator("#room-people-list li", has_text="王小梅").locator("[data-key^=back]").click()
        expect(a.locator(".view-waiting")).to_be_visible()
        expect(a.locator(".view-waiting h2")).to_be_focused()
        expect(a.locator("#room-title")).to_have_text("调解室")
        assert [word for word in (begun.case.title, "李建国", "陈大山") if word in a.content()] == []
        m.locator("#room-waiting-list button[data-do=admit]").first.click()
        expect(a.locator("#room-title")).to_have_text(begun.case.title)
        m.context.close()
        expect(b.locator(".view-held-away")).to_be_visible()
        hold_up(b, "7-away-party")
        for page in (a, b):
            page.context.close()
    assert errors == []
