"""Reports: each for whom it is, by name or day and never by merit, without time, without small counts; as a page and as a file."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from mediation.audit.models import AuditEntry
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from tests.training.mentoring.conftest import Pair
from training.mentoring.models import Portfolio
from training.mentoring.selectors import reports
from training.mentoring.services.export import export
from training.recognition.models import Certificate

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


def certified(person: Actor, n: int = 1) -> None:
    Certificate.objects.create(
        learner=person.subject, course=uuid.uuid4(), name=person.name, title_zh="课", title_en="Course", issuer="所", area_path="0001",
        code=uuid.uuid4().hex[:12], issued_on=clock.today(),
    )


def test_who_has_which_report(
    pair: Pair, supervisor: Actor, mediator: Actor, admin: Actor, outsider: Actor, party: Actor, anonymous: Actor, client_of: Browser
) -> None:
    expected = {
        "own": (pair.learner, pair.mentor, mediator, supervisor), "apprentices": (pair.mentor,), "drills": (pair.mentor,),
        "houses": (supervisor,), "nothing": (),
    }
    for kind, may in expected.items():
        for actor in (pair.learner, pair.mentor, mediator, supervisor, admin, outsider, party, anonymous):
            for rest in ("", "csv/", "xlsx/", "pdf/"):
                answer = client_of(actor).get(f"/learn/reports/{kind}/{rest}")
                fits = actor in may and rest != "pdf/"
                assert answer.status_code == (200 if fits else 404) or (not actor.is_user and answer.status_code == 302), (kind, rest)


def test_the_mentor_reads_what_was_reached_and_what_waits(pair: Pair, make_user: Any, county: Any) -> None:
    pair.line("meeting")
    pair.line("meeting", by=pair.mentor)
    certified(pair.learner)
    (row,) = reports.apprentices(pair.mentor).rows
    assert row[0] == pair.portfolio.name and row[2:5] == (1, 0, 1) and row[5] == str(clock.today())
    assert reports.apprentices(make_user("m2", "mentor", county.town)).rows == ()


def test_a_house_is_counted_only_when_it_is_large_enough(
    pair: Pair, supervisor: Actor, mediator: Actor, make_user: Any, county: Any
) -> None:
    def row() -> tuple[Any, ...]:
        return next(r for r in reports.houses(supervisor).rows if r[1] == county.studio.name)

    people = [make_user("g0", "learner", county.town, county.studio)]
    certified(people[0])
    assert row()[2:] == ("<5", "—", "—", "—", "—", "—")
    for n in range(8):
        people.append(make_user(f"h{n}", "learner", county.town, county.studio))
        certified(people[-1])
    Portfolio.objects.create(
        person=people[1].subject, name="乙", area_path=county.town.path, template=pair.portfolio.template, step=5, opened_at=clock.now()
    )
    found = row()
    assert found[2] >= 9 and found[4] == 9 and found[6:] == ("<5", "<5")
    assert not any(p.subject in str(reports.houses(supervisor)) for p in people)
    with pytest.raises(NotFound):
        reports.report(mediator, "houses")


def test_the_files_hold_what_the_page_shows_and_no_formula(pair: Pair, client_of: Browser) -> None:
    Portfolio.objects.filter(pk=pair.portfolio.pk).update(name="=1+1")
    body = client_of(pair.mentor).get("/learn/reports/apprentices/").content.decode()
    assert "=1+1" in body and 'data-label="姓名"' in body
    told = list(csv.reader(io.StringIO(export(actor=pair.mentor, kind="apprentices", form="csv").decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(export(actor=pair.mentor, kind="apprentices", form="xlsx"))).active
    assert told[1][0] == sheet["A2"].value == "'=1+1" and sheet["A2"].data_type == "s" and len(told) == sheet.max_row == 2
    assert AuditEntry.objects.filter(action="mentoring.export").count() == 2


def test_they_take_few_queries_however_many_people(
    pair: Pair, supervisor: Actor, make_user: Any, county: Any, client_of: Browser, django_assert_max_num_queries: Any
) -> None:
    for n in range(6):
        certified(make_user(f"q{n}", "learner", county.town, county.studio))
    for actor, kind in ((pair.learner, "own"), (pair.mentor, "apprentices"), (pair.mentor, "drills"), (supervisor, "houses")):
        browser = client_of(actor)
        with django_assert_max_num_queries(10):
            assert browser.get(f"/learn/reports/{kind}/").status_code == 200
