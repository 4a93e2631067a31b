"""Password forgotten, second factor lost: somebody helps, nobody sees a secret, and the person is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from mediation.accounts import recovery
from mediation.accounts.models import RoleAssignment, User
from mediation.audit.models import AuditEntry
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound, TooMany
from mediation.jobs.models import Job
from mediation.notifications import password_links
from mediation.notifications.models import Notice, ShortMessage
from mediation.vault import sealing
from tests.cast import PASSWORD, County

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Actor], Client]
NEW = "brücke-unter-weiden-7"


def person(actor: Actor, **kept: str) -> User:
    User.objects.filter(public_id=actor.subject).update(**kept)
    return User.objects.get(public_id=actor.subject)


def page_of(user: User) -> str:
    return f"/desk/people/{RoleAssignment.objects.filter(user=user)[0].pk}/sign-in/"


def link_in(words: str) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", words)
    assert found
    return found[1]


def test_the_link_goes_to_the_person_works_once_and_nobody_else_sees_it(admin: Actor, mediator: Actor, client_of: ClientOf) -> None:
    user = person(mediator, email="zhou@example.org")
    working = client_of(mediator)

    answer = client_of(admin).post(page_of(user), {"what": "password"}, follow=True)

    assert answer.status_code == 200
    assert working.get("/account/").status_code == 302  # signed out everywhere
    job = Job.objects.get(task__endswith="password_links.send")
    assert job.payload == {"user": str(user.public_id)}
    password_links.send(user=str(user.public_id))
    link = link_in(mail.outbox[-1].body)
    assert mail.outbox[-1].to == ["zhou@example.org"]
    seen = answer.content.decode() + str(list(AuditEntry.objects.values())) + str(list(Notice.objects.values()))
    assert link.split("-")[-1].strip("/") not in seen
    assert Notice.objects.filter(recipient=mediator.key, kind="accounts.helped_password").exists()

    browser = Client()
    form = browser.get(link)["Location"]
    done = browser.post(form, {"password1": NEW, "password2": NEW}, follow=True)
    assert done.status_code == 200
    assert Client().login(username=user.username, password=NEW)
    assert Client().get(link).context["token_fail"]


def test_without_mail_a_mobile_number_will_do_and_a_landline_will_not(admin: Actor, mediator: Actor) -> None:
    user = person(mediator, email="", telephone="138 0013 8000")
    recovery.send_password_link(actor=admin, user=user)
    password_links.send(user=str(user.public_id))
    message = ShortMessage.objects.get()
    assert "/accounts/password/reset/key/" in sealing.unseal("notifications", f"sms.text:{message.id}", message.text_sealed)
    assert "/accounts/" not in message.text_sealed

    with pytest.raises(Invalid):
        recovery.send_password_link(actor=admin, user=person(mediator, telephone="0577-12345678"))


def test_not_more_than_five_links_a_day(admin: Actor, mediator: Actor) -> None:
    user = person(mediator, email="zhou@example.org")
    for _ in range(5):
        recovery.send_password_link(actor=admin, user=user)
    with pytest.raises(TooMany):
        recovery.send_password_link(actor=admin, user=user)


def test_a_lost_second_factor_is_taken_off_with_a_reason_and_a_promise(admin: Actor, mediator: Actor, client_of: ClientOf) -> None:
    user = person(mediator)
    Authenticator.objects.create(user=user, type="totp", data={})
    Authenticator.objects.create(user=user, type="recovery_codes", data={})
    working, helper = client_of(mediator), client_of(admin)

    for incomplete in ({}, {"reason": "lost"}, {"recognised": "on"}, {"reason": "nonsense", "recognised": "on"}):
        assert helper.post(page_of(user), {"what": "second-factor"} | incomplete).status_code == 422
    assert Authenticator.objects.count() == 2
    first = helper.post(page_of(user), {"what": "second-factor", "reason": "lost", "recognised": "on"})
    twice = helper.post(page_of(user), {"what": "second-factor", "reason": "lost", "recognised": "on"})

    assert (first.status_code, twice.status_code) == (302, 422)
    assert not Authenticator.objects.exists()
    assert working.get("/account/").status_code == 302
    line = AuditEntry.objects.get(action="accounts.reset_second_factor")
    assert (line.actor, line.detail["reason"]) == (admin.key, "lost")
    assert Notice.objects.filter(recipient=mediator.key, kind="accounts.helped_second-factor").count() == 1


def test_nobody_helps_themselves_and_another_administrator_does(
    admin: Actor, make_user: Callable[..., Actor], client_of: ClientOf
) -> None:
    user = person(admin, email="admin@example.org")
    Authenticator.objects.create(user=user, type="totp", data={})
    other = make_user("other-admin", "admin", RoleAssignment.objects.get(user=user).area)

    with pytest.raises(Invalid):
        recovery.send_password_link(actor=admin, user=user)
    with pytest.raises(Invalid):
        recovery.reset_second_factor(actor=admin, user=user, reason=recovery.Reason.LOST)
    assert client_of(admin).get(page_of(user)).status_code == 422

    recovery.reset_second_factor(actor=other, user=user, reason=recovery.Reason.LOST)
    assert not Authenticator.objects.exists()


def test_an_administrator_of_one_town_does_not_open_the_countys_doors(
    admin: Actor, mediator: Actor, county: County, make_user: Callable[..., Actor]
) -> None:
    of_town = make_user("town-admin", "admin", county.town)
    elsewhere = make_user("other-town-admin", "admin", county.other_town)

    with pytest.raises(NotFound):
        recovery.reset_second_factor(actor=of_town, user=person(admin), reason=recovery.Reason.LOST)
    with pytest.raises(NotFound):
        recovery.send_password_link(actor=elsewhere, user=person(mediator))


@pytest.mark.parametrize("who", ["mediator", "supervisor", "outsider", "party", "anonymous"])
def test_others_find_no_such_page(who: str, request: pytest.FixtureRequest, counsellor: Actor, client_of: ClientOf) -> None:
    actor: Actor = request.getfixturevalue(who)
    user = person(counsellor, email="lin@example.org")

    answer = client_of(actor).post(page_of(user), {"what": "password"})

    assert answer.status_code in (302, 404)
    assert not Job.objects.filter(task__endswith="password_links.send").exists()


def test_the_open_page_tells_nobody_who_has_an_account(mediator: Actor, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    person(mediator, email="zhou@example.org")

    two = ("zhou@example.org", "no@example.org")
    answers = [Client().post("/accounts/password/reset/", {"email": one}, follow=True) for one in two]

    bodies = [re.sub(r'(nonce|csrfmiddlewaretoken|value)="[^"]*"', "", a.content.decode()) for a in answers]
    assert bodies[0] == bodies[1]
    assert mail.outbox == []
    assert Job.objects.filter(task__endswith="password_links.send").count() == 1


def test_a_new_password_is_not_enough_where_a_second_factor_is_set_up(mediator: Actor, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    user = person(mediator)
    Authenticator.objects.create(user=user, type="totp", data={"secret": sealing.seal("accounts", "mfa.authenticator.secret", "ABCD")})

    answer = Client().post("/accounts/login/", {"login": user.username, "password": PASSWORD})

    assert answer["Location"] == "/accounts/2fa/authenticate/"
