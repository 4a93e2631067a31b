"""One sitting in three browsers: hands, the table, a guest by consent, minutes read back, an emergency exit."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from mediation.common.actor import Actor
from mediation.sittings.models import MinutesAnswer, SittingGuest
from tests.mediation.sittings.conftest import Talk
from tests.realtime.served import TrialSite

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.e2e, pytest.mark.alone]
SHOTS = os.environ.get("XINQIAO_SHOTS", "")
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]


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


def shoot(page: Page, name: str, *, whole: bool = False) -> None:
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.wait_for_timeout(400)
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=whole)


def paper(page: Page, code: str) -> None:
    """Choose one of the papers beside the people."""
    page.locator(f"#tab-pane-{code}").click()


def test_a_talk_with_everything_on_the_table(chromium: Browser, begun: Talk, tmp_path: Path) -> None:
    errors: list[str] = []
    with TrialSite(tmp_path) as site:
        pages: list[Page] = []

        def come(actor: Actor, size: dict[str, int], language: str = "zh-CN") -> Page:
            told = {"Accept-Language": language}
            context = chromium.new_context(base_url=site.url, viewport=size, locale=language, extra_http_headers=told)
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": site.session(actor), "url": site.url}])
            page = context.new_page()
            page.set_default_timeout(30_000)
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.on("console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None)
            pages.append(page)
            return page

        m, a, b = come(begun.lead, DESK), come(begun.a, PHONE), come(begun.b, DESK, "en-GB")
        room, sitting = f"/rooms/{begun.room.pk}/", begun.sitting.pk

        # before: somebody is invited, A agrees on the telephone
        m.goto(f"/desk/sittings/{sitting}/guests/")
        m.select_option("#g-role", "interpreter")
        m.fill("#g-name", "周译")
        m.fill("#g-phone", "13712345678")
        m.click("form.form button >> nth=0")
        expect(m.locator(".field.wrong #g-purpose")).to_be_visible()  # said where it is missing, and the name is still there
        expect(m.locator("#g-name")).to_have_value("周译")
        m.fill("#g-purpose", "把温州话译成普通话")
        m.click("form.form button >> nth=0")
        expect(m.locator(".guest")).to_contain_text("周译")
        shoot(m, "01-guests-desk", whole=True)
        a.goto(f"/c/sittings/{sitting}/guests/")
        shoot(a, "02-consent-phone", whole=True)
        a.click("#sitting-consent button[value='1']")
        expect(a.locator("#sitting-consent [role=status]")).to_contain_text("✓")
        assert SittingGuest.objects.get().consents.filter(yes=True).count() == 1
        a.goto(f"/c/case/{begun.case.pk}/times/")
        shoot(a, "03-times-phone", whole=True)
        m.goto(f"/desk/sittings/{sitting}/")
        shoot(m, "04-sitting-desk", whole=True)

        # in the room, without cameras
        for page in (m, a, b):
            page.goto(room)
            page.click("[data-do=enter]")
        for _ in range(2):
            m.locator("#room-waiting-list button[data-do=admit]").first.click()
        for page in (a, b):
            expect(page.locator("#room-hear")).to_contain_text("林静")

        a.click("#room-hand")
        expect(b.locator("#room-hands")).to_contain_text("王小梅")
        expect(m.locator("#room-hands button")).to_be_visible()
        shoot(a, "05-room-phone-hand")
        b.keyboard.press("Alt+h")
        expect(m.locator("#room-hands li")).to_have_count(2)
        shoot(m, "06-room-desk-hands")
        m.locator("#room-hands button").first.click()
        expect(m.locator("#room-hands li")).to_have_count(1)
        b.keyboard.press("Alt+Slash")
        expect(b.locator("#room-keys")).to_be_visible()
        shoot(b, "07-keys-english")
        b.keyboard.press("Escape")

        # points on the table
        paper(m, "table")
        m.locator("#sitting-table details summary").last.click()
        m.fill("#points", "谁来付修理费\n以后怎样相处")
        m.click("#sitting-table details[open] form:has(#points) button")
        paper(b, "table")
        expect(b.locator("#sitting-table [aria-current=step]")).to_contain_text("谁来付修理费")
        m.click("[data-do=grand]")
        shoot(m, "08-room-wall")
        m.click("[data-do=grand]")
        paper(m, "people")
        shoot(m, "09-people-desk")

        # minutes: what is being written survives what happens meanwhile
        paper(m, "minutes")
        m.click("#sitting-minutes button")
        m.fill("#minutes-text", "双方谈了漏水的事，约定先修管道。")
        b.keyboard.press("Alt+w")
        expect(b.locator("#room-text")).to_be_focused()
        b.fill("#room-text", "I agree")
        b.press("#room-text", "Enter")
        expect(m.locator("#room-messages")).to_contain_text("I agree")
        m.wait_for_timeout(1500)
        expect(m.locator("#minutes-text")).to_have_value("双方谈了漏水的事，约定先修管道。")
        shoot(m, "10-minutes-desk")
        m.click("#sitting-minutes button[value=read]")
        paper(b, "minutes")
        expect(b.locator("#sitting-minutes")).to_contain_text("约定先修管道")
        b.click("#sitting-minutes button[value='0']")
        expect(b.locator("#sitting-minutes .error")).to_be_visible()
        b.fill("#minutes-words", "I did not promise the pipe")
        b.click("#sitting-minutes button[value='0']")
        expect(m.locator("#sitting-minutes")).to_contain_text("I did not promise the pipe")
        shoot(b, "11-minutes-english")
        shoot(m, "12-minutes-answered")
        assert MinutesAnswer.objects.get().agrees is False

        # A gets away
        a.keyboard.press("Escape")
        a.keyboard.press("Escape")
        a.keyboard.press("Escape")
        a.wait_for_url("**/neutral/")
        expect(m.locator("#room-exit")).to_contain_text("王小梅")
        expect(b.locator("#room-exit")).to_be_hidden()
        shoot(m, "13-exit-desk")
        assert "has left" not in b.locator("#room-messages").inner_text()
        for page in pages:
            page.context.close()
    assert errors == []
