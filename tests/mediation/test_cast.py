from __future__ import annotations

from typing import Any

import pytest
from django.db import connection


def test_staff_hold_what_their_role_says_where_they_hold_it(mediator: Any, other_mediator: Any, outsider: Any, county: Any) -> None:
    assert mediator.holds("case.claim", county.village.path)
    assert not mediator.holds("case.claim", county.other_village.path)
    assert other_mediator.holds("case.claim", county.other_village.path)
    assert not outsider.grants


@pytest.mark.django_db(transaction=True)
def test_a_transactional_test_flushes_what_migrations_put_in() -> None:
    assert connection.introspection.table_names()


@pytest.mark.django_db
def test_the_next_test_finds_it_again() -> None:
    from wagtail.models import Page

    assert Page.objects.filter(depth=1).exists()


def test_a_guest_session_is_the_guest(client_of: Any, party: Any, rf: Any) -> None:
    from mediation.accounts.middleware import actor_of

    client = client_of(party)
    request = rf.get("/")
    request.session = client.session
    from django.contrib.auth.models import AnonymousUser

    request.user = AnonymousUser()
    assert actor_of(request).key == party.key
