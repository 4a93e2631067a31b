"""Second factors to the end, in a browser: an app, recovery codes, a passkey; and what happens to wrong ones."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import PHONE, shoot, sign_in
from tests.serving import Served

PASSWORD = "xinqiao-demo"
STAFF = """
from django.contrib.auth import get_user_model
from mediation.common import clock
get_user_model().objects.create_user("zhou", password="xinqiao-demo", display_name="周敏", date_joined=clock.now())
"""


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An empty site that asks its staff for a second factor, as a county's does, and one person who has none yet."""
    served = Served(Path(tmp_path_factory.mktemp("guarded")), worker="none").migrate()
    served.env["REQUIRE_SECOND_FACTOR"] = "true"
    served.manage("shell", "-c", STAFF)
    with served:
        yield served


@pytest.fixture
def walker(chromium: Browser, guarded: Served) -> Iterator[Page]:
    """On `localhost`: a passkey belongs to a name, never to an address in numbers."""
    context = chromium.new_context(
        base_url=f"http://localhost:{guarded.port}", viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce"
    )
    page = context.new_page()
    faults: list[str] = []
    page.set_default_timeout(8_000)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    yield page
    shoot(page, "second-factor-last")
    context.close()
    assert faults == []


def digits(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="退出登录").click()
    page.wait_for_url(lambda url: "/accounts/logout" not in url)


def enter(page: Page, code: str) -> None:
    page.fill("input[name=code]", code)
    page.press("input[name=code]", "Enter")


def device(page: Page) -> tuple[Any, str]:
    """A phone that recognises its owner: Chromium's own make-believe authenticator."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }
    return cdp, cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def test_app_recovery_codes_and_passkey(walker: Page) -> None:
    page = walker
    sign_in(page, "zhou")
    page.goto("/account/")
    expect(page.get_by_role("heading", name="设置两步验证")).to_be_visible()  # nothing else before it is done

    page.get_by_role("link", name="设置验证器").click()
    page.get_by_text("扫不了，我来手动输入").click()
    secret = page.locator("#authenticator_secret").inner_text().replace(" ", "")
    enter(page, "000000")
    expect(page.locator(".error")).to_contain_text("验证码不对")
    enter(page, digits(secret))
    page.wait_for_url("**/recovery-codes/")
    codes = page.locator(".recovery-codes code").all_inner_texts()
    assert len(codes) == 10
    shoot(page, "recovery-codes")
    page.check("#kept")
    press(page, "开始工作")
    page.goto("/account/")
    expect(page.get_by_role("heading", name="周敏")).to_be_visible()

    sign_out(page)
    sign_in(page, "zhou")
    enter(page, "000000")
    expect(page.locator(".error")).to_contain_text("验证码不对")
    code = digits(secret)
    enter(page, code)
    page.wait_for_url("**/account/")

    sign_out(page)
    sign_in(page, "zhou")
    enter(page, code)  # read over somebody's shoulder a moment ago
    expect(page.locator(".error")).to_contain_text("已经用过")
    enter(page, codes[0])
    page.wait_for_url("**/account/")

    cdp, phone = device(page)
    page.goto("/accounts/2fa/webauthn/add/")
    page.fill("input[name=name]", "我的手机")
    cdp.send("WebAuthn.setUserVerified", {"authenticatorId": phone, "isUserVerified": False})
    press(page, "在这台设备上设置")
    expect(page.get_by_role("alert").filter(has_text="没有完成")).to_be_visible()
    cdp.send("WebAuthn.setUserVerified", {"authenticatorId": phone, "isUserVerified": True})
    press(page, "在这台设备上设置")
    page.wait_for_url("**/accounts/2fa/")
    expect(page.get_by_text("我的手机", exact=True)).to_be_visible()

    sign_out(page)
    page.goto("/accounts/login/")
    press(page, "用通行密钥登录")
    page.wait_for_url("**/account/")  # alone, without a password

    sign_out(page)
    sign_in(page, "zhou")
    shoot(page, "one-more-step")
    press(page, "使用通行密钥")
    page.wait_for_url("**/account/")  # beside the password
