"""What people do, one function a deed, in their own browser."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class CaseCode:
    locator: str
    secret: str


def on(page: Page) -> None:
    """The one large button of the page: go on, and be on the next page."""
    with page.expect_navigation():
        page.locator("button.btn.primary:visible").last.click()


def code_of(page: Page) -> CaseCode:
    shown = page.locator(".case-code dd.code")
    expect(shown).to_have_count(2)
    return CaseCode(shown.nth(0).inner_text().strip(), shown.nth(1).inner_text().strip())


def report(page: Page, token: str, *, story: str, name: str, phone: str, other: str, other_phone: str) -> CaseCode:
    """Scan the poster and tell what happened; gives the code shown at the end."""
    page.goto(f"/r/{token}/")
    page.locator("button[name=mode][value=dispute]").click()
    page.wait_for_url("**/kind/")
    page.locator("input[name=category][value=neighbours]").check(force=True)
    on(page)
    page.fill("textarea[name=story]", story)
    on(page)
    page.fill("input[name=other_name]", other)
    page.fill("input[name=other_phone]", other_phone)
    on(page)
    page.fill("textarea[name=wish]", "先把漏修好，吊顶的钱说清楚。")
    on(page)
    page.locator("input[name=place]").last.check(force=True)
    on(page)
    page.fill("input[name=name]", name)
    page.fill("input[name=phone]", phone)
    on(page)
    page.wait_for_url("**/check/")
    expect(page.locator("main")).to_contain_text(story)
    on(page)
    return code_of(page)


def answer_questions(page: Page, answers: list[int | None]) -> None:
    """Go from the offer through the consent and the questions; None: would rather not say."""
    page.locator("a[href^='/care/me/']").first.click()
    page.locator("button[name=choice][value=yes]").click()
    page.locator("button[name=choice][value=agree]").click()
    for value in answers:
        choice = page.locator("main input[type=radio]")
        expect(choice.first).to_be_attached()
        chosen = choice.last if value is None else page.locator(f"main input[type=radio][value='{value}']")
        chosen.check(force=True)
        on(page)


def text_message(page: Page, pattern: str, *, number: str) -> str:
    """Look at the demo's telephones until `number` has received something that fits; gives the first group."""
    until = time.monotonic() + 45
    while time.monotonic() < until:
        page.goto("/dev/phone/")
        for telephone in page.locator(f".phone[aria-label*='{number[-4:]}']").all():
            found = re.search(pattern, telephone.locator("ol").inner_text())  # newest first
            if found:
                return found[1]
        page.wait_for_timeout(700)
    raise AssertionError(f"no message to …{number[-4:]} fits {pattern}:\n{page.locator('main').inner_text()[:2000]}")


def join(page: Page, path: str) -> CaseCode:
    """Follow the link in the message and say yes."""
    page.goto(path)
    page.locator("form:has(input[name=answer][value=accept]) button.btn").click()
    return code_of(page)


def plan_sitting(page: Page, case: str, *, starts: datetime) -> str:
    """Make the appointment; gives the sitting's address."""
    page.goto(f"{case}plan/")
    page.fill("input[name=day]", starts.strftime("%Y-%m-%d"))
    page.fill("input[name=hour]", starts.strftime("%H:%M"))
    page.locator("input[name=mode][value=joint]").check(force=True)
    page.fill("textarea[name=risk]", "双方火气不大；中途安排一次休息。")
    on(page)
    if page.locator("input[name=anyway]").count():  # another appointment lies close: said once, then as the mediator wants it
        page.locator("input[name=anyway]").check(force=True)
        on(page)
    page.goto(case)
    link = page.locator("a[href^='/desk/sittings/']").first.get_attribute("href")
    assert link
    return link


def begin_sitting(page: Page, sitting: str) -> str:
    """The mediator opens the door; gives the room's address."""
    page.goto(sitting)
    page.locator("form[action$='/begin/'] button").click()
    page.wait_for_url("**/rooms/**")
    return page.url


def go_in(page: Page) -> None:
    """Through the device check and the door."""
    page.click("[data-check]")
    expect(page.locator("#room-lobby")).to_have_attribute("data-checked", "audio video", timeout=20000)
    page.click("[data-do=enter]")


def admit(page: Page) -> None:
    page.locator("#room-waiting-list button").first.click(timeout=20000)


def plays(page: Page, count: int, seconds: float = 45) -> None:
    """`count` pictures of others run: their time moves on and they have a width."""
    until = time.monotonic() + seconds
    running = -1
    while time.monotonic() < until:
        running = page.evaluate(
            """() => [...document.querySelectorAll('.tile:not(.me) video')]
                 .filter((v) => !v.hidden && v.srcObject && v.currentTime > 0.3 && v.videoWidth > 0).length"""
        )
        if running == count:
            return
        page.wait_for_timeout(250)
    lines = [p.evaluate("window.lines && window.lines.map(told)") for c in page.context.browser.contexts for p in c.pages]  # type: ignore[union-attr]
    raise AssertionError(f"{running} pictures of others, expected {count}: {lines}")


def add_clause(page: Page, case: str, kind: str, words: str, **more: str) -> None:
    """One clause in the draft; `more` fills further fields (a date, an amount, a person by label index)."""
    page.goto(f"{case}agreement/")
    page.locator(f"a[href*='/clauses/?kind={kind}']").click()
    form = page.locator("form.clause")
    form.locator("textarea[name=text]").fill(words)
    for name, value in more.items():
        field = form.locator(f"[name={name}]")
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(index=int(value))
        else:
            field.fill(value)
    form.locator("button.btn").click()
    expect(page.locator("#agreement-panel")).to_contain_text(words)


def say_yes_to_all(page: Page) -> None:
    """A party reads the clauses on the own telephone and says yes to each."""
    yes = page.locator("form[action$='/yes/'] button")
    until = time.monotonic() + 40
    while yes.count() and time.monotonic() < until:
        left = yes.count()
        yes.first.click()
        expect(yes).to_have_count(left - 1)
    assert not yes.count()


def draw(page: Page) -> None:
    """A signature with the finger."""
    canvas = page.locator(".signature canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    page.mouse.move(box["x"] + 30, box["y"] + box["height"] / 2)
    page.mouse.down()
    for n in range(24):
        page.mouse.move(box["x"] + 30 + 8 * n, box["y"] + box["height"] / 2 + (18 if n % 4 < 2 else -18))
        page.wait_for_timeout(12)
    page.mouse.up()


def sign(page: Page, telephone: Page, agreement: str, *, name: str, phone: str) -> None:
    """Identity, reading, the code on the own telephone, the own hand."""
    page.goto(f"{agreement}sign/")
    page.fill("input[name=name]", name)
    page.locator("input[name=myself]").check(force=True)
    on(page)
    page.locator("input[name=read]").check(force=True)
    on(page)
    with page.expect_navigation():
        page.locator("form[action$='/sign/code/'] button").click()
    page.fill("input[name=code]", text_message(telephone, r"\b(\d{6})\b", number=phone))
    draw(page)
    on(page)


def in_days(days: int) -> str:
    return (datetime.now(SHANGHAI).date() + timedelta(days=days)).isoformat()


def today() -> date:
    return datetime.now(SHANGHAI).date()
