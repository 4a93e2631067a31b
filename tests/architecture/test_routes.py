"""Every route says who it is for, and keeps to it: ten actors and a stranger walk all of them."""

from __future__ import annotations

from typing import Any

import pytest

from mediation.accounts.roles import CAPABILITIES, Capability, Role
from mediation.common.actor import Actor
from mediation.common.routes import Access
from mediation.jobs import worker
from tests.architecture import third_party_routes as theirs
from tests.architecture.routes import Route, routes

POSTING = {"mediator", "outsider", "party"}


@pytest.fixture
def everybody(
    mediator: Actor, other_mediator: Actor, counsellor: Actor, supervisor: Actor, learner: Actor, mentor: Actor, editor: Actor,
    gridworker: Actor, admin: Actor, outsider: Actor, party: Actor, anonymous: Actor, client_of: Any,
) -> list[tuple[str, Actor, Any]]:
    """Ten users, a party and a stranger, each in a browser of their own."""
    cast = {
        "mediator": mediator, "other_mediator": other_mediator, "counsellor": counsellor, "supervisor": supervisor,
        "learner": learner, "mentor": mentor, "editor": editor, "gridworker": gridworker, "admin": admin, "outsider": outsider,
        "party": party, "anonymous": anonymous,
    }
    found = []
    for name, actor in cast.items():
        client = client_of(actor)
        client.raise_request_exception = False
        found.append((name, actor, client))
    return found


def own() -> list[Route]:
    return [r for r in routes() if r.ours]


def test_every_route_is_declared_or_listed() -> None:
    listed = theirs.PUBLIC | theirs.SIGNED_IN
    unknown = [
        f"{r.pattern} ({r.view.__module__})"
        for r in routes()
        if r.access is None
        and not (not r.ours and (r.name in listed or r.pattern in theirs.REDIRECTS or r.pattern.startswith(theirs.EDITORS)))
    ]
    assert unknown == []


def test_a_scoped_route_is_about_an_object_and_an_index_is_not_scoped() -> None:
    assert [r.pattern for r in own() if r.access is Access.TOKEN and not r.variables] == []


@pytest.mark.django_db
def test_nobody_reaches_what_a_route_is_not_declared_for(everybody: Any, client_of: Any) -> None:
    """GET and POST with values that belong to nothing: never a 500, and the declaration holds for everybody."""
    worker.beat()  # so that /readyz is ready
    wrong = []
    for route in own():
        address = route.address()
        for name, actor, client in everybody:
            answers = {"get": client.get(address)}
            if name in POSTING:  # in a browser of its own: some addresses sign people out
                answers["post"] = client_of(actor, raise_request_exception=False).post(address)
            faults = {method: _fault(route, actor, answer) for method, answer in answers.items()}
            wrong += [f"{method} {route.pattern} as {name}: {fault}" for method, fault in faults.items() if fault]
    assert wrong == []


def _fault(route: Route, actor: Actor, answer: Any) -> str:
    status = answer.status_code
    if status >= 500:
        return f"{status}"
    if route.access is Access.SIGNED_IN and not actor.is_user:
        to_sign_in = status == 302 and answer["Location"].startswith("/accounts/login/")
        return "" if to_sign_in else f"{status} instead of the way to sign-in"
    if route.access in (Access.SIGNED_IN, Access.SCOPED) and route.capability and not actor.holds(route.capability):
        return "" if status == 404 else f"{status} without {route.capability}"
    if route.access is Access.SCOPED and route.variables and status == 200:
        return "an object that does not exist was shown"
    return ""


@pytest.mark.django_db
def test_a_capability_named_by_a_route_exists() -> None:
    assert {r.capability for r in own()} - {""} <= set(Capability.values)


@pytest.mark.django_db
def test_editing_pages_are_for_editors(everybody: Any) -> None:
    for name, actor, client in everybody:
        answer = client.get("/cms/")
        if name in {"editor", "admin"}:
            continue  # whether roles have reached Wagtail's groups is `cms`'s own test
        assert answer.status_code in {302, 404}, name
        if not actor.is_user:
            assert "/login/" in answer["Location"]


@pytest.mark.django_db
def test_third_party_pages_for_users_send_others_to_sign_in(client_of: Any, anonymous: Actor) -> None:
    wrong = []
    for route in routes():
        if route.name in theirs.SIGNED_IN and "(re)" not in route.pattern:
            answer = client_of(anonymous).get(route.address())
            if not (answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")):
                wrong.append(f"{route.pattern}: {answer.status_code}")
    assert wrong == []


TABLE = {
    Role.MEDIATOR: {"case.register", "case.claim", "learn"},
    Role.COUNSELLOR: {"care.queue", "care.assist", "care.checkup", "hotline.take", "programmes.run", "learn"},
    Role.VOLUNTEER: {"hotline.take", "learn"},
    Role.LEARNER: {"learn"},
    Role.MENTOR: {"case.register", "case.claim", "learn", "mentor"},
    Role.SUPERVISOR: {"case.oversee", "case.stamp", "care.checkup", "learn"},
    Role.GRID_WORKER: {"case.register", "learn"},
    Role.EDITOR: {"content.edit", "learn"},
    Role.ADMIN: {"territory.manage", "accounts.manage", "audit.read", "content.edit"},
}


def test_roles_hold_exactly_what_the_table_says() -> None:
    """Changing what a role may do means changing this table too, where a reviewer sees it."""
    assert {role: {str(c) for c in held} for role, held in CAPABILITIES.items()} == TABLE


