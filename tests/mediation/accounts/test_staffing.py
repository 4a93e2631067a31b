from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from mediation.accounts import selectors, staffing
from mediation.accounts.models import RoleAssignment, User
from mediation.accounts.roles import Capability, Role
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from tests.cast import County

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Actor], Client]


def entered(county: County, **more: Any) -> dict[str, Any]:
    return {
        "display_name": "方圆", "username": "fang.yuan".replace(".", "-"), "telephone": "", "role": "mediator",
        "area": county.town.pk, "organisation": county.studio.pk,
    } | more


def test_taken_on_person_can_sign_in_and_holds_the_role(admin: Actor, county: County, client_of: ClientOf, client: Client) -> None:
    page = client_of(admin).post("/desk/people/", entered(county))

    _, password = page.context["taken_on"]
    assert client.login(username="fang-yuan", password=password)
    user = User.objects.get(username="fang-yuan")
    assert selectors.actor_of_user(user).holds(Capability.CASE_CLAIM, county.village.path)
    assert not selectors.actor_of_user(user).holds(Capability.CASE_CLAIM, county.other_town.path)


def test_name_already_taken_is_said_at_its_field_and_nothing_typed_is_lost(admin: Actor, county: County, client_of: ClientOf) -> None:
    browser = client_of(admin)
    browser.post("/desk/people/", entered(county))

    page = browser.post("/desk/people/", entered(county, username="FANG-yuan", telephone="0999-5550199"))

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["username"]
    assert "0999-5550199" in page.content.decode()
    assert User.objects.filter(username__iexact="fang-yuan").count() == 1


def test_an_ended_role_is_gone_at_once_and_ending_twice_is_harmless(
    admin: Actor, mediator: Actor, county: County, client_of: ClientOf
) -> None:
    held = RoleAssignment.objects.get(user__public_id=mediator.subject)
    browser = client_of(admin)

    for _ in range(2):
        assert browser.post(f"/desk/people/{held.pk}/end/").status_code == 302

    user = User.objects.get(public_id=mediator.subject)
    assert not selectors.actor_of_user(user).holds(Capability.CASE_CLAIM)


def test_nobody_takes_the_administrator_from_themselves(admin: Actor) -> None:
    own = RoleAssignment.objects.get(user__public_id=admin.subject, role=Role.ADMIN)

    with pytest.raises(Invalid):
        staffing.end_role(actor=admin, assignment=own)


@pytest.mark.parametrize("who", ["mediator", "supervisor", "editor", "outsider", "party"])
def test_others_find_no_such_page(who: str, request: pytest.FixtureRequest, admin: Actor, county: County, client_of: ClientOf) -> None:
    actor: Actor = request.getfixturevalue(who)
    own = RoleAssignment.objects.get(user__public_id=admin.subject)

    answers = [client_of(actor).get("/desk/people/"), client_of(actor).post(f"/desk/people/{own.pk}/end/")]

    assert {a.status_code for a in answers} <= {302, 404}  # a guest is sent to sign-in, staff see nothing there
    assert own.__class__.objects.get(pk=own.pk).until is None
    with pytest.raises(NotFound):
        staffing.take_on(
            actor=actor, username="x", display_name="x", telephone="", role=Role.MEDIATOR, area=county.town, organisation=None
        )


@pytest.mark.parametrize("count", [1, 3])
def test_page_stays_within_its_queries(
    count: int, admin: Actor, county: County, client_of: ClientOf, make_user: Callable[..., Actor], django_assert_max_num_queries: Any
) -> None:
    for n in range(count):
        make_user(f"more{n}", "mediator", county.town, county.studio)
    browser = client_of(admin)

    with django_assert_max_num_queries(10):
        assert browser.get("/desk/people/").status_code == 200
