"""One stream of evidence, read from where it happened: the newest counts, what was not observed is nothing, and it is the person's own."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from mediation.common import clock
from mediation.common.actor import Actor
from tests.training.conftest import School
from tests.training.mentoring.conftest import PLAN, Pair, in_a_year
from training.assessment.enums import Competency
from training.assessment.services import attempts
from training.competencies import selectors, sources
from training.competencies.enums import Source
from training.competencies.indicators import BY_CODE, INDICATORS
from training.competencies.sources import Item
from training.mentoring.services import contract as contracts

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(mentor: Actor, learner: Actor) -> Pair:
    row = contracts.propose(actor=mentor, apprentice=uuid.UUID(learner.subject), plan=PLAN, rhythm="每周一次", until=in_a_year())
    contracts.answer(actor=learner, contract=row, yes=True)
    row.refresh_from_db()
    return Pair(mentor, learner, row.portfolio, row)


def area(person: Actor, competency: Competency) -> selectors.Area:
    return next(a for a in selectors.areas(uuid.UUID(person.subject)) if a.competency == competency)


def way(found: selectors.Area, source: Source) -> selectors.Way:
    return next(w for w in found.ways if w.source == source)


def test_nine_competencies_and_about_forty_five_indicators() -> None:
    by = Counter(i.competency for i in INDICATORS)
    assert set(by) == set(Competency) and min(by.values()) >= 3
    assert 43 <= len(INDICATORS) <= 48 and len(BY_CODE) == len(INDICATORS)
    assert all(i.code.startswith(f"{i.competency.value}.") and i.source for i in INDICATORS)


def test_the_newest_answer_to_each_question_counts(school: School, learner: Actor) -> None:
    def take(right: bool) -> None:
        quiz = school.quizzes[1]
        row = attempts.begin(actor=learner, quiz=quiz, lesson=school.lessons[1].translation_key, revision=None)
        answer = row.answers.select_related("version").get()
        options = answer.version.content["options"]
        chosen = [o["id"] for o in options if (o["worth"] == "100") is right][:1]
        attempts.submit(actor=learner, attempt=row, chosen={0: chosen})

    assert way(area(learner, Competency.OPENING), Source.QUESTION).seen == 0
    take(False)
    assert (way(area(learner, Competency.OPENING), Source.QUESTION).good, area(learner, Competency.OPENING).shaky) == (0, True)
    take(True)
    found = way(area(learner, Competency.OPENING), Source.QUESTION)
    assert (found.seen, found.good) == (1, 1)  # tried twice, and it is one


def test_what_the_mentor_saw_counts_when_both_have_signed(pair: Pair) -> None:
    entry = pair.line("meeting", by=pair.mentor, seen={"opening.rights": 1})
    assert area(pair.learner, Competency.OPENING).observed == 0
    from training.mentoring.services import log

    log.sign(actor=pair.learner, entry=entry, yes=True)
    pair.both("meeting", by=pair.mentor, seen={"opening.rights": 3})
    found = area(pair.learner, Competency.OPENING)
    seen = next(s for s in found.indicators if s.indicator.code == "opening.rights")
    assert found.observed == 1 and seen.item is not None and seen.item.words in ("能教", "can teach it")
    assert all(s.item is None for s in found.indicators if s.indicator.code != "opening.rights")


def test_another_area_gives_its_part_through_the_port(learner: Actor) -> None:
    now = clock.now()
    mine = uuid.UUID(learner.subject)
    rows = [
        Item(now, Source.DRILL, Competency.CARE, "care.strain", True, "好"),
        Item(now - timedelta(days=1), Source.DRILL, Competency.CARE, "care.strain", False, "还不行"),
    ]
    sources.register("test", lambda person: rows if person == mine else [])
    try:
        seen = next(s for s in area(learner, Competency.CARE).indicators if s.indicator.code == "care.strain")
        assert seen.item == rows[0]
    finally:
        sources.register("test", lambda person: [])


def test_the_next_step_is_the_earliest_way_that_is_missing(school: School, learner: Actor, pair: Pair) -> None:
    person = uuid.UUID(learner.subject)
    step = selectors.next_step(person, selectors.areas(person), "zh-hans")
    assert step is not None and step.source == Source.QUESTION and step.competency == Competency.OPENING
    assert step.url == f"/learn/{school.course.slug}/"
    full = [
        selectors.Area(a.competency, tuple(selectors.Way(w.source, 1, 1, clock.now()) for w in a.ways[:3]) + a.ways[3:], a.indicators)
        for a in selectors.areas(person)
    ]
    last = selectors.next_step(person, full, "zh-hans")
    assert last is not None and last.source == Source.SITTING and last.url == f"/learn/mentoring/{pair.portfolio.pk}/"


def test_the_page_is_the_persons_own(
    school: School, pair: Pair, supervisor: Actor, outsider: Actor, client_of: Callable[..., Client], django_assert_max_num_queries: Any
) -> None:
    pair.both("meeting", by=pair.mentor, seen={"opening.rights": 2})
    browser = client_of(pair.learner)
    browser.get("/learn/competencies/")
    with django_assert_max_num_queries(10):
        body = browser.get("/learn/competencies/").content.decode()
    assert "熟练" in body and "%" not in body.split("<main", 1)[-1].split("</main", 1)[0].replace("%20", "")
    theirs = f"/learn/mentoring/{pair.portfolio.pk}/competencies/"
    seen = client_of(pair.mentor).get(theirs)
    assert seen.status_code == 200 and "熟练" in seen.content.decode()
    for actor in (pair.learner, supervisor, outsider):
        assert client_of(actor).get(theirs).status_code == 404
    assert client_of(outsider).get("/learn/competencies/").status_code == 404
    contracts.end(actor=pair.learner, contract=pair.contract)
    assert client_of(pair.mentor).get(theirs).status_code == 404
