"""The shell in a real browser: accessibility, weight on a weak network, quick exit, large text, the signature sheet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.serving import Served

pytestmark = pytest.mark.e2e

PHONE = {"width": 390, "height": 844}
SMALL = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
LIGHTEST = 100_000  # bytes a first page may cost on a village network


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site with nobody in it: the shell needs no county."""
    with Served(tmp_path_factory.mktemp("bare"), worker="none").migrate() as served:
        yield served


@pytest.fixture
def context(chromium: Browser, bare: Served) -> Iterator[BrowserContext]:
    made = chromium.new_context(base_url=bare.url, viewport=PHONE, locale="zh-CN", reduced_motion="reduce")
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if said.type == "error" and "status of 4" not in said.text else None)
    yield opened
    assert wrong == []


def booted(page: Page, path: str) -> Page:
    page.goto(path)
    page.wait_for_function("document.documentElement.dataset.booted === 'yes'")
    page.wait_for_load_state("networkidle")
    return page


@pytest.mark.parametrize(
    "path",
    ["/styleguide/", "/styleguide/desk/", "/styleguide/care/", "/styleguide/party/", "/styleguide/reading/", "/styleguide/room/",
     "/accounts/login/", "/r/", "/tell-us/", "/neutral/", "/nowhere/"],
)
@pytest.mark.parametrize("look", ["light", "dark", "large"])
def test_nothing_keeps_anybody_out(chromium: Browser, bare: Served, path: str, look: str) -> None:
    language = "en-GB" if look == "dark" else "zh-CN"
    scheme: Any = "dark" if look == "dark" else "light"
    context = chromium.new_context(base_url=bare.url, viewport=SMALL, locale=language, color_scheme=scheme, reduced_motion="reduce")
    if look == "large":
        context.add_cookies([{"name": "large_text", "value": "1", "url": bare.url}])
    page = context.new_page()
    page.goto(path)
    page.wait_for_load_state("networkidle")

    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}).response["violations"]
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    context.close()
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found] == []
    assert wider <= 0


@pytest.mark.parametrize("path", ["/r/", "/styleguide/party/", "/tell-us/", "/accounts/login/"])
def test_a_first_page_is_light(context: BrowserContext, page: Page, path: str) -> None:
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))

    booted(page, path)

    assert sum(sizes) < LIGHTEST, f"{sum(sizes)} bytes in {len(sizes)} answers"
    assert len(sizes) <= 16


def test_leaving_quickly_leaves_nothing_behind(page: Page) -> None:
    booted(page, "/tell-us/")
    booted(page, "/styleguide/party/")

    page.click(".exit")
    page.wait_for_url("**/neutral/")
    page.go_back()

    page.wait_for_url("**/neutral/")
    assert "心桥" not in page.content()


def test_escape_three_times_leaves_too(page: Page) -> None:
    booted(page, "/styleguide/party/")

    for _ in range(3):
        page.keyboard.press("Escape")

    page.wait_for_url("**/neutral/")


def test_large_text_changes_at_once_and_stays(page: Page) -> None:
    booted(page, "/tell-us/")
    page.fill("textarea", "还没有写完的话")
    before = page.evaluate("parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)")

    with page.expect_response("**/large-text/"):
        page.click('[data-controller="large-text"] button')
    after = page.evaluate("parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)")

    assert round(after / before, 2) == 1.4
    assert page.input_value("textarea") == "还没有写完的话"
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/accounts/login/")
    assert page.evaluate("document.documentElement.hasAttribute('data-large')")


def test_every_target_of_a_party_is_big_enough(page: Page) -> None:
    booted(page, "/styleguide/party/")

    small = page.evaluate(
        """[...document.querySelectorAll('button, .btn, .choice, .help-numbers a')]
           .filter((e) => e.getBoundingClientRect().height && e.getBoundingClientRect().height < 44).map((e) => e.outerHTML.slice(0, 90))"""
    )

    assert small == []


def test_a_form_goes_out_once(page: Page) -> None:
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    booted(page, "/tell-us/")
    page.fill("textarea", "门口的台阶太高了")

    page.dblclick('form[data-controller="unsaved"] .btn')
    page.wait_for_url("**/tell-us/received/")

    assert len(posts) == 1


def test_what_is_not_sent_is_called_so(page: Page) -> None:
    booted(page, "/tell-us/")

    page.fill("textarea", "一句话")

    assert page.inner_text(".unsaved") == "还没有提交"


def test_the_signature_is_kept_as_strokes(page: Page) -> None:
    booted(page, "/styleguide/")
    page.locator(".signature canvas").scroll_into_view_if_needed()
    box = page.locator(".signature canvas").bounding_box()
    assert box is not None
    for offset in (0.2, 0.5):
        page.mouse.move(box["x"] + box["width"] * offset, box["y"] + 60)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * (offset + 0.2), box["y"] + 120, steps=6)
        page.mouse.up()

    drawn = json.loads(page.input_value("input[name=sample_signature]"))

    assert drawn["version"] == 1
    assert len(drawn["strokes"]) == 2
    assert set(drawn["strokes"][0][0]) == {"t", "x", "y", "p"}
    assert all(0 <= point[axis] <= 1 for stroke in drawn["strokes"] for point in stroke for axis in "xy")
    page.click(".signature [data-undo]")
    assert len(json.loads(page.input_value("input[name=sample_signature]"))["strokes"]) == 1
    page.click(".signature [data-clear]")
    assert page.input_value("input[name=sample_signature]") == ""


def test_the_first_key_reaches_the_content(page: Page) -> None:
    booted(page, "/styleguide/desk/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_a_dialog_gives_the_focus_back(page: Page) -> None:
    booted(page, "/styleguide/")
    opener = page.locator("[data-opens=sample-dialog]")

    opener.click()
    assert page.locator("#sample-dialog").is_visible()
    page.keyboard.press("Escape")

    assert not page.locator("#sample-dialog").is_visible()
    assert page.evaluate("document.activeElement.dataset.opens") == "sample-dialog"


def test_markup_that_could_run_something_is_dropped(page: Page) -> None:
    booted(page, "/styleguide/desk/")

    kept = page.evaluate(
        """() => { const d = document.createElement('div');
        d.innerHTML = '<p>请看 onload = 3 和 javascript:</p><img src=x onerror=alert(1)><a href="javascript:alert(1)">x</a>';
        return d.innerHTML; }"""
    )

    assert kept == "<p>请看 onload = 3 和 javascript:</p>x"
