from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from training.courses.events import finished
from training.recognition import services


@receiver(finished, dispatch_uid="recognition.course_finished")
def course_finished(sender: Any, actor: Any, learner: Any, course: Any, **more: Any) -> None:
    services.award(actor=actor, learner=learner, course=course)
