from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from training.assessment.events import handed_in
from training.courses import services


@receiver(handed_in, dispatch_uid="courses.quiz_handed_in")
def quiz_handed_in(sender: Any, actor: Any, attempt: Any, **more: Any) -> None:
    services.quiz_handed_in(actor=actor, attempt=attempt)
