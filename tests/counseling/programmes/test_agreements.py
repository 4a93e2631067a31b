"""Agreements with partners: kept, changed, renewed, never forgotten; who is accompanied stays with the counsellors."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from counseling.programmes import tasks
from counseling.programmes.enums import AgreementState, Standing
from counseling.programmes.models import Agreement, AgreementChange, Partner, PartnerCase
from counseling.programmes.selectors import agreement as reading
from counseling.programmes.services import agreement as services
from counseling.programmes.services import partner_case as cases
from mediation.audit.models import AuditEntry
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.jobs.models import Job
from mediation.notifications.models import Notice
from tests.cast import County, client_of, user_of

pytestmark = pytest.mark.django_db
SECRET = "金丝雀：检未附字第七号"
OTHERS = ["mediator", "other_mediator", "learner", "mentor", "editor", "gridworker", "admin", "outsider"]
Make = Callable[..., services.Terms]


def test_pressed_twice_it_is_one_agreement(counsellor: Actor, partner: Partner, terms: Make) -> None:
    press = uuid.uuid4()

    first = services.conclude(actor=counsellor, partner=partner, terms=terms(), press=press)
    second = services.conclude(actor=counsellor, partner=partner, terms=terms(), press=press)

    assert first == second
    assert Agreement.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", " "), ("scope", ""), ("ground", "nonsense"), ("telephone", "bell"), ("ends_on", clock.today() - timedelta(days=1)),
     ("ends_on", clock.today() + timedelta(days=4000)), ("begins_on", clock.today().replace(year=1016, day=1))],
)
def test_what_cannot_be_is_said_at_its_field(counsellor: Actor, partner: Partner, terms: Make, field: str, value: Any) -> None:
    with pytest.raises(Invalid) as why:
        services.conclude(actor=counsellor, partner=partner, terms=terms(**{field: value}), press=uuid.uuid4())

    assert field in why.value.fields or {"begins_on", "ends_on"} & set(why.value.fields)
    assert not Agreement.objects.exists()


def test_every_earlier_wording_is_kept(counsellor: Actor, agreement: Agreement, terms: Make) -> None:
    changed = services.change(
        actor=counsellor, user=user_of(counsellor), agreement=agreement, terms=terms(scope="每月两次谈话。"), seen=1
    )

    change = AgreementChange.objects.get()
    assert (changed.revision, change.number) == (2, 2)
    assert (change.before, change.after) == ({"scope": "每月一次谈话，为期六个月。"}, {"scope": "每月两次谈话。"})
    assert change.by == user_of(counsellor)


def test_nobody_overwrites_a_colleague(counsellor: Actor, agreement: Agreement, terms: Make) -> None:
    services.change(actor=counsellor, user=user_of(counsellor), agreement=agreement, terms=terms(scope="甲"), seen=1)

    with pytest.raises(Conflict):
        services.change(actor=counsellor, user=user_of(counsellor), agreement=agreement, terms=terms(scope="乙"), seen=1)

    agreement.refresh_from_db()
    assert agreement.scope == "甲"


def test_its_keepers_are_reminded_before_it_runs_out_and_after(counsellor: Actor, supervisor: Actor, agreement: Agreement) -> None:
    jobs = list(Job.objects.filter(task=services.TASK).order_by("due_at"))

    for job in jobs:
        tasks.remind(**job.payload)

    assert [j.payload["ahead"] for j in jobs] == [60, 14, 1, -1]
    assert [clock.day_of(j.due_at) - agreement.ends_on for j in jobs] == [timedelta(days=d) for d in (-60, -14, -1, 1)]
    assert list(Notice.objects.order_by("created_at").values_list("recipient", "kind")) == [
        (counsellor.key, k) for k in ("programmes.runs_out",) * 3 + ("programmes.ran_out",)
    ]


def test_a_renewed_or_moved_agreement_reminds_of_nothing_old(counsellor: Actor, agreement: Agreement, terms: Make) -> None:
    old = Job.objects.filter(task=services.TASK).first()
    assert old is not None
    services.change(
        actor=counsellor, user=user_of(counsellor), agreement=agreement, terms=terms(ends_on=agreement.ends_on + timedelta(days=30)), seen=1
    )

    tasks.remind(**old.payload)

    assert not Notice.objects.exists()
    assert Job.objects.filter(task=services.TASK).count() == 8


def test_a_renewal_follows_and_only_one_does(counsellor: Actor, partner: Partner, agreement: Agreement, terms: Make) -> None:
    first = agreement.ends_on + clock.DAY
    after = terms(begins_on=first, ends_on=first + timedelta(days=365))
    newer = services.conclude(actor=counsellor, partner=partner, terms=after, press=uuid.uuid4(), renews=agreement)

    with pytest.raises(Conflict):
        services.conclude(actor=counsellor, partner=partner, terms=after, press=uuid.uuid4(), renews=agreement)

    agreement.refresh_from_db()
    assert (agreement.state, newer.renews) == (AgreementState.RENEWED, agreement)
    assert reading.standing_of(agreement) == Standing.RENEWED


def test_the_calendar_tells_where_an_agreement_stands(counsellor: Actor, agreement: Agreement) -> None:
    def on(days: int) -> Standing:
        with clock.told(datetime.combine(agreement.ends_on + timedelta(days=days), datetime.min.time(), tzinfo=UTC)):
            return reading.standing_of(agreement)

    assert [on(d) for d in (-400, -61, -60, 0, 2)] == [
        Standing.COMING, Standing.RUNNING, Standing.SOON, Standing.SOON, Standing.OVER
    ]


def test_ending_wants_a_reason_and_happens_once(counsellor: Actor, agreement: Agreement) -> None:
    with pytest.raises(Invalid):
        services.end(actor=counsellor, agreement=agreement, why=" ")
    services.end(actor=counsellor, agreement=agreement, why="对方机构撤销")
    services.end(actor=counsellor, agreement=agreement, why="别的原因")

    agreement.refresh_from_db()
    assert (agreement.state, agreement.ended_why) == (AgreementState.ENDED, "对方机构撤销")


def take_in(actor: Actor, agreement: Agreement, **more: Any) -> PartnerCase:
    given = {"reference": SECRET, "words": "每月谈一次", "minor": True, "began_on": clock.today(), "press": uuid.uuid4(), **more}
    return cases.take_in(actor=actor, user=user_of(actor), agreement=agreement, **given)


def test_who_is_accompanied_is_sealed_and_each_opening_written_down(counsellor: Actor, agreement: Agreement) -> None:
    row = take_in(counsellor, agreement)

    assert SECRET not in str(PartnerCase.objects.values())
    assert cases.read(actor=counsellor, case=row)["reference"] == SECRET
    assert AuditEntry.objects.filter(action="programmes.case_read", reading=True).count() == 1
    assert SECRET not in str(list(AuditEntry.objects.values_list("detail", flat=True)))


def test_nobody_is_taken_in_outside_the_term(counsellor: Actor, agreement: Agreement) -> None:
    with pytest.raises(Invalid) as why:
        take_in(counsellor, agreement, began_on=agreement.begins_on - clock.DAY)
    assert set(why.value.fields) == {"began_on"}


def test_supervisors_read_agreements_but_not_who_is_accompanied(
    counsellor: Actor, supervisor: Actor, agreement: Agreement, terms: Make
) -> None:
    row = take_in(counsellor, agreement)
    browser = client_of(supervisor)

    page = browser.get(reverse("agreement", args=[agreement.id]))

    assert page.status_code == 200
    assert SECRET not in page.content.decode()
    assert reading.line_of(supervisor, agreement).people is None  # one person is not counted out
    assert reading.line_of(counsellor, agreement).people == 1
    for name, args in (("partner_case", row.id), ("partner_case_new", agreement.id), ("agreement_change", agreement.id)):
        assert browser.get(reverse(name, args=[args])).status_code == 404
        assert browser.post(reverse(name, args=[args])).status_code == 404
    for write in (
        lambda: take_in(supervisor, agreement),
        lambda: services.end(actor=supervisor, agreement=agreement, why="不该能"),
        lambda: services.change(actor=supervisor, user=user_of(supervisor), agreement=agreement, terms=terms(), seen=1),
        lambda: cases.read(actor=supervisor, case=row),
    ):
        with pytest.raises(NotFound):
            write()


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_finds_a_page(who: str, request: pytest.FixtureRequest, counsellor: Actor, agreement: Agreement) -> None:
    row = take_in(counsellor, agreement)
    browser = client_of(request.getfixturevalue(who))

    pages = [
        reverse("agreement_register"), reverse("partner_new"), reverse("agreement_new", args=[agreement.partner_id]),
        *(reverse(n, args=[agreement.id]) for n in ("agreement", "agreement_change", "agreement_end", "partner_case_new")),
        reverse("partner_case", args=[row.id]),
    ]

    assert {browser.get(p).status_code for p in pages} == {404}
    assert {browser.post(p).status_code for p in pages[1:4] + pages[4:]} <= {404, 405}


def test_a_town_counsellor_sees_the_towns_agreements_only(
    make_user: Any, county: County, counsellor: Actor, agreement: Agreement
) -> None:
    here = make_user("town_counsellor", "counsellor", county.other_town)

    assert reading.register(here) == []
    with pytest.raises(NotFound):
        reading.agreement_of(here, agreement.id)


def test_the_pages_are_walked_and_say_what_is_wrong(counsellor: Actor, county: County) -> None:
    browser = client_of(counsellor)
    browser.cookies["django_language"] = "en"
    given = {"kind": "court", "name": "清溪县人民法院", "area": str(county.area.public_id), "telephone": "abc"}
    refused = browser.post(reverse("partner_new"), given)
    assert refused.status_code == 422
    assert "清溪县人民法院" in refused.content.decode()

    added = browser.post(reverse("partner_new"), {**given, "telephone": ""})
    partner = Partner.objects.get()
    assert added["Location"] == reverse("agreement_new", args=[partner.id])

    day = clock.today()
    form = {
        "ground": "family", "title": "家事调解", "scope": "聘任两名咨询师参加家事调解", "begins_on": day, "ends_on": day,
        "press": uuid.uuid4(),
    }
    wrong = browser.post(added["Location"], {**form, "ends_on": day - clock.DAY})
    assert wrong.status_code == 422
    assert "The last day has to be after the first." in wrong.content.decode()
    browser.post(added["Location"], form)
    browser.post(added["Location"], form)
    agreement = Agreement.objects.get()

    url = reverse("agreement_change", args=[agreement.id])
    assert browser.post(url, {**form, "title": "家事调解聘任", "seen": 1}).status_code == 302
    assert browser.post(url, {**form, "title": "再改", "seen": 1}).status_code == 409
    shown = browser.get(reverse("agreement", args=[agreement.id])).content.decode()
    assert "家事调解聘任" in shown
    assert "<del>家事调解</del>" in shown
    renewing = browser.get(reverse("agreement_new", args=[partner.id]) + f"?renews={agreement.id}").content.decode()
    assert f'value="{(day + clock.DAY).isoformat()}"' in renewing
