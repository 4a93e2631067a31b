"""The demo's learner has finished the second course a month ago, and holds its certificate."""

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


def build(world: World) -> None:
    actor = world.actor("learner")
    with clock.told(world.now - timedelta(days=30)):
        standing = selectors.standing(actor, COURSE, LANGUAGES[0])
        enrolment = following.enrol(actor=actor, standing=standing)
        for step in standing.steps:
            done = {"opened_at": clock.now(), "done_at": clock.now()}
            Progress.objects.get_or_create(enrolment_id=enrolment, lesson=step.lesson.translation_key, defaults=done)
        services.award(actor=actor, learner=UUID(actor.subject), course=standing.course.translation_key)
