"""What the ladder seals: lines of the log, later words, reasons of a no, objections. Each is read by whom it is for."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from mediation.common import clock
from mediation.common.actor import Actor
from mediation.jobs.models import Job
from mediation.notifications.models import Notice
from mediation.vault.models import SealedField
from tests.architecture.routes import routes
from tests.canary.test_canary import escaped
from tests.training.mentoring.conftest import Pair, Table, judges, pair, table
from training.mentoring.enums import Stage
from training.mentoring.models import Appeal, Panel
from training.mentoring.services import log, review

__all__ = ["judges", "pair", "table"]
pytestmark = [pytest.mark.django_db, pytest.mark.integration]
LINE, LATER = "金丝雀甲：当事人哭了她没有停", "金丝雀乙：后来想到该停一停"
NO, OBJECTION = "金丝雀丙：背对背时偏了一边", "金丝雀丁：他和评审是亲戚"
SECRETS = (LINE, LATER, NO, OBJECTION)


@pytest.fixture
def people(
    pair: Pair, table: Table, judges: list[Actor], mediator: Actor, editor: Actor, admin: Actor, counsellor: Actor, outsider: Actor,
    party: Actor, anonymous: Actor, make_user: Any, county: Any,
) -> dict[str, Actor]:
    entry = pair.both("meeting", by=pair.mentor, words=LINE)
    log.amend(actor=pair.learner, entry=entry, words=LATER, once=uuid.uuid4())
    pair.at(Stage.SUPERVISED)
    running = Panel.objects.create(portfolio=pair.portfolio, step=Stage.SUPERVISED, opened_at=clock.now(), state="done")
    refused = Panel.objects.create(portfolio=pair.portfolio, step=Stage.SUPERVISED, opened_at=clock.now())
    review.appoint(actor=judges[0], panel=refused, members=[uuid.UUID(j.subject) for j in judges])
    for n, one in enumerate(judges):
        review.vote(actor=one, panel=refused, yes=n > 1, reason=NO)
    Panel.objects.filter(pk=refused.pk).update(state="void")
    today = clock.today()
    Panel.objects.filter(pk=running.pk).update(state="notice", notice_from=today, notice_until=today)
    running.refresh_from_db()
    review.object_to(actor=mediator, panel=running, words=OBJECTION)
    decider = make_user("decider", "supervisor", county.area)
    return {
        "mentor": pair.mentor, "learner": pair.learner, "judge": judges[1], "supervisor": judges[0], "decider": decider,
        "objects": mediator,
        "editor": editor, "admin": admin, "counsellor": counsellor, "outsider": outsider,
        "party": party, "anonymous": anonymous,
    }


def seen_by(people: dict[str, Actor], client_of: Callable[..., Client]) -> dict[str, set[str]]:
    """Which of the words stand on any page of learning or any page without an object, for each of them."""
    known = {
        "portfolio_id": str(Panel.objects.values_list("portfolio", flat=True)[0]), "appeal_id": str(Appeal.objects.get().pk),
    }
    ours = [r for r in routes() if r.ours and ("mentoring" in r.pattern or r.pattern in ("learn/", "learn/competencies/", "inbox/"))]
    panels = [str(p) for p in Panel.objects.values_list("pk", flat=True)]
    addresses = {r.address(panel_id=p, **known) for r in ours for p in panels}
    found: dict[str, set[str]] = {}
    for name, actor in people.items():
        browser = client_of(actor, raise_request_exception=False)
        for address in sorted(addresses):
            answer = browser.get(address)
            assert answer.status_code < 500, f"{address} as {name}"
            body = answer.content.decode("utf-8", errors="replace") + str(dict(answer.items()))
            found.setdefault(name, set()).update(s for s in SECRETS if s in body)
    return found


def test_each_word_is_read_by_whom_it_is_for(people: dict[str, Actor], client_of: Callable[..., Client]) -> None:
    two = {LINE, LATER, NO}
    expected: dict[str, set[str]] = {name: set() for name in people}
    expected |= {"mentor": two, "learner": two, "decider": {OBJECTION}, "supervisor": {OBJECTION}}  # neither sat in this panel

    assert seen_by(people, client_of) == expected


def lying() -> list[str]:
    found = []
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{name}"')
            content = "\n".join(str(value) for row in cursor.fetchall() for value in row)
            found += [f"{s} in {name}" for s in SECRETS if s in content or escaped(s) in content]
    return found


def test_nothing_of_it_lies_open(people: dict[str, Actor], caplog: pytest.LogCaptureFixture, client_of: Callable[..., Client]) -> None:
    caplog.set_level(logging.DEBUG)
    seen_by({"mentor": people["mentor"], "decider": people["decider"]}, client_of)
    assert Notice.objects.exists() and lying() == []
    assert [s for s in SECRETS if s in caplog.text] == []
    unfilled = [
        f"{model.__name__}.{field.name}" for model in apps.get_models() if model.__module__.startswith("training.mentoring.")
        for field in model._meta.get_fields()
        if isinstance(field, SealedField) and not model._default_manager.exclude(**{field.name: ""}).exists()
    ]
    assert unfilled == [], "a new sealed field wants a canary here"


def test_a_planted_word_is_caught(people: dict[str, Actor], client_of: Callable[..., Client]) -> None:
    Job.objects.create(task="x", key="planted", payload={"words": LINE}, due_at=clock.now(), created_at=clock.now())
    Panel.objects.get(state="notice").portfolio.contracts.update(plan=OBJECTION)

    assert lying() == [f"{LINE} in jobs_job", f"{OBJECTION} in mentoring_contract"]
    assert OBJECTION in seen_by({"learner": people["learner"]}, client_of)["learner"]
