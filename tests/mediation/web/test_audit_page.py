"""The audit page: who did what when, within the reader's area, and never a way round the wall."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from mediation.accounts.services import assign_role
from mediation.audit import trail
from mediation.audit.models import AuditEntry
from mediation.casework.services import case as cases
from mediation.casework.services import claim
from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.common.errors import NotFound
from mediation.web import auditing
from mediation.web.auditing import Asked
from tests.cast import County, MakeUser, make_guest, user_of

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]


@pytest.fixture
def case(county: County, mediator: Actor) -> Any:
    report = cases.Report(
        kind="neighbour", story="金丝雀甲", wish="金丝雀乙", area=county.village,
        applicant=cases.Contact(name="王小梅", phone="13812340000"),
    )
    opened = cases.open_case(actor=None, report=report)
    return claim.claim(actor=mediator, case=opened.case)


def write(actor: Actor, action: str, kind: str, key: object, **detail: Any) -> None:
    from django.db import transaction

    with transaction.atomic():
        trail.record(actor, action, (kind, key), **detail)


def test_who_did_what_is_told_in_words_and_looking_is_written_down(
    admin: Actor, mediator: Actor, case: Any, client_of: ClientOf
) -> None:
    page = client_of(admin).get("/desk/audit/")

    words = page.content.decode()
    assert page.status_code == 200
    line = next(x for x in page.context["found"].lines if x.who == mediator.name)
    assert line.about == case.number
    assert "casework." not in words
    assert not any(secret in words for secret in ("金丝雀", "王小梅", "13812340000"))
    last = AuditEntry.objects.order_by("-number").first()
    assert last is not None
    assert (last.actor, last.action, last.reading) == (admin.key, "audit.look", True)


def test_filters_find_a_person_a_case_a_part_and_a_day(admin: Actor, mediator: Actor, county: County, case: Any) -> None:
    def found(**asked: Any) -> set[str]:
        return {x.who for x in auditing.look(actor=admin, asked=Asked(**asked)).lines}

    assert found(person="林静") == found(person="MEDIATOR") == {mediator.name}
    assert len(found(number=case.number.lower()) - {mediator.name}) == 1  # and the party, without a name
    assert "王小梅" not in found(number=case.number)
    assert found(person="林静", work="rooms") == set()
    assert found(person="林静", until=clock.today() - clock.DAY) == set()
    assert found(person="林静", since=clock.today(), until=clock.today()) == {mediator.name}
    assert found(person="林静", only="reads") == set()


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("person=谁也不是", "person"), ("number=QX-0", "number"), ("since=2026-02-02&until=2026-01-01", "until"),
        ("since=morgen", "since"), ("work=x", "work"),
    ],
)
def test_what_cannot_be_found_is_said_at_its_field(admin: Actor, client_of: ClientOf, query: str, field: str) -> None:
    page = client_of(admin).get(f"/desk/audit/?{query}")

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]


def test_the_trail_is_no_way_round_the_wall(admin: Actor, counsellor: Actor, case: Any) -> None:
    party = make_guest("王小梅")
    for action in ("care.consent", "care.answer", "rooms.wish_apart"):
        write(party, action, "screening", case.pk)
    write(system("screening.escalation"), "care.escalate", "flag", case.pk)
    write(counsellor, "care.advice", "case", case.pk, level="now")

    everything = auditing.look(actor=admin, asked=Asked()).lines
    of_case = auditing.look(actor=admin, asked=Asked(number=case.number)).lines

    of_care = [x for x in everything if x.who == counsellor.name]
    assert [(x.about, x.detail) for x in of_care] == [("", ())]
    assert not [x for x in everything if "care." in x.what or "apart" in x.what]
    assert counsellor.name not in {x.who for x in of_case}
    assert case.number not in {x.about for x in everything if x.who in (counsellor.name, "a visitor")}


def test_a_town_reads_its_own_people_and_cases_only(
    make_user: MakeUser, county: County, mediator: Actor, other_mediator: Actor, case: Any, outsider: Actor, supervisor: Actor,
    anonymous: Actor, client_of: ClientOf,
) -> None:
    here, there = make_user("clerk", "admin", county.town), make_user("clark", "admin", county.other_town)
    write(other_mediator, "casework.open", "case", "x")
    both = make_user("both", "mediator", county.town)
    assign_role(actor=system("tests"), user=user_of(both), role="mediator", area=county.other_town)  # type: ignore[arg-type]
    write(both, "casework.open", "case", "y")

    names = {x.who for x in auditing.look(actor=here, asked=Asked()).lines}

    assert mediator.name in names
    assert names.isdisjoint({other_mediator.name, "both"})
    page = client_of(there).get(f"/desk/audit/?number={case.number}")
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["number"])
    for who in (outsider, supervisor, anonymous):
        with pytest.raises(NotFound):
            auditing.look(actor=who, asked=Asked())
        with pytest.raises(NotFound):
            auditing.check(actor=who)
    assert [client_of(who).get("/desk/audit/").status_code for who in (outsider, supervisor, anonymous)] == [404, 404, 302]


def test_the_chain_is_checked_on_a_press_and_says_where_it_breaks(
    admin: Actor, case: Any, client_of: ClientOf, settings: Any
) -> None:
    browser = client_of(admin)
    assert browser.post("/desk/audit/check/").status_code == 302
    assert browser.get("/desk/audit/").context["found"].checked.detail["whole"] is True

    settings.AUDIT_KEY = "another key: no line fits any more"  # the table itself refuses to be changed
    browser.post("/desk/audit/check/")

    checked = browser.get("/desk/audit/").context["found"].checked
    assert (checked.detail["whole"], checked.detail["first_bad"]) == (False, 1)


def test_the_export_holds_the_same_lines_starts_no_formula_and_is_written_down(
    admin: Actor, make_user: MakeUser, county: County, client_of: ClientOf
) -> None:
    sly = make_user("sly", "mediator", county.town, name="=HYPERLINK(1)")
    write(sly, "casework.open", "case", "x", grade="+1")

    answer = client_of(admin).get("/desk/audit/export/?person=sly")

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert rows[1][2] == "'=HYPERLINK(1)"
    assert answer["Content-Type"].startswith("text/csv")
    last = AuditEntry.objects.order_by("-number").first()
    assert last is not None
    assert (last.action, last.detail["by_person"]) == ("audit.export", True)


def test_older_lines_follow_without_a_gap(admin: Actor, mediator: Actor) -> None:
    for _ in range(7):
        write(mediator, "casework.open", "case", "x")

    first = auditing.look(actor=admin, asked=Asked(person="mediator"), limit=4)
    second = auditing.look(actor=admin, asked=Asked(person="mediator"), limit=4, before=first.older)

    assert (len(first.lines), len(second.lines), second.older) == (4, 3, None)
    assert [x.number for x in first.lines + second.lines] == sorted({x.number for x in first.lines + second.lines}, reverse=True)


@pytest.mark.parametrize("place", ["/desk/audit/", "/desk/audit/export/"])
@pytest.mark.parametrize("asked", ["since=0001-01-01", "until=9999-12-31", "since=9999-12-31", "until=0001-01-01"])
def test_the_ends_of_the_calendar_are_refused_in_words(admin: Actor, client_of: ClientOf, place: str, asked: str) -> None:
    page = client_of(admin).get(f"{place}?{asked}")

    assert page.status_code == 422
    assert page.context["form"].errors[asked[:5]]


def busy_day(mediator: Actor, counsellor: Actor, case: Any) -> None:
    """Between any two lines a mediator leaves, somebody is asked, a job runs, a party wishes to talk alone."""
    party = make_guest("王小梅")
    for _ in range(6):
        write(mediator, "casework.claim", "case", case.pk)
        for who, action in (
            (party, "care.answer"), (party, "minors.say"), (system("screening.escalation"), "care.escalate"), (party, "rooms.wish_apart"),
        ):
            write(who, action, "screening", case.pk)
        write(counsellor, "care.contact", "flag", case.pk)


@pytest.mark.parametrize("place", ["area", "town", "village"])
@pytest.mark.parametrize("query", ["", "person=林静", "work=casework", "only=changes"])
def test_the_numbers_of_the_page_have_no_gap_where_a_line_is_hidden(
    make_user: MakeUser, county: County, mediator: Actor, counsellor: Actor, case: Any, client_of: ClientOf, place: str, query: str
) -> None:
    """Whoever may read the trail, at whatever height: a gap in the numbers, with its minute, would tell that somebody was asked."""
    busy_day(mediator, counsellor, case)
    reader = make_user("reader", "admin", getattr(county, place))

    page = client_of(reader).get(f"/desk/audit/?{query}")
    if page.status_code == 422:  # nobody of that name in so small an area
        return
    numbers = [x.number for x in page.context["found"].lines]
    table = list(csv.reader(io.StringIO(client_of(reader).get(f"/desk/audit/export/?{query}").content.decode("utf-8-sig"))))

    assert numbers == list(range(len(numbers), 0, -1))
    written = [int(row[0]) for row in table[1:]]
    assert written == list(range(len(written), 0, -1))


def test_pages_follow_each_other_by_the_readers_own_numbers(
    admin: Actor, mediator: Actor, counsellor: Actor, case: Any, client_of: ClientOf
) -> None:
    busy_day(mediator, counsellor, case)
    asked = Asked(person="mediator")
    seen, before = [], None
    while True:
        found = auditing.look(actor=admin, asked=asked, before=before, limit=4)
        seen += [x.number for x in found.lines]
        before = found.older
        if before is None:
            break

    assert seen == list(range(len(seen), 0, -1))
    assert len(seen) > 6
    assert auditing.look(actor=admin, asked=asked, before=0).lines == []
    assert [x.number for x in auditing.look(actor=admin, asked=asked, before=10**9, limit=3).lines] == seen[:3]


def test_two_checks_do_not_tell_what_was_hidden_between_them(
    admin: Actor, mediator: Actor, counsellor: Actor, case: Any, client_of: ClientOf
) -> None:
    browser = client_of(admin)
    browser.post("/desk/audit/check/")
    busy_day(mediator, counsellor, case)
    browser.post("/desk/audit/check/")

    page = browser.get("/desk/audit/?work=audit")

    assert [x.detail for x in page.context["found"].lines if "whole" in dict(x.detail)] == [(("whole", "True"),)] * 2
    hidden = AuditEntry.objects.filter(action="audit.verify").order_by("-number")[0]
    assert hidden.detail["lines"] > 30  # the check itself keeps the trail's own number
    assert str(hidden.detail["lines"]) not in page.content.decode().split("<main", 1)[1]


def test_what_a_young_person_says_of_their_age_is_not_told(admin: Actor, mediator: Actor, counsellor: Actor, case: Any) -> None:
    busy_day(mediator, counsellor, case)

    assert auditing.look(actor=admin, asked=Asked(work="minors")).lines == []
