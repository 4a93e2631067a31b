"""What each kind of answer is worth, and what the page sends is what is marked."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.training.samples import samples
from training.assessment import marking, sheet, statistics
from training.assessment.content import number, shown
from training.assessment.marking import FULL

ALL = samples()
IDS = {k: [o["id"] for o in ALL[k]["options"]] for k in ("single", "multiple", "judgement")}
PAIRS, STEPS = ALL["matching"]["pairs"], ALL["ordering"]["steps"]
WORTH: list[tuple[str, list[str], int]] = [
    ("single", [IDS["single"][1]], FULL),
    ("single", [IDS["single"][0]], 0),
    ("single", [], 0),
    ("multiple", IDS["multiple"][:3], FULL),
    ("multiple", IDS["multiple"][:2], 0),
    ("multiple", IDS["multiple"], 0),
    ("judgement", [IDS["judgement"][1]], FULL // 3),
    ("judgement", [IDS["judgement"][0]], FULL),
    ("matching", [f"{p['id']}={p['to']}" for p in PAIRS], FULL),
    ("matching", [f"{PAIRS[0]['id']}={PAIRS[0]['to']}"], FULL // 2),
    ("ordering", [f"{s['id']}={n}" for n, s in enumerate(STEPS, 1)], FULL),
    ("ordering", [f"{s['id']}={n}" for s, n in zip(STEPS, (2, 1, 3), strict=True)], FULL // 3),
    ("short", ["  三十天内。"], FULL),
    ("short", ["一个月"], FULL // 2),
    ("short", ["两年"], 0),
    ("numeric", ["３０．４"], FULL),
    ("numeric", ["31"], 0),
    ("numeric", ["三十"], 0),
    ("cloze", ["1=30", "2=0"], FULL),
    ("cloze", ["1=30", "2=1"], FULL // 2),
    ("cloze", ["2=0"], FULL // 2),
]


@pytest.mark.parametrize(("kind", "chosen", "points"), WORTH)
def test_worth(kind: str, chosen: list[str], points: int) -> None:
    assert marking.possible(ALL[kind], chosen)
    assert marking.worth(ALL[kind], chosen) == points


NOT_YET = [
    ("numeric", ["30天"]),
    ("matching", [f"{PAIRS[0]['id']}={PAIRS[0]['to']}"]),
    ("ordering", [f"{s['id']}=1" for s in STEPS]),
    ("cloze", ["1=30"]),
    ("cloze", ["1=x", "2=0"]),
    ("short", []),
    ("short", ["  "]),
]


@pytest.mark.parametrize(("kind", "chosen"), NOT_YET)
def test_what_is_not_finished_is_kept_but_not_handed_in(kind: str, chosen: list[str]) -> None:
    assert marking.possible(ALL[kind], chosen)
    assert marking.fault(ALL[kind], chosen)


@settings(suppress_health_check=[HealthCheck.too_slow])  # the first letters of all scripts are slow to make on a busy machine
@given(st.sampled_from(list(ALL)), st.lists(st.text(max_size=12), max_size=5))
def test_nothing_sent_breaks_the_marking(kind: str, chosen: list[str]) -> None:
    if marking.possible(ALL[kind], chosen):
        marking.fault(ALL[kind], chosen)
        assert 0 <= marking.worth(ALL[kind], chosen) <= FULL


def test_the_page_tells_no_right_answer_and_reads_back_what_was_chosen() -> None:
    right = {
        "matching": [f"{p['id']}={p['to']}" for p in PAIRS],
        "ordering": [f"{s['id']}={n}" for n, s in enumerate(STEPS, 1)],
        "cloze": ["1=30", "2=0"],
    }
    for kind, chosen in right.items():
        said = shown(ALL[kind], "en")
        lines, pieces = sheet.lines(said, chosen, "seed"), sheet.pieces(said, chosen)
        post = QueryDict(mutable=True)
        for line in lines:
            post.appendlist("q3", next(p.value for p in line.picks if p.on))
        for piece in pieces:
            if piece.gap:
                post.appendlist(f"q3.{piece.gap}", piece.typed)

        assert marking.worth(ALL[kind], sheet.read(post, 3) or []) == FULL
        assert all(part.good for part in sheet.told(said, chosen))
        assert not set(p["to"] for p in PAIRS) & {p["id"] for p in PAIRS}
    assert sheet.read(QueryDict("q1=x"), 3) is None
    assert sheet.read(QueryDict("t3=0"), 3) == []


@pytest.mark.parametrize(
    ("text", "value"), [("1,200.50", "1200.50"), ("−3", "-3"), ("１２", "12"), (".5", "0.5"), ("12,3", None), ("", None), ("1e999", None)]
)
def test_numbers_as_people_write_them(text: str, value: str | None) -> None:
    found = number(text)

    assert (None if found is None else float(found)) == (None if value is None else float(value))


def test_chance_by_moodles_definition() -> None:
    assert marking.guess(ALL["single"]) == Fraction(1, 2)
    assert marking.guess(ALL["judgement"]) == Fraction(4, 9)
    assert marking.guess(ALL["matching"]) == Fraction(1, 3)
    assert marking.guess(ALL["multiple"]) is None
    assert marking.guess(ALL["short"]) == 0


class TestItemAnalysis:
    """Five learners, two questions; worked by hand from the definitions."""

    A, B = (1.0, 1.0, 1.0, 0.0, 0.0), (1.0, 1.0, 0.0, 0.0, 1.0)
    TOTAL = (2.0, 2.0, 1.0, 0.0, 1.0)

    def test_of_a_question(self) -> None:
        found = statistics.question(self.A, self.TOTAL, guess=Fraction(1, 4), questions=2)

        # mean 3/5; sample variance 0.3; the rest is B with the same; covariance (2 - 5*0.6*0.6)/4 = 0.05; sorted alike: 0.3
        assert found.facility == pytest.approx(60)
        assert found.deviation == pytest.approx(100 * 0.3**0.5)
        assert (found.guess, found.intended_weight) == (25, 50)
        assert found.discrimination == pytest.approx(100 * 0.05 / 0.3)
        assert found.efficiency == pytest.approx(100 * 0.05 / 0.3)

    def test_of_the_whole(self) -> None:
        found = statistics.whole(self.TOTAL, [self.A, self.B], 2)

        # mean 1.2 of 2; sample variance 0.7; alpha = 2 * (1 - 0.6/0.7)
        assert found.mean == pytest.approx(60)
        assert found.median == pytest.approx(50)
        assert found.deviation == pytest.approx(100 * 0.7**0.5 / 2)
        assert found.consistency == pytest.approx(100 * 2 * (1 - 0.6 / 0.7))
        assert found.standard_error == pytest.approx(100 * (1 - 2 * (1 - 0.6 / 0.7)) ** 0.5 * 0.7**0.5 / 2)

    def test_few_people_or_no_spread_give_no_figure(self) -> None:
        few = statistics.question([1.0] * 4, [1.0] * 4, guess=None, questions=1)
        flat = statistics.question([1.0] * 9, [1.0] * 9, guess=None, questions=1)

        assert (few.facility, few.attempts) == (None, 4)
        assert (flat.facility, flat.discrimination, flat.efficiency) == (100, None, None)
        assert statistics.whole([1.0] * 9, [[1.0] * 9], 1).kurtosis is None

    def test_weights_are_shares_of_the_whole(self) -> None:
        rows = [statistics.question(x, self.TOTAL, guess=None, questions=2) for x in (self.A, self.B)]

        assert statistics.weighted(rows) == [pytest.approx(50), pytest.approx(50)]


def test_every_kind_is_drawn_and_answered_in_a_browser_without_script(db: Any, learner: Any, client_of: Any, school: Any) -> None:
    from mediation.common.actor import system
    from training.assessment.exchange import moodle_out
    from training.assessment.models import Attempt, QuizEntry
    from training.assessment.services import bring_in

    done = bring_in(
        actor=system("tests"), data=moodle_out.write([(k, "law", q) for k, q in ALL.items()]), language="zh-hans", competency="law"
    )
    quiz = school.quizzes[0]
    quiz.entries.all().delete()
    for n, one in enumerate(done):
        QuizEntry.objects.create(quiz=quiz, question_id=one.question, sort_order=n)
    client = client_of(learner)
    client.post(f"/learn/{school.course.slug}/start/")
    client.post(school.url(0, "quiz/"))
    attempt = Attempt.objects.get()
    page = client.get(school.url(0, "quiz/")).content.decode()
    form: dict[str, Any] = {}
    for row in attempt.answers.select_related("version"):
        for key, value in _right(row.version.content).items():
            form[f"q{row.order}{key}"] = value

    answer = client.post(school.url(0, f"quiz/{attempt.pk}/hand-in/"), form)

    attempt.refresh_from_db()
    assert page.count("<fieldset") == 9
    assert "总的说明" not in page
    assert (answer.status_code, attempt.right, attempt.points) == (302, 9, 9 * FULL)
    result = client.get(school.url(0, f"quiz/{attempt.pk}/")).content.decode()
    assert result.count("总的说明") == 9


def _right(content: dict[str, Any]) -> dict[str, Any]:
    if "options" in content:
        return {"": [o["id"] for o in content["options"] if o["worth"] == "100"]}
    if "pairs" in content:
        return {"": [f"{p['id']}={p['to']}" for p in content["pairs"]]}
    if "steps" in content:
        return {"": [f"{s['id']}={n}" for n, s in enumerate(content["steps"], 1)]}
    if "gaps" in content:
        return {".1": "30", ".2": "0"}
    return {"": content["accepted"][0]["text"].rstrip("*")}
