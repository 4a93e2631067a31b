"""Planned once, recorded once, tried again when nobody was reached; seen by the owner and the supervisors of the place."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from mediation.common import clock
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.followups import rectifying, selectors, services
from mediation.followups.models import FollowUpVisit
from mediation.followups.services import Talk
from mediation.vault import sealing
from tests.cast import client_of

pytestmark = pytest.mark.django_db
GOOD = Talk(outcome="reached", performed="fully", satisfaction="satisfied", heart="at_rest", note="canary note")


def plan(county: Any, owner: Any, *, days: int = 0, subject: uuid.UUID | None = None) -> FollowUpVisit:
    subject = subject or uuid.uuid4()
    return services.plan(
        subject=("case", subject), scope=f"case:{subject}", label="QX-1 漏水", area_path=county.village.path, owner=owner.key,
        anchor=clock.today(), days=days, reason="due",
    )


def test_the_same_rule_on_the_same_day_plans_once(county: Any, mediator: Any) -> None:
    subject = uuid.uuid4()
    assert plan(county, mediator, subject=subject).pk == plan(county, mediator, subject=subject).pk


def test_owner_and_supervisor_see_it_the_others_do_not(
    county: Any, mediator: Any, supervisor: Any, other_mediator: Any, outsider: Any, party: Any
) -> None:
    visit = plan(county, mediator)
    assert [selectors.visit_for(actor, visit.pk).pk for actor in (mediator, supervisor)] == [visit.pk, visit.pk]
    for actor in (other_mediator, outsider, party):
        with pytest.raises(NotFound):
            services.record(actor=actor, visit=visit, talk=GOOD)
        assert client_of(actor).get(f"/desk/followups/{visit.pk}/").status_code == 404


def test_recorded_once_and_the_note_is_sealed(county: Any, mediator: Any) -> None:
    visit = plan(county, mediator)
    done = services.record(actor=mediator, visit=visit, talk=GOOD)
    assert "canary" not in done.note_sealed
    assert sealing.unseal(done.scope, services.place(done), done.note_sealed) == "canary note"
    with pytest.raises(Conflict):
        services.record(actor=mediator, visit=visit, talk=GOOD)


def test_nobody_reached_is_tried_again(county: Any, mediator: Any) -> None:
    services.record(actor=mediator, visit=plan(county, mediator), talk=Talk(outcome="not_reached"))
    again = FollowUpVisit.objects.get(done_at=None)
    assert (again.due_on, again.reason) == (clock.today() + timedelta(days=3), "again")


def test_what_was_not_asked_is_named(county: Any, mediator: Any) -> None:
    with pytest.raises(Invalid) as caught:
        services.record(actor=mediator, visit=plan(county, mediator), talk=Talk(outcome="reached"))
    assert sorted(caught.value.fields) == ["heart", "performed"]  # whoever mediated does not ask about satisfaction


def test_overdue_and_relapse_stand_on_their_lists(county: Any, mediator: Any, supervisor: Any, other_mediator: Any) -> None:
    visit = plan(county, mediator)
    later = plan(county, mediator, days=40)
    with clock.told(clock.now() + timedelta(days=2)):
        found = selectors.due_list(mediator)
        assert ([v.pk for v in found.overdue], found.later) == ([visit.pk], 1)
        talk = Talk(outcome="reached", performed="not", satisfaction="not_said", heart="heavy", relapse=True)
        services.record(actor=mediator, visit=visit, talk=talk)
        assert [v.pk for v in selectors.due_list(mediator).to_put_right] == [visit.pk]
        done = FollowUpVisit.objects.get(pk=visit.pk)
        assert done.satisfaction == ""
        with pytest.raises(Conflict):
            services.rectify(actor=mediator, visit=done)
        item = rectifying.add(actor=mediator, visit=done, words="canary item 修好排水管", due_on=clock.today())
        assert "canary" not in item.words_sealed
        with pytest.raises(Conflict):
            services.rectify(actor=mediator, visit=done)
        with pytest.raises(NotFound):
            rectifying.done(actor=other_mediator, row=item)
        assert client_of(mediator).post(f"/desk/followups/items/{item.pk}/done/").status_code == 302
        assert "修好排水管" in client_of(supervisor).get(f"/desk/followups/{visit.pk}/").content.decode()
        services.rectify(actor=mediator, visit=done)
        assert selectors.due_list(mediator).to_put_right == []
    assert later.done_at is None


def test_a_list_of_three_needs_no_more_queries_than_one(county: Any, mediator: Any, django_assert_max_num_queries: Any) -> None:
    client = client_of(mediator)
    for _ in range(3):
        plan(county, mediator)
    client.get("/desk/followups/")
    with django_assert_max_num_queries(10):
        assert client.get("/desk/followups/").status_code == 200
