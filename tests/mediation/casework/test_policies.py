"""Who may do what with a case: every role, and the outsider."""

from __future__ import annotations

from typing import Any

import pytest

from mediation.casework.policies import cases

pytestmark = pytest.mark.django_db
ACTIONS = ("pool", "work", "take_part", "oversee", "view", "follow")


def may(actor: Any, case: Any) -> set[str]:
    can = {a for a in ACTIONS if cases.can(actor, a, case)}
    assert can == {a for a in ACTIONS if cases.scope(actor, a).filter(pk=case.pk).exists()}
    return can


def test_a_waiting_case(
    told: Any, mediator: Any, other_mediator: Any, supervisor: Any, gridworker: Any, counsellor: Any, learner: Any, outsider: Any,
    party: Any, anonymous: Any,
) -> None:
    case = told.case
    assert may(mediator, case) == {"pool"}
    assert may(other_mediator, case) == set()
    assert may(supervisor, case) == {"oversee", "view"}
    assert may(told.applicant, case) == {"take_part", "view"}
    for stranger in (gridworker, counsellor, learner, outsider, party, anonymous):
        assert may(stranger, case) == set(), stranger


def test_a_claimed_case(taken: Any, mediator: Any, other_mediator: Any, mentor: Any, outsider: Any, other_party: Any) -> None:
    assert may(mediator, taken.case) == {"work", "view"}
    for stranger in (other_mediator, mentor, outsider, other_party):
        assert may(stranger, taken.case) == set()


def test_an_unknown_action_gives_nothing(taken: Any, mediator: Any, supervisor: Any) -> None:
    assert not cases.can(mediator, "burn", taken.case)
    assert not cases.can(supervisor, "burn", taken.case)


PAGES = ("", "story/", "messages/", "plan/")


def test_absent_and_forbidden_answer_the_same(taken: Any, other_mediator: Any, outsider: Any, other_party: Any, client_of: Any) -> None:
    import re

    def body(answer: Any) -> str:
        return re.sub(r'(nonce|value|content|href)="[^"]*"|"x-csrftoken": "[^"]*"', "", answer.content.decode())

    absent = "00000000-0000-4000-8000-000000000000"
    for actor in (other_mediator, outsider, other_party):
        client = client_of(actor)
        for tail in PAGES:
            forbidden, missing = client.get(f"/desk/cases/{taken.case.id}/{tail}"), client.get(f"/desk/cases/{absent}/{tail}")
            assert forbidden.status_code == missing.status_code == 404, (actor, tail)
            assert body(forbidden) == body(missing)
        assert client.get(f"/c/case/{taken.case.id}/").status_code == 404
        for part in ("withdraw", "objection", "openness", "rights", "code", "messages"):
            assert client.post(f"/c/case/{taken.case.id}/{part}/").status_code == 404
    taken.case.refresh_from_db()
    assert taken.case.state == "claimed"
