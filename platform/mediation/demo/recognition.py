"""The demo's learner has finished the second course a month ago, and a mediator before applying for a grade: both hold its certificate."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from cms.foundation import LANGUAGES
from mediation.common import clock
from mediation.demo.world import World
from training.courses import selectors
from training.courses import services as following
from training.courses.models import Progress
from training.recognition import services

COURSE = "agreement-days"
GRADED = "qian.fu"  # applies for grade four


def build(world: World) -> None:
    _finished(world, "learner", 30)
    _finished(world, GRADED, 60)


def _finished(world: World, username: str, days: int) -> None:
    actor = world.actor(username)
    with clock.told(world.now - timedelta(days=days)):
        standing = selectors.standing(actor, COURSE, LANGUAGES[0])
        enrolment = following.enrol(actor=actor, standing=standing)
        for step in standing.steps:
            done = {"opened_at": clock.now(), "done_at": clock.now()}
            Progress.objects.get_or_create(enrolment_id=enrolment, lesson=step.lesson.translation_key, defaults=done)
        services.award(actor=actor, learner=UUID(actor.subject), course=standing.course.translation_key)
