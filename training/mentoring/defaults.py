"""The ladders as they are delivered: numbers are defaults that a county changes, each with where it comes from."""

from __future__ import annotations

from training.mentoring.enums import Evidence as E
from training.mentoring.enums import Grade as G
from training.mentoring.enums import Stage as S
from training.mentoring.enums import Track

KITSAP = "Kitsap DRC, Mediator Practicum: 至少六次观摩、至少六次与导师共同调解"
VIRGINIA = "Virginia mentorship practicum: 起草一份协议，每次前后有准备与评议"
IMI = "IMI Certified: 200 小时或 20 件"
CHAOAN = "潮州市潮安区人民调解员等级评定（四级）"
OURS = "本平台默认，各地可调整"

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
