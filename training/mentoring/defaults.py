"""The ladder as it is delivered: numbers are defaults a county changes, each with where it comes from."""

from __future__ import annotations

from training.mentoring.enums import Evidence as E
from training.mentoring.enums import Stage as S

KITSAP = "Kitsap DRC, Mediator Practicum: at least 6 observations, solo mock, at least 6 co-mediations with a mentor, final review"
IMI = "IMI: certified after 200 hours or 20 mediations"
OURS = "default of this product"

GATES: tuple[tuple[S, E, int, str], ...] = (
    (S.LEARNER, E.COURSE, 1, OURS), (S.LEARNER, E.SCENARIO, 2, OURS),
    (S.OBSERVER, E.OBSERVATION, 6, KITSAP),
    (S.DRILL, E.DRILL, 9, OURS), (S.DRILL, E.DRILL_LEAD, 3, OURS), (S.DRILL, E.ASSESSED, 1, OURS),
    (S.CO, E.CO, 6, KITSAP), (S.CO, E.TYPES, 3, OURS), (S.CO, E.AGREEMENT, 1, OURS),
    (S.SUPERVISED, E.LED, 5, OURS), (S.SUPERVISED, E.WATCHED, 1, OURS), (S.SUPERVISED, E.FEEDBACK, 1, OURS),
    (S.INDEPENDENT, E.LED, 20, IMI), (S.INDEPENDENT, E.MENTOR_COURSE, 1, OURS),
)
