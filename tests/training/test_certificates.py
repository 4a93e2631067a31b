"""A finished course gives a certificate; its code says valid, expired, revoked or unknown to anybody, and no more than is printed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.notifications.models import Notice
from tests.training.conftest import School
from training.courses import selectors as courses
from training.courses import services as following
from training.courses.models import CoursePage, Enrolment
from training.recognition import selectors, services
from training.recognition.models import Certificate
from training.recognition.selectors import Standing

pytestmark = pytest.mark.django_db


def give(school: School, learner: Actor, actor: Actor | None = None) -> Certificate:
    row = services.award(actor=actor or learner, learner=learner.subject, course=school.course.translation_key)  # type: ignore[arg-type]
    assert row is not None
    return row


def test_the_last_lesson_gives_the_certificate_once(school: School, learner: Actor) -> None:
    with translation.override("zh-hans"):
        following.enrol(actor=learner, standing=courses.standing(learner, "first", "zh-hans"))
        enrolment = Enrolment.objects.get(learner=learner.subject)
        for number, lesson in enumerate(school.lessons):
            assert Certificate.objects.count() == 0, number
            following.progress._done(learner, enrolment.pk, lesson.translation_key)
        following.progress._done(learner, enrolment.pk, school.lessons[-1].translation_key)
    row = Certificate.objects.get()
    assert (row.name, row.title_zh, row.title_en) == ("何苗", "第一课程", "First course")
    assert row.revision == school.course.live_revision_id
    assert Notice.objects.filter(kind="recognition.awarded", recipient=learner.key).count() == 1
    assert give(school, learner) == row


def test_a_course_that_gives_none_gives_none(school: School, learner: Actor) -> None:
    CoursePage.objects.update(gives_certificate=False)
    assert services.award(actor=learner, learner=learner.subject, course=school.course.translation_key) is None  # type: ignore[arg-type]


def test_what_it_says_does_not_change_with_the_course(school: School, learner: Actor) -> None:
    row = give(school, learner)
    CoursePage.objects.update(title="另一门课")
    row.refresh_from_db()
    assert row.title_zh == "第一课程"


def test_the_paper_is_the_learners_and_is_printed_once(
    school: School, learner: Actor, mentor: Actor, supervisor: Actor, outsider: Actor, client_of: Callable[..., Client]
) -> None:
    row = give(school, learner)
    first = services.paper(actor=learner, certificate=row)
    assert services.paper(actor=learner, certificate=row) == first
    for actor in (mentor, supervisor, outsider):
        with pytest.raises(NotFound):
            services.paper(actor=actor, certificate=row)
        assert client_of(actor).get(f"/learn/certificates/{row.pk}/paper/").status_code == 404
        assert client_of(actor).get(f"/papers/{first.pk}/").status_code == 404
    answer = client_of(learner).get(f"/learn/certificates/{row.pk}/paper/", follow=True)
    assert answer.content.startswith(b"%PDF-")


def test_anybody_hears_where_a_code_stands_and_not_more(
    school: School, learner: Actor, supervisor: Actor, client_of: Callable[..., Client], anonymous: Actor
) -> None:
    CoursePage.objects.update(certificate_months=12)
    row = give(school, learner)
    browser = client_of(anonymous)
    address = f"/verify/certificate/{row.code}/"
    body = browser.get(address).content.decode()
    assert 'data-answer="valid"' in body and "何苗" in body and str(row.learner) not in body
    assert browser.get(f"/verify/certificate/?code={row.code[:4]}-{row.code[4:]}", follow=True).content.decode().count("何苗") == 1
    assert row.expires_on is not None
    with time_machine.travel(clock.now() + timedelta(days=367), tick=False):
        late = browser.get(address).content.decode()
    assert 'data-answer="expired"' in late
    for unknown in ("AAAA", "x" * 300, "%00", row.code[::-1]):
        answer = browser.get(f"/verify/certificate/{unknown}/")
        assert answer.status_code in (200, 400, 404) and "何苗" not in answer.content.decode()
    services.revoke(actor=supervisor, certificate=row, reason="考试由别人代考")
    gone = browser.get(address).content.decode()
    assert 'data-answer="revoked"' in gone and "何苗" not in gone and "代考" not in gone
    assert browser.get(f"{address}badge.json").status_code == 404
    own = client_of(learner).get("/learn/certificates/").content.decode()
    assert "考试由别人代考" in own
    with pytest.raises(Conflict):
        services.paper(actor=learner, certificate=Certificate.objects.get())


def test_revoking_is_for_the_place_and_wants_a_reason(
    school: School, learner: Actor, supervisor: Actor, mediator: Actor, make_user: Any, county: Any, client_of: Callable[..., Client]
) -> None:
    row = give(school, learner)
    far = make_user("far", "supervisor", county.other_town)
    for actor in (learner, mediator, far):
        with pytest.raises(NotFound):
            services.revoke(actor=actor, certificate=row, reason="没有理由可说")
    with pytest.raises(Invalid):
        services.revoke(actor=supervisor, certificate=row, reason="  ")
    answer = client_of(supervisor).post(f"/learn/certificates/{row.pk}/revoke/", {"reason": "短"})
    assert answer.status_code == 422 and "短" in answer.content.decode()
    for _again in range(2):
        assert client_of(supervisor).post(f"/learn/certificates/{row.pk}/revoke/", {"reason": "资料不属实"}).status_code == 302
    assert Notice.objects.filter(kind="recognition.revoked").count() == 1
    assert selectors.own(supervisor) == [] and selectors.to_oversee(far) == []


def test_the_badge_follows_open_badges_3(school: School, learner: Actor, client_of: Callable[..., Client], anonymous: Actor) -> None:
    CoursePage.objects.update(certificate_months=24)
    row = give(school, learner)
    answer = client_of(anonymous).get(f"/verify/certificate/{row.code}/badge.json")
    body = json.loads(answer.content)
    assert body["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert body["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert {"id", "issuer", "validFrom", "validUntil", "credentialSubject"} <= set(body)
    achievement = body["credentialSubject"]["achievement"]
    assert {"id", "type", "name", "description", "criteria"} <= set(achievement)
    assert "何苗" not in answer.content.decode()
    assert body["credentialSubject"]["identifier"][0]["identityHash"].startswith("sha256$")


def test_a_day_more_and_it_is_over(school: School, learner: Actor) -> None:
    row = give(school, learner)
    row.expires_on = clock.today()
    assert selectors.standing(row) is Standing.VALID
    row.expires_on = clock.today() - timedelta(days=1)
    assert selectors.standing(row) is Standing.EXPIRED
