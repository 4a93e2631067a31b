from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from mediation.casework.models import Party
from mediation.casework.services import invitation
from mediation.common.errors import Invalid, NotFound
from mediation.notifications.models import ShortMessage
from mediation.vault import sealing

pytestmark = pytest.mark.django_db


def link_sent() -> str:
    """The path in the newest short message, read the way only the provider reads it."""
    row = ShortMessage.objects.order_by("-created_at").first()
    assert row is not None
    words = sealing.unseal("notifications", f"sms.text:{row.id}", row.text_sealed)
    found = re.search(r"http://testserver(/c/join/\S+)", words)
    assert found, words
    return found[1]


def asked(taken: Any, mediator: Any) -> str:
    invitation.invite(actor=mediator, party=taken.respondent, origin="http://testserver")
    return link_sent()


def test_the_link_works_once_by_post_and_is_never_shown_to_staff(taken: Any, mediator: Any, client_of: Any) -> None:
    desk = client_of(mediator)
    answer = desk.post(f"/desk/parties/{taken.respondent.id}/invite/", follow=True)
    path = link_sent()
    assert path.split("/")[3] not in answer.content.decode()
    guest = Client()
    for _ in range(3):  # previewers look
        assert guest.get(path).status_code == 200
    joined = guest.post(path, {"answer": "accept"}, follow=True)
    assert joined.status_code == 200
    party = Party.objects.get(pk=taken.respondent.pk)
    assert party.willingness == "willing"
    taken.case.refresh_from_db()
    assert taken.case.state == "ready"
    assert guest.get(f"/c/case/{taken.case.id}/").status_code == 200
    for second in (Client().get(path), Client().post(path, {"answer": "accept"}), Client().get("/c/join/nonsense/")):
        assert second.status_code == 404


def test_a_page_never_tells_the_story_or_the_number(taken: Any, mediator: Any) -> None:
    page = Client().get(asked(taken, mediator)).content.decode()
    for secret in ("canary", "13812340000", "王小梅"):
        assert secret not in page


def test_a_clear_refusal_ends_it(taken: Any, mediator: Any) -> None:
    path = asked(taken, mediator)
    assert Client().post(path, {"answer": "decline"}).status_code == 422
    assert Client().post(path, {"answer": "decline", "reason": "no_mediation"}).status_code == 200
    taken.case.refresh_from_db()
    assert (taken.case.state, taken.case.ended_reason) == ("ended", "unwilling")
    assert Client().get(path).status_code == 404


def test_a_wish_to_talk_first_keeps_the_case_open(taken: Any, mediator: Any) -> None:
    Client().post(asked(taken, mediator), {"answer": "decline", "reason": "talk_first"})
    taken.case.refresh_from_db()
    assert taken.case.state == "inviting"
    asked(taken, mediator)


def test_no_message_to_a_telephone_others_read(taken: Any, mediator: Any) -> None:
    person = taken.respondent.person
    person.shared_phone = True
    person.save()
    with pytest.raises(Invalid):
        invitation.invite(actor=mediator, party=taken.respondent, origin="http://testserver")
    assert not ShortMessage.objects.exists()


def test_only_the_mediator_invites(taken: Any, other_mediator: Any, outsider: Any, supervisor: Any) -> None:
    for stranger in (other_mediator, outsider, supervisor, taken.applicant):
        with pytest.raises(NotFound):
            invitation.invite(actor=stranger, party=taken.respondent, origin="http://testserver")


def test_a_number_from_the_mediator_stays_unconfirmed(taken: Any, mediator: Any) -> None:
    invitation.set_phone(actor=mediator, party=taken.respondent, phone="139 0000 1111")
    person = Party.objects.get(pk=taken.respondent.pk).person
    assert person.phone_entered_by == mediator.key
    assert person.phone_confirmed_at is None


def messages_to(number: str) -> list[str]:
    rows = ShortMessage.objects.order_by("created_at")
    mine = [r for r in rows if sealing.unseal("notifications", f"sms.number:{r.id}", r.number_sealed).endswith(number)]
    return [sealing.unseal("notifications", f"sms.text:{r.id}", r.text_sealed) for r in mine]


def test_a_mediator_cannot_come_in_as_the_party_through_a_number_of_the_own_choosing(
    taken: Any, mediator: Any, other_mediator: Any
) -> None:
    def party() -> Party:
        return Party.objects.select_related("person", "case__mediator", "case__organisation", "case__area").get(pk=taken.party.pk)

    invitation.set_phone(actor=mediator, party=party(), phone="13700000001")

    assert len(messages_to("13812340000")) == 1  # the number held until then is told
    with pytest.raises(Invalid) as refused:
        invitation.invite(actor=mediator, party=party(), origin="http://testserver")
    assert "phone" in refused.value.fields
    assert messages_to("13700000001") == []
    with pytest.raises(NotFound):
        invitation.set_phone(actor=other_mediator, party=party(), phone="13700000002")


def test_a_number_given_at_the_report_gets_a_new_code(taken: Any, mediator: Any) -> None:
    party = Party.objects.select_related("person", "case__mediator", "case__organisation", "case__area").get(pk=taken.party.pk)
    invitation.invite(actor=mediator, party=party, origin="http://testserver")
    assert any("/c/join/" in words for words in messages_to("13812340000"))


def test_each_side_reads_only_what_concerns_it(taken: Any, mediator: Any) -> None:
    guest = Client()
    guest.post(asked(taken, mediator), {"answer": "accept"})
    invitation.invite(actor=mediator, party=Party.objects.get(pk=taken.party.pk), origin="http://testserver")
    applicant = Client()
    applicant.post(link_sent(), {"answer": "accept"})
    address = f"/c/case/{taken.case.id}/"

    theirs, own = guest.get(address), applicant.get(address)
    assert "code_sent" not in [e.kind for e, *_ in theirs.context["events"]]
    assert "code_sent" in [e.kind for e, *_ in own.context["events"]]
    english = {"headers": {"accept-language": "en"}}
    assert "You are called by" not in guest.get(address, **english).content.decode()
    assert "You are called by" in applicant.get(address, **english).content.decode()


def test_the_code_survives_a_reload_a_language_and_a_second_press(taken: Any, mediator: Any) -> None:
    path = asked(taken, mediator)
    guest, press = Client(), Client()
    guest.get(path)
    press.cookies["n"] = guest.cookies["n"].value  # the same browser's second press, begun before the first answer came back

    first = guest.post(path, {"answer": "accept"}, follow=True)
    second = press.post(path, {"answer": "accept"}, follow=True)
    english = guest.post("/i18n/setlang/", {"language": "en", "next": "/c/joined/"}, follow=True)

    code = first.context["code"]
    assert first.headers["Cache-Control"] == "no-store"
    assert first.redirect_chain == [("/c/joined/", 302)]
    for page in (first, second, english):
        assert code.secret in page.content.decode()
    assert Client().post("/c/", {"locator": code.locator, "secret": code.secret}).status_code == 302
    assert Client().get("/c/joined/").status_code == 302
    noted = guest.post("/c/joined/", {"noted": "yes"}, follow=True)
    assert noted.redirect_chain[-1][0] == f"/c/case/{taken.case.id}/"
    assert code.secret not in guest.get("/c/joined/", follow=True).content.decode()


def test_said_yes_on_a_telephone_of_the_staff_the_page_of_the_party_stays_shut(taken: Any, mediator: Any, client_of: Any) -> None:
    desk = client_of(mediator)
    page = desk.post(asked(taken, mediator), {"answer": "accept"}, follow=True)
    assert page.context["code"].secret in page.content.decode()
    assert f"/c/case/{taken.case.id}/" not in page.content.decode()
    assert "guest" not in desk.session
    assert desk.post("/c/joined/", {"noted": "yes"}, follow=True).status_code == 200
