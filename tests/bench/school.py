"""A county that learns, for `make bench-training`: 50 courses, 1,000 learners with 20,000 attempts, 4,000 more learners beside them.

Through the real models, in bulk. Prints what the load needs to know, and how many queries a lesson and a saved answer take.

    python -m tests.bench.school
"""

from __future__ import annotations

import json
import os
import sys
import uuid
from datetime import timedelta
from typing import Any

import django

COURSES, LESSONS, BUSY, ALL, ATTEMPTS, HOUSES = 50, 6, 1000, 5000, 20_000, 100
PASSWORD = "xinqiao-bench"
TEXT = "<p>" + "先请双方各说三分钟，再逐条归纳，问一句“我这样说对吗”。" * 12 + "</p>"


def places() -> tuple[Any, list[Any]]:
    from mediation.common.actor import system
    from mediation.territory.enums import Level, OrganisationKind
    from mediation.territory.services import add_area, add_organisation

    me = system("bench")
    root = add_area(
        actor=me, parent=None, level=Level.DISTRICT, name="清溪县", name_en="Qingxi", code="999900", latitude=30.1, longitude=120.1
    )
    kind = OrganisationKind.COMMITTEE
    return root, [add_organisation(actor=me, kind=kind, name=f"调委会{n:03}", name_en=f"House {n}", area=root) for n in range(HOUSES)]


def people(root: Any, houses: list[Any]) -> list[Any]:
    """The password is hashed once, as costly as ever; signing in checks it for each."""
    from django.contrib.auth.hashers import make_password

    from mediation.accounts.models import RoleAssignment, User
    from mediation.accounts.roles import Role
    from mediation.common import clock

    now, kept = clock.now(), make_password(PASSWORD)
    names = [f"learner{n}" for n in range(ALL)] + ["mentor", "supervisor"]
    User.objects.bulk_create(
        (User(username=n, display_name=n, password=kept, date_joined=now) for n in names), batch_size=500
    )
    rows = list(User.objects.filter(username__in=names[-2:]))
    rows = [*User.objects.filter(username__startswith="learner").order_by("pk"), *rows]
    roles = [Role.LEARNER] * ALL + [Role(u.username) for u in rows[ALL:]]
    RoleAssignment.objects.bulk_create(
        (
            RoleAssignment(user=u, role=role, area=root, organisation=houses[n % HOUSES], since=clock.today() - timedelta(days=9))
            for n, (u, role) in enumerate(zip(rows, roles, strict=True))
        ), batch_size=500,
    )
    return rows


def courses() -> list[tuple[Any, list[Any]]]:
    from cms import foundation
    from tests.training.conftest import make_question
    from training.assessment.models import Quiz, QuizEntry
    from training.courses.models import CourseIndexPage, CoursePage, LessonPage

    home = foundation.lay()
    shelf = CourseIndexPage(title="课程", slug="courses", locale=home.locale)
    home.add_child(instance=shelf)
    made = []
    for c in range(COURSES):
        quiz = Quiz.objects.create(title=f"小测验{c}", pass_percent=50)
        for n in range(4):
            QuizEntry.objects.create(quiz=quiz, question=make_question(f"题{c}-{n}"), sort_order=n)
        course = CoursePage(title=f"课程{c}", slug=f"course-{c}", locale=home.locale)
        shelf.add_child(instance=course)
        lessons = []
        for n in range(LESSONS):
            body = json.dumps([{"type": "text", "value": TEXT}] * 4)
            page = LessonPage(title=f"第{n + 1}课", slug=f"lesson-{n}", locale=home.locale, body=body, quiz=quiz if n == 0 else None)
            course.add_child(instance=page)
            lessons.append(page)
        made.append((course, lessons))
    return made


def learning(users: list[Any], made: list[tuple[Any, list[Any]]]) -> None:
    from mediation.common import clock
    from training.assessment.marking import FULL
    from training.assessment.models import Answer, Attempt, QuestionVersion
    from training.courses.models import Enrolment, Progress
    from training.recognition.models import Certificate

    now = clock.now()
    versions = {c: list(QuestionVersion.objects.filter(question__stem_zh__startswith=f"题{c}-").order_by("pk")) for c in range(COURSES)}
    taken = [(users[n % BUSY], (n // BUSY + n) % COURSES) for n in range(ATTEMPTS)]
    pairs = {(u.public_id, c): u for u, c in taken} | {(u.public_id, 0): u for u in users[:ALL]}
    held = [Enrolment(learner=who, course=made[c][0].translation_key, started_at=now) for who, c in pairs]
    Enrolment.objects.bulk_create(held, batch_size=500)
    Progress.objects.bulk_create(
        (
            Progress(enrolment=row, lesson=made[c][1][0].translation_key, opened_at=now)
            for row, (_who, c) in zip(held, pairs, strict=True)
        ), batch_size=500,
    )
    attempts = [
        Attempt(
            quiz_id=made[c][1][0].quiz_id, learner=u.public_id, lesson=made[c][1][0].translation_key, revision=None, pass_percent=50,
            started_at=now - timedelta(days=1), submitted_at=now, out_of=4, points=2 * FULL, right=2,
        )
        for u, c in taken
    ]
    Attempt.objects.bulk_create(attempts, batch_size=500)
    Answer.objects.bulk_create(
        (
            Answer(attempt=a, order=n, version=v, chosen=[], turn=1, saved_at=now, right=n < 2, points=FULL if n < 2 else 0)
            for a, (_u, c) in zip(attempts, taken, strict=True) for n, v in enumerate(versions[c])
        ), batch_size=500,
    )
    Certificate.objects.bulk_create(
        (
            Certificate(
                learner=u.public_id, course=made[1][0].translation_key, name=u.display_name, title_zh="课程1", title_en="Course 1",
                issuer="司法所", area_path="0001", code=uuid.uuid4().hex[:16], issued_on=clock.today(),
            )
            for u in users[:3000]
        ), batch_size=500,
    )


def accompanying(users: list[Any], root: Any) -> None:
    from mediation.accounts.selectors import actor_of_user
    from mediation.common import clock
    from training.mentoring.enums import Track
    from training.mentoring.models import LadderTemplate, Portfolio
    from training.mentoring.services import contract
    from training.roleplay.models import Drill, Part, Play, PlayVersion

    now, mentor = clock.now(), users[ALL]
    ladder = LadderTemplate.objects.filter(track=Track.PATH).first()
    Portfolio.objects.bulk_create(
        (
            Portfolio(person=u.public_id, name=u.display_name, area_path=root.path, template=ladder, step=n % 7, opened_at=now)
            for n, u in enumerate(users[10:4000])
        ), batch_size=500,
    )
    for u in users[:3]:
        row = contract.propose(
            actor=actor_of_user(mentor), apprentice=u.public_id, plan="三个月内跟看六次调解，先看邻里纠纷。", rhythm="每周",
            until=clock.today() + timedelta(days=200),
        )
        contract.answer(actor=actor_of_user(u), contract=row, yes=True)
    play = Play.objects.create(title_zh="漏水", changed_at=now)
    version = PlayVersion.objects.create(play=play, number=1, content={}, published_at=now)
    drills = [
        Drill(
            version=version, trainer=mentor.public_id, trainer_name="mentor", planned_at=now, state="done", press=uuid.uuid4(),
            created_at=now, ended_at=now,
        )
        for _ in range(200)
    ]
    Drill.objects.bulk_create(drills)
    roles = ("mediator", "partya", "partyb", "", "")
    Part.objects.bulk_create(
        Part(drill=d, person=users[(n * 5 + i) % ALL].public_id, name="x", role=role, submitted_at=now if not role else None)
        for n, d in enumerate(drills) for i, role in enumerate(roles)
    )


def counted(made: list[tuple[Any, list[Any]]], learner: Any) -> dict[str, int]:
    """Queries of a lesson opened for the first time and again, and of an answer that is saved."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from mediation.accounts.selectors import actor_of_user
    from training.assessment.services import attempts
    from training.courses.models import Progress

    browser, lesson = Client(), made[0][1][0]
    browser.force_login(learner, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/learn/{made[0][0].slug}/{lesson.slug}/"
    found = {}

    def queries(name: str, ask: Any, status: int = 200) -> None:
        with CaptureQueriesContext(connection) as seen:
            answer = ask()
        if answer.status_code != status:
            raise SystemExit(f"{name}: {answer.status_code}")
        found[name] = len(seen)

    browser.get(address)
    queries("lesson", lambda: browser.get(address))
    Progress.objects.filter(enrolment__learner=learner.public_id, lesson=lesson.translation_key).delete()
    queries("lesson, the first time", lambda: browser.get(address))
    row = attempts.begin(actor=actor_of_user(learner), quiz=lesson.quiz, lesson=lesson.translation_key, revision=None)
    right = row.answers.select_related("version")[0].version.content["options"][0]["id"]
    said = {"order": 0, "turn": 1, "chosen": right}
    queries("saved answer", lambda: browser.post(f"{address}quiz/{row.pk}/save/", said))
    return found


def main() -> None:
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import transaction
    from django.utils import translation

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    call_command("migrate", verbosity=0, interactive=False)
    with translation.override("zh-hans"):
        with transaction.atomic():
            root, houses = places()
            users = people(root, houses)
            made = courses()
            learning(users, made)
            accompanying(users, root)
        found = counted(made, users[0])
    print(json.dumps({"queries": found, "lesson": f"/learn/{made[0][0].slug}/{made[0][1][0].slug}/", "plain": "/zh-hans/"}), flush=True)
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
