from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connections

from mediation.casework.models import Case, Pass
from mediation.casework.selectors.pool import offers, waiting
from mediation.casework.services.claim import assign, claim, pass_by, release
from mediation.common.errors import Conflict, Invalid, NotFound


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_cannot_both(told: Any, mediator: Any, mentor: Any) -> None:
    ready, results = threading.Barrier(2), {}

    def take(actor: Any) -> None:
        ready.wait()
        try:
            claim(actor=actor, case=Case.objects.get(pk=told.case.pk))
            results[actor.subject] = "got it"
        except Conflict:
            results[actor.subject] = "conflict"
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take, args=(a,)) for a in (mediator, mentor)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results.values()) == ["conflict", "got it"]
    winner = next(k for k, v in results.items() if v == "got it")
    case = Case.objects.get(pk=told.case.pk)
    assert str(case.mediator.public_id) == winner  # type: ignore[union-attr]
    assert case.state == "claimed"
    assert case.due_at is not None
    assert case.events.filter(kind="claimed").count() == 1


@pytest.mark.django_db
def test_pressing_twice_claims_once(told: Any, mediator: Any, client_of: Any) -> None:
    client = client_of(mediator)
    assert client.post(f"/desk/pool/{told.case.id}/claim/").status_code == 302
    assert client.post(f"/desk/pool/{told.case.id}/claim/").status_code == 302
    assert told.case.events.filter(kind="claimed").count() == 1


@pytest.mark.django_db
def test_a_colleague_who_is_too_late_reads_why(taken: Any, mentor: Any, client_of: Any) -> None:
    answer = client_of(mentor).post(f"/desk/pool/{taken.case.id}/claim/")
    assert answer.status_code == 409


@pytest.mark.django_db
def test_strangers_cannot_claim(told: Any, other_mediator: Any, outsider: Any, supervisor: Any) -> None:
    for stranger in (other_mediator, outsider, supervisor, told.applicant):
        with pytest.raises(NotFound):
            claim(actor=stranger, case=told.case)
    told.case.refresh_from_db()
    assert told.case.state == "pool"


@pytest.mark.django_db
def test_reasons_in_words(told: Any, mediator: Any, county: Any) -> None:
    rows = offers(mediator, waiting(mediator))
    assert [o.case.pk for o in rows] == [told.case.pk]
    assert rows[0].km is not None
    assert 0 < rows[0].km < 1
    assert len(rows[0].reasons) >= 3


@pytest.mark.django_db
def test_a_case_passed_by_is_left_to_others(told: Any, mediator: Any, mentor: Any) -> None:
    pass_by(actor=mediator, case=told.case, reason="knows_party")
    assert offers(mediator, waiting(mediator)) == []
    assert len(offers(mentor, waiting(mentor))) == 1
    assert Pass.objects.count() == 1
    with pytest.raises(Invalid):
        pass_by(actor=mentor, case=told.case, reason="nonsense")


@pytest.mark.django_db
def test_give_back_and_assign(taken: Any, mediator: Any, mentor: Any, other_mediator: Any, supervisor: Any, user_of: Any) -> None:
    release(actor=mediator, case=taken.case)
    taken.case.refresh_from_db()
    assert (taken.case.state, taken.case.mediator) == ("pool", None)
    with pytest.raises(Invalid):
        assign(actor=supervisor, case=taken.case, mediator=user_of(other_mediator))
    assign(actor=supervisor, case=taken.case, mediator=user_of(mentor))
    taken.case.refresh_from_db()
    assert taken.case.mediator == user_of(mentor)
    with pytest.raises(NotFound):
        assign(actor=mediator, case=taken.case, mediator=user_of(mediator))
