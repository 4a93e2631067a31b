from __future__ import annotations

import pytest
from django.test import Client

from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.notifications import kinds, selectors, services
from mediation.notifications.kinds import Kind
from mediation.notifications.models import Notice
from tests.cast import client_of

pytestmark = pytest.mark.django_db
NUMBER = "+8613900000001"


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    trial = Kind("trial", "Case %(number)s has moved on", "Have a look.", "【心桥】请点 http://127.0.0.1:8000/i/abc-123。不要转给别人。")
    monkeypatch.setitem(kinds._kinds, "trial", trial)


def tell(actor: Actor, link: str = "/account/") -> Notice:
    return services.notify(actor.key, "trial", link=link, number="XQ-1")


def test_everybody_reads_their_own_lines_only(mediator: Actor, party: Actor, outsider: Actor) -> None:
    tell(mediator)
    notice = tell(party)

    assert "Case XQ-1 has moved on" in client_of(party).get("/inbox/").content.decode()
    assert "XQ-1" not in client_of(outsider).get("/inbox/").content.decode()
    assert client_of(outsider).post(f"/inbox/{notice.id}/").status_code == 404
    assert Notice.objects.filter(read_at=None).count() == 2


def test_strangers_go_to_sign_in(client: Client) -> None:
    assert client.get("/inbox/").headers["Location"] == "/accounts/login/?next=/inbox/"


def test_opening_a_line_marks_it_read_and_goes_there(mediator: Actor) -> None:
    notice = tell(mediator)

    answer = client_of(mediator).post(f"/inbox/{notice.id}/")

    assert answer.headers["Location"] == "/account/"
    assert selectors.unread_count(mediator) == 0


@pytest.mark.parametrize("link", ["https://example.com/", "//example.com/", "javascript:alert(1)"])
def test_a_line_never_leads_to_another_site(mediator: Actor, link: str) -> None:
    notice = tell(mediator, link)

    assert client_of(mediator).post(f"/inbox/{notice.id}/").headers["Location"] == "/inbox/"


def test_all_can_be_marked_as_read_at_once(mediator: Actor, other_mediator: Actor) -> None:
    tell(mediator)
    tell(mediator)
    tell(other_mediator)

    client_of(mediator).post("/inbox/all-read/")

    assert (selectors.unread_count(mediator), selectors.unread_count(other_mediator)) == (0, 1)


def test_the_screen_telephone_opens_the_link_here(client: Client) -> None:
    services.text(NUMBER, "trial")

    page = client.get("/dev/phone/").content.decode()

    assert NUMBER in page
    assert '<a href="/i/abc-123">http://127.0.0.1:8000/i/abc-123</a>。不要转给别人' in page


def test_words_of_a_short_message_are_taken_apart() -> None:
    found = selectors.pieces("请看 /i/tok 或 https://xinqiao.example/c/9，谢谢")

    assert [(p.words, p.link) for p in found] == [
        ("请看 ", ""), ("/i/tok", "/i/tok"), (" 或 ", ""), ("https://xinqiao.example/c/9", "/c/9"), ("，谢谢", "")
    ]


def test_a_county_never_unseals_telephones(client: Client, settings: pytest.FixtureRequest) -> None:
    services.text(NUMBER, "trial")
    settings.DEMO = False  # type: ignore[attr-defined]

    assert NUMBER not in client.get("/dev/phone/").content.decode()
    with pytest.raises(NotFound):
        selectors.phones()
