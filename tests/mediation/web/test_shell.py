from __future__ import annotations

import json
import re

import pytest
from django.http import HttpResponse
from django.test import Client

from mediation.common.actor import Actor
from mediation.web import bundle
from mediation.web.navigation import home_of, navigation
from tests.cast import client_of

pytestmark = pytest.mark.django_db


def words_of(answer: HttpResponse) -> str:
    """What the eye reads: tokens and nonces, different each time, stand in attributes only."""
    return re.sub(r"<[^>]*>", "", answer.content.decode())


def seen_by(actor: Actor) -> list[str]:
    return [item.code for item in navigation(actor, "/desk/")]


def test_everybody_sees_their_own_navigation(
    mediator: Actor, counsellor: Actor, learner: Actor, supervisor: Actor, editor: Actor, outsider: Actor
) -> None:
    assert seen_by(mediator) == ["today", "pool", "cases", "calendar", "followups", "learn", "exchange", "law", "inbox"]
    assert seen_by(counsellor) == ["care", "hotline", "programmes", "checkups", "assist", "figures", "learn", "inbox"]
    assert seen_by(learner) == ["learn", "inbox"]
    assert seen_by(supervisor) == [
        "followups", "overview", "suggestions", "programmes", "checkups", "figures", "learn", "exchange", "law", "inbox",
    ]
    assert seen_by(editor) == ["learn", "editing", "inbox"]
    assert seen_by(outsider) == ["inbox"]


def test_the_item_with_the_longest_address_is_on(mediator: Actor) -> None:
    assert [i.code for i in navigation(mediator, "/desk/cases/1/") if i.on] == ["cases"]
    assert [i.code for i in navigation(mediator, "/desk/") if i.on] == ["today"]
    assert [i.code for i in navigation(mediator, "/account/") if i.on] == []


def test_a_telephone_finds_the_rest_and_the_way_out_under_more(mediator: Actor) -> None:
    later = [i.code for i in navigation(mediator, "/desk/") if i.later]

    page = client_of(mediator).get("/more/").content.decode()

    assert later == ["followups", "learn", "exchange", "law", "inbox"]
    assert all(f'href="{address}"' in page for address in ("/desk/followups/", "/learn/", "/inbox/", "/account/"))
    assert 'action="/accounts/logout/"' in page


def test_the_first_page_leads_everybody_to_their_work(
    mediator: Actor, counsellor: Actor, learner: Actor, editor: Actor, party: Actor, outsider: Actor
) -> None:
    assert [home_of(a) for a in (mediator, counsellor, learner, editor)] == ["/desk/", "/care/", "/learn/", "/cms/"]
    assert client_of(mediator).get("/").headers["Location"] == "/desk/"
    assert client_of(outsider).get("/").headers["Location"] == "/account/"
    assert client_of(party).get("/").headers["Location"] == "/zh-hans/"


def test_absent_and_forbidden_look_the_same(outsider: Actor, supervisor: Actor) -> None:
    browser = client_of(outsider)

    forbidden = browser.get("/desk/suggestions/")
    absent = browser.get("/desk/suggestionz/")

    assert (forbidden.status_code, absent.status_code) == (404, 404)
    assert words_of(forbidden) == words_of(absent)


def test_an_error_page_says_what_is_safe_and_what_to_do(client: Client) -> None:
    page = client.get("/nowhere/", headers={"accept-language": "en"}).content.decode()

    assert "Nothing has been lost or changed." in page
    assert "12356" in page
    assert 'href="tel:110"' in page


def test_a_fragment_that_is_refused_says_so_and_replaces_nothing(client: Client) -> None:
    answer = client.get("/nowhere/", headers={"accept-language": "en", "HX-Request": "true"})

    assert answer.status_code == 404
    assert answer.headers["HX-Reswap"] == "none"
    assert json.loads(answer.headers["HX-Trigger"]) == {"xinqiao:refused": {"message": "We could not find that page."}}


def test_a_form_with_a_stale_token_is_explained() -> None:
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post("/large-text/", {"on": "1", "csrfmiddlewaretoken": "a" * 64}, headers={"accept-language": "en"})

    assert answer.status_code == 403
    assert "This page was open for too long" in answer.content.decode()


def test_large_text_is_kept_and_drawn_by_the_server(client: Client) -> None:
    answer = client.post("/large-text/", {"on": "1", "next": "/tell-us/"})

    assert answer.headers["Location"] == "/tell-us/"
    assert " data-large>" in client.get("/tell-us/").content.decode()

    client.post("/large-text/", {"on": "0", "next": "/tell-us/"})
    assert " data-large>" not in client.get("/tell-us/").content.decode()


def test_large_text_never_leads_to_another_site(client: Client) -> None:
    assert client.post("/large-text/", {"on": "1", "next": "https://example.com/"}).headers["Location"] == "/"
    assert client.post("/large-text/", {"on": "1", "next": "//example.com/"}).headers["Location"] == "/"


def test_leaving_ends_the_guests_session(party: Actor) -> None:
    browser = client_of(party)
    assert browser.get("/inbox/").status_code == 200

    answer = browser.post("/leave/")

    assert answer.headers["Location"] == "/neutral/"
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert browser.get("/inbox/").status_code == 302


def test_the_neutral_page_says_nothing_about_us(client: Client) -> None:
    page = client.get("/neutral/").content.decode()

    assert "心桥" not in page
    assert "Xinqiao" not in page


@pytest.mark.parametrize("path", ["/leave/", "/large-text/"])
def test_choices_are_made_by_post_only(client: Client, path: str) -> None:
    assert client.get(path).status_code == 405


def test_the_language_of_the_page_is_told(client: Client) -> None:
    assert '<html lang="zh-Hans"' in client.get("/tell-us/").content.decode()
    assert '<html lang="en"' in client.get("/tell-us/", headers={"accept-language": "en"}).content.decode()


def test_nobody_is_kept_from_zooming(client: Client) -> None:
    page = client.get("/tell-us/").content.decode()

    assert "user-scalable" not in page
    assert "maximum-scale" not in page
    assert '<meta name="wechat-enable-text-zoom-em" content="true">' in page


def test_wechat_is_told_what_to_do_when_something_does_not_work(client: Client) -> None:
    agent = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/116 Mobile MicroMessenger/8.0.42"

    assert "微信" in client.get("/tell-us/", headers={"user-agent": agent}).content.decode()
    assert "微信" not in client.get("/tell-us/").content.decode()


def test_the_styles_come_in_one_answer_that_may_be_kept(client: Client) -> None:
    mark = bundle.stylesheet().mark

    answer = client.get(f"/web.{mark}.css", headers={"accept-encoding": "gzip"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    assert len(answer.content) < 12_000
    assert client.get("/web.old.css").headers["Cache-Control"] == "no-cache"


def test_htmx_comes_compressed_and_may_be_kept(client: Client) -> None:
    address = f"/htmx.{bundle.htmx().mark}.js"

    answer = client.get(address, headers={"accept-encoding": "gzip"})

    assert address in client.get("/styleguide/").content.decode()
    assert (answer.headers["Content-Encoding"], answer.headers["Content-Type"]) == ("gzip", "text/javascript; charset=utf-8")
    assert "immutable" in answer.headers["Cache-Control"] and len(answer.content) < 18_000
    assert client.get("/htmx.old.js").headers["Cache-Control"] == "no-cache"


def test_the_style_guide_draws_everything_in_both_languages(client: Client) -> None:
    for language in ("zh-hans", "en"):
        for path in ("", "desk/", "care/", "party/", "reading/", "room/"):
            assert client.get(f"/styleguide/{path}", headers={"accept-language": language}).status_code == 200


@pytest.mark.parametrize("path", ["/styleguide/", "/styleguide/desk/", "/dev/phone/"])
def test_a_county_has_no_demo_pages(client: Client, settings: pytest.FixtureRequest, path: str) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]

    assert client.get(path).status_code == 404
