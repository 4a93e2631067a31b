"""The ladders as they are delivered: numbers are defaults that a county changes, each with where it comes from."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from training.mentoring.enums import Evidence as E
from training.mentoring.enums import Grade as G
from training.mentoring.enums import Stage as S
from training.mentoring.enums import Track

KITSAP = _("Kitsap DRC, mediator practicum: at least six observations, at least six co-mediations with a mentor")
VIRGINIA = _("Virginia, mentorship practicum: an agreement written, a portfolio before and an evaluation after each")
IMI = _("IMI, certified mediator: 200 hours or 20 mediations")
CHAOAN = _("grade four as assessed in Chao'an, Chaozhou")
OURS = _("default of this product, for a county to change")
COUNTY = _("decided by the county")

GATES: dict[Track, tuple[tuple[int, E, int, str], ...]] = {
    Track.PATH: (
        (S.LEARNER, E.COURSE, 1, OURS), (S.LEARNER, E.THEORY, 80, OURS), (S.LEARNER, E.SCENARIO, 2, OURS),
        (S.OBSERVER, E.OBSERVATION, 6, KITSAP),
        (S.DRILL, E.DRILL, 9, OURS), (S.DRILL, E.DRILL_LEAD, 3, OURS), (S.DRILL, E.ASSESSED, 1, OURS),
        (S.CO, E.CO, 6, KITSAP), (S.CO, E.TYPES, 3, OURS), (S.CO, E.AGREEMENT, 1, VIRGINIA), (S.CO, E.RATED, 4, OURS),
        (S.SUPERVISED, E.LED, 5, OURS), (S.SUPERVISED, E.WATCHED, 1, OURS), (S.SUPERVISED, E.FEEDBACK, 1, OURS),
        (S.INDEPENDENT, E.LED, 20, IMI), (S.INDEPENDENT, E.MENTOR_COURSE, 1, OURS),
    ),
    # only grade four has conditions that can be read; a county writes those of the others before anybody can reach them
    Track.GRADE: (
        (G.NONE, E.YEARS, 2, CHAOAN), (G.NONE, E.CASES, 50, CHAOAN), (G.NONE, E.ORAL, 30, CHAOAN), (G.NONE, E.SUCCESS, 85, CHAOAN),
        (G.NONE, E.COURSE, 1, CHAOAN), (G.NONE, E.CLEAN, 1, CHAOAN),
    ),
}
