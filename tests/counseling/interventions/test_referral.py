"""The loop of a referral: only the receiver's answer moves it on."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from counseling.interventions import services, tasks
from counseling.interventions.enums import EntryKind
from counseling.interventions.models import Referral
from counseling.interventions.referring import AskedBasis, ReferralState
from counseling.interventions.services import receiver_link
from counseling.interventions.services import referral as referrals
from counseling.minors.models import Minor
from counseling.screening import services as screening
from counseling.screening.enums import FlagState, Reason
from counseling.screening.models import Flag
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.jobs.models import Job
from mediation.notifications.models import Notice, ShortMessage
from mediation.vault import sealing
from tests.cast import client_of, user_of
from tests.counseling.interventions.conftest import entry, me, refer

pytestmark = pytest.mark.django_db


def state(row: Referral) -> str:
    row.refresh_from_db()
    return row.state


def messages() -> list[str]:
    return [sealing.unseal("notifications", f"sms.text:{m.id}", m.text_sealed) for m in ShortMessage.objects.order_by("created_at")]


def link_and_code() -> tuple[str, str]:
    words = " ".join(messages())
    link, code = re.findall(r"/care/receive/([\w-]+)/", words)[-1], re.findall(r"\b(\d{6})\b", words)[-1]
    return f"/care/receive/{link}/", code


def test_between_colleagues_responsibility_passes_when_the_receiver_accepts(held: Flag, counsellor: Actor, deputy: Actor) -> None:
    row = refer(counsellor, held, deputy)
    held.refresh_from_db()
    assert held.acknowledged_by == user_of(counsellor)

    with pytest.raises(Conflict):
        referrals.accept(actor=deputy, row=row)  # not before it was acknowledged
    for _ in range(2):
        referrals.acknowledge(actor=deputy, row=row)
        assert held.acknowledged_by == user_of(counsellor)
    for _ in range(2):
        referrals.accept(actor=deputy, row=row)

    held.refresh_from_db()
    assert (state(row), held.acknowledged_by, held.state) == (ReferralState.ACCEPTED, user_of(deputy), FlagState.ACKNOWLEDGED)
    assert Notice.objects.filter(recipient=counsellor.key, kind="care.referral_answer").count() == 2


def test_the_sender_moves_nothing(held: Flag, counsellor: Actor, deputy: Actor, lead: Actor) -> None:
    inside, outside = refer(counsellor, held, deputy), refer(counsellor, held)

    for row in (inside, outside):
        for actor in (counsellor, lead):
            for act in (referrals.acknowledge, referrals.accept, referrals.attended):
                with pytest.raises(NotFound):
                    act(actor=actor, row=row)
            with pytest.raises(NotFound):
                referrals.give_back(actor=actor, row=row, reason="no room left")
            with pytest.raises(NotFound):
                referrals.feed_back(actor=actor, row=row, words="was here")
        assert state(row) == ReferralState.SENT


def test_returned_with_a_reason(held: Flag, counsellor: Actor, deputy: Actor) -> None:
    row = refer(counsellor, held, deputy)

    with pytest.raises(Invalid):
        referrals.give_back(actor=deputy, row=row, reason=" ")
    referrals.give_back(actor=deputy, row=row, reason="On leave from tomorrow.")

    held.refresh_from_db()
    assert (state(row), held.acknowledged_by) == (ReferralState.RETURNED, user_of(counsellor))


def test_who_does_not_acknowledge_is_asked_after_again_and_again(held: Flag, counsellor: Actor, deputy: Actor) -> None:
    row = refer(counsellor, held, deputy)
    job = Job.objects.get(task=referrals.TASK)
    assert round((job.due_at - row.sent_at) / timedelta(minutes=1)) == 120  # red: two hours; else a day

    for _ in range(2):
        tasks.remind_referral(**job.payload)
    second = Job.objects.filter(task=referrals.TASK).exclude(pk=job.pk).get()
    tasks.remind_referral(**second.payload)

    told = Notice.objects.filter(kind="care.referral_waiting").values_list("recipient", flat=True)
    assert sorted(told).count(deputy.key) == 2
    assert counsellor.key in told
    assert Referral.objects.get().reminders == 2
    referrals.acknowledge(actor=deputy, row=row)
    assert not services.remind_waiting(referral_id=row.id, number=9)


def test_one_who_serves_the_other_side_cannot_be_asked(held: Flag, counsellor: Actor, deputy: Actor, other_party: Actor) -> None:
    other = screening.raise_flag(
        actor=other_party, subject=uuid.UUID(other_party.subject), case_ref=held.case_ref, area_path=held.area_path, reason=Reason.STAFF
    )
    services.take_contact(**me(deputy, other))

    with pytest.raises(Invalid) as why:
        refer(counsellor, held, deputy)

    assert set(why.value.fields) == {"to_user"}


@pytest.mark.parametrize(("changes", "field"), [
    ({"place": " "}, "place"), ({"number": "not a number"}, "number"), ({"number": ""}, "number"),
    ({"number": "13800000001"}, "number"),  # the person's own
    ({"fields": {"situation": "", "request": "see"}}, "situation"), ({"basis": AskedBasis.DANGER}, "basis"),
])
def test_what_is_wrong_is_said_at_the_field(held: Flag, counsellor: Actor, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as why:
        refer(counsellor, held, **changes)

    assert field in why.value.fields
    assert not Referral.objects.exists()


def test_a_colleagues_telephone_is_no_service(held: Flag, counsellor: Actor, deputy: Actor) -> None:
    user = user_of(deputy)
    user.telephone = "0999-5559900"
    user.save()

    with pytest.raises(Invalid):
        refer(counsellor, held)


def test_without_agreement_only_in_danger_and_with_its_own_record(held: Flag, counsellor: Actor) -> None:
    entry(counsellor, held, EntryKind.BREACH, what="danger")
    assert refer(counsellor, held, basis=AskedBasis.DANGER).state == ReferralState.SENT

    Flag.objects.filter(pk=held.pk).update(level="yellow")
    held.refresh_from_db()
    with pytest.raises(Invalid):
        refer(counsellor, held, basis=AskedBasis.DANGER)


def test_the_whole_way_of_an_outside_service(held: Flag, counsellor: Actor, party: Actor) -> None:
    row = refer(counsellor, held)
    link, code = link_and_code()
    browser = Client()
    shut = browser.get(link).content.decode()
    assert browser.get(link)["Referrer-Policy"] == "same-origin"  # with none at all a browser's forms are refused as foreign
    assert "sleeps badly" not in shut
    assert party.name not in shut
    assert browser.post(link, {"code": "000000" if code != "000000" else "111111"}).status_code == 422

    browser.post(link, {"code": code})
    page = browser.get(link).content.decode()
    assert "sleeps badly" in page
    assert party.name not in page  # the name opens with the acknowledgement
    assert browser.post(f"{link}acknowledge/", {"who": " "}).status_code == 422
    browser.post(f"{link}acknowledge/", {"who": "周医生，心理科"})
    assert party.name in browser.get(link).content.decode()
    for name in ("accept", "accept", "attended"):
        browser.post(f"{link}{name}/")
    own = browser.get(link, headers={"Accept-Language": "en"}).content.decode()
    assert "The person was with you" in own and "sent, not yet acknowledged" not in own  # said from where the receiver stands
    assert browser.post(f"{link}feedback/", {"feedback": ""}).status_code == 422
    assert state(row) == ReferralState.ATTENDED
    browser.post(f"{link}feedback/", {"feedback": "was here, comes again on Friday"})

    assert state(row) == ReferralState.DONE
    page = client_of(counsellor)
    page.post(f"/care/people/{held.subject}/open/")
    assert "comes again on Friday" in page.get(f"/care/referrals/{row.id}/").content.decode()


def test_five_wrong_codes_lock_the_link_until_a_new_one_is_sent(held: Flag, counsellor: Actor, deputy: Actor) -> None:
    row = refer(counsellor, held)
    link, code = link_and_code()
    wrong = "000000" if code != "000000" else "111111"
    browser = Client()

    assert [browser.post(link, {"code": wrong}).status_code for _ in range(6)] == [422] * 5 + [429]
    assert browser.post(link, {"code": code}).status_code == 429
    with pytest.raises(NotFound):
        referrals.send_link_again(actor=deputy, user=user_of(deputy), row=row, origin="http://testserver")
    row.refresh_from_db()
    referrals.send_link_again(actor=counsellor, user=user_of(counsellor), row=row, origin="http://testserver")

    assert browser.get(link).status_code == 404  # the old link is dead
    fresh, code = link_and_code()
    assert browser.post(fresh, {"code": code}).status_code == 302


def test_a_link_nobody_sent_is_no_page_and_steps_need_the_code(held: Flag, counsellor: Actor) -> None:
    row = refer(counsellor, held)
    link, _code = link_and_code()

    assert Client().get("/care/receive/nobody-sent-this/").status_code == 404
    assert Client().post(f"{link}accept/").status_code == 302
    assert Client().post(f"{link}nonsense/").status_code == 404
    with clock.told(clock.now() + receiver_link.KEPT + timedelta(days=1)):
        assert Client().get(link).status_code == 404
    assert state(row) == ReferralState.SENT


def test_another_service_that_acknowledges_takes_the_place_of_the_silent_one(held: Flag, counsellor: Actor, deputy: Actor) -> None:
    silent = refer(counsellor, held)

    second = refer(counsellor, held, deputy, follows=silent)
    assert state(silent) == ReferralState.SENT
    referrals.acknowledge(actor=deputy, row=second)

    assert state(silent) == ReferralState.REPLACED


def test_the_same_letter_sent_twice_is_one(held: Flag, counsellor: Actor) -> None:
    press = uuid.uuid4()

    assert refer(counsellor, held, press=press) == refer(counsellor, held, press=press)
    assert ShortMessage.objects.filter(kind="care.referral_link").count() == 1


def test_number_words_link_and_code_stand_nowhere_in_plain(held: Flag, counsellor: Actor) -> None:
    row = refer(counsellor, held)
    link, code = link_and_code()

    plain = str(Referral.objects.filter(pk=row.pk).values()) + str(list(Job.objects.values_list("payload", "key")))
    for secret in ("5559900", "sleeps badly", link.split("/")[3], code):
        assert secret not in plain


def test_pages_wrong_and_right(held: Flag, counsellor: Actor, deputy: Actor) -> None:
    client = client_of(counsellor)
    client.post(f"/care/people/{held.subject}/open/")
    address = f"/care/people/{held.subject}/referral/"

    page = client.post(address, {"receiver": "colleague", "basis": "agreed", "situation": "typed this", "request": "x"})
    assert page.status_code == 422
    assert "typed this" in page.content.decode()
    sent = client.post(address, {
        "receiver": "colleague", "to_user": user_of(deputy).pk, "basis": "agreed", "situation": "typed this", "request": "please take over",
        "press": uuid.uuid4(),
    })
    row = Referral.objects.get()
    assert sent["Location"] == f"/care/referrals/{row.id}/"
    other = client_of(deputy)
    assert "typed this" not in other.get(sent["Location"]).content.decode()
    other.post(f"{sent['Location']}acknowledge/")
    assert "typed this" in other.get(sent["Location"]).content.decode()
    assert other.post(f"{sent['Location']}return/", {"reason": ""}).status_code == 422
    other.post(f"{sent['Location']}accept/")
    assert state(row) == ReferralState.ACCEPTED
    for page in ("/care/referrals/", "/care/agenda/"):
        assert other.get(page).status_code == 200


def test_the_person_sees_who_was_given_what_when_and_on_what_ground(
    yellow: Flag, counsellor: Actor, deputy: Actor, party: Actor, other_party: Actor
) -> None:
    row = refer(counsellor, yellow, deputy)
    referrals.acknowledge(actor=deputy, row=row)
    row.refresh_from_db()
    referrals.accept(actor=deputy, row=row)
    refer(counsellor, yellow)

    mine = client_of(party).get("/care/me/ledger/", headers={"Accept-Language": "en"}).content.decode()
    theirs = client_of(other_party).get("/care/me/ledger/", headers={"Accept-Language": "en"}).content.decode()
    staff = client_of(counsellor).get(f"/care/people/{yellow.subject}/consents/").content.decode()

    for words in (str(user_of(deputy)), "it has reached them", "you agreed to it, written down by", "accepted by the receiver", "in touch"):
        assert words in mine, words
    assert str(user_of(deputy)) in staff and "sleeps badly" not in mine + staff
    assert str(user_of(deputy)) not in theirs and "To nobody so far" in theirs


def test_somebody_whose_home_is_suspected_reads_it_from_the_counsellor(
    yellow: Flag, counsellor: Actor, deputy: Actor, party: Actor
) -> None:
    about = {"subject": yellow.subject, "case_ref": yellow.case_ref, "area_path": yellow.area_path}
    Minor.objects.create(**about, age="teen", guardian="shield", said_by="t", at=clock.now())
    refer(counsellor, yellow, deputy)

    assert str(user_of(deputy)) not in client_of(party).get("/care/me/ledger/").content.decode()


@pytest.mark.parametrize(("receiver", "missing"), [
    ("hospital", {"place", "number", "basis", "situation", "request"}), ("colleague", {"to_user", "basis", "situation", "request"}),
])
def test_everything_that_is_missing_is_said_at_once(held: Flag, counsellor: Actor, receiver: str, missing: set[str]) -> None:
    answer = client_of(counsellor).post(f"/care/people/{held.subject}/referral/", {"receiver": receiver})

    assert answer.status_code == 422 and set(answer.context["form"].errors) == missing
