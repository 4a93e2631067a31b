from __future__ import annotations

from typing import Any

import pytest
from django.core import mail

from mediation.accounts.models import User
from mediation.common.actor import Actor
from mediation.jobs.models import Job
from mediation.notifications import kinds, tasks
from mediation.notifications.models import Notice
from mediation.notifications.services import notify
from tests.cast import user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def wording(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds.register(kinds.Kind("tests.alarm", "有一件急事 %(number)s", "请尽快打开查看。"))


@pytest.fixture
def reachable(supervisor: Actor) -> Actor:
    User.objects.filter(pk=user_of(supervisor).pk).update(email="duty@example.org")
    return supervisor


def run(job: Job) -> None:
    tasks.send_mail(**job.payload)


def test_urgent_notice_goes_by_mail_with_its_own_words_and_a_key(wording: None, reachable: Actor) -> None:
    notice = notify(reachable.key, "tests.alarm", urgent=True, link="/care/", number="QX-1")

    run(Job.objects.get(task__endswith="send_mail"))

    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["duty@example.org"], "有一件急事 QX-1")
    assert sent.body.startswith("请尽快打开查看。")
    assert sent.body.endswith("/care/")
    assert sent.extra_headers["Message-ID"] == f"<{notice.id}@xinqiao>"


def test_calm_notices_and_those_to_parties_send_no_mail(wording: None, reachable: Actor, party: Actor) -> None:
    notify(reachable.key, "tests.alarm", number="QX-1")
    notify(party.key, "tests.alarm", urgent=True, number="QX-1")

    assert not Job.objects.filter(task__endswith="send_mail").exists()


@pytest.mark.parametrize("why", ["read", "no address"])
def test_nothing_goes_out_where_it_was_read_or_nobody_can_be_reached(why: str, wording: None, reachable: Actor, settings: Any) -> None:
    notice = notify(reachable.key, "tests.alarm", urgent=True, number="QX-1")
    if why == "read":
        Notice.objects.filter(pk=notice.pk).update(read_at=notice.created_at)
    else:
        User.objects.update(email="")

    run(Job.objects.get(task__endswith="send_mail"))

    assert mail.outbox == []
