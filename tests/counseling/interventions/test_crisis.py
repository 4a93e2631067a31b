"""Records of a crisis, each of its own."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from counseling.interventions import services
from counseling.interventions.crises import BreachGround, CrisisStep, ReportGround
from counseling.interventions.enums import DoctorAnswer, EntryKind, Outcome
from counseling.interventions.models import CareEntry
from counseling.interventions.selectors import file
from counseling.interventions.services import crisis
from counseling.screening.models import Flag
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from tests.cast import client_of, user_of
from tests.counseling.interventions.conftest import grounds, me

pytestmark = pytest.mark.django_db


def breach(actor: Actor, flag: Flag, **changes: Any) -> Any:
    values: dict[str, Any] = {
        "ground": BreachGround.OTHERS, "what": "KANARIE-told only the threat", "to_whom": "柳桥派出所 值班民警", "told_at": clock.now(),
        "consulted": None, "alone": "minutes counted", "press": uuid.uuid4(), **changes,
    }
    return crisis.break_confidence(**me(actor, flag), **values)


def report(actor: Actor, flag: Flag, **changes: Any) -> Any:
    values: dict[str, Any] = {
        "ground": ReportGround.HARM, "to_whom": "柳桥派出所", "reported_at": clock.now(), "what": "KANARIE-reported", "receipt": "",
        "press": uuid.uuid4(), **changes,
    }
    return crisis.report(**me(actor, flag), **values)


def test_each_record_is_an_entry_of_its_own_sealed_and_locked(held: Flag, counsellor: Actor, deputy: Actor) -> None:
    press = uuid.uuid4()
    for _ in range(2):
        crisis.note_crisis(**me(counsellor, held), steps=[CrisisStep.CALLED, CrisisStep.TWO], words="KANARIE-words", press=press)
    breach(counsellor, held, consulted=user_of(deputy), alone="")
    report(counsellor, held, receipt="公受案字〔2026〕12号")
    services.advise_doctor(
        **me(counsellor, held), answer=DoctorAnswer.WILL_GO, where="县医院", words="KANARIE-said", press=uuid.uuid4()
    )

    kinds = sorted(CareEntry.objects.filter(subject=held.subject).values_list("kind", flat=True))
    assert kinds == ["breach", "crisis", "doctor", "receipt", "report"]
    assert "KANARIE" not in str(list(CareEntry.objects.values()))
    [page] = file.opened(file.entries(held.subject, EntryKind.BREACH))
    assert (page.entry.code, page.body["to_whom"]) == (BreachGround.OTHERS, "柳桥派出所 值班民警")
    assert not crisis.open_reports(held.subject)


@pytest.mark.parametrize(("changes", "field"), [
    ({"what": " "}, "what"), ({"to_whom": ""}, "to_whom"), ({"told_at": timedelta(hours=1)}, "told_at"),
    ({"told_at": timedelta(days=-800)}, "told_at"), ({"alone": ""}, "alone"),
])
def test_a_breach_needs_its_grounds(held: Flag, counsellor: Actor, changes: dict[str, Any], field: str) -> None:
    if "told_at" in changes:
        changes = {"told_at": clock.now() + changes["told_at"]}

    with pytest.raises(Invalid) as why:
        breach(counsellor, held, **changes)

    assert set(why.value.fields) == {field}


def test_nobody_consults_themselves(held: Flag, counsellor: Actor, mediator: Actor) -> None:
    for actor in (counsellor, mediator):
        with pytest.raises(Invalid):
            breach(counsellor, held, consulted=user_of(actor))


def test_without_its_receipt_a_report_keeps_the_file_open(yellow: Flag, counsellor: Actor) -> None:
    entry = report(counsellor, yellow)
    close = {**me(counsellor, yellow), "outcome": Outcome.BETTER, "grounds": grounds(), "press": uuid.uuid4()}
    with pytest.raises(Invalid):
        services.close_file(**close)
    with pytest.raises(Invalid):
        crisis.add_receipt(**me(counsellor, yellow), report_id=entry.id, number=" ", press=uuid.uuid4())
    with pytest.raises(NotFound):
        crisis.add_receipt(**me(counsellor, yellow), report_id=uuid.uuid4(), number="12-2026", press=uuid.uuid4())

    for _ in range(2):
        crisis.add_receipt(**me(counsellor, yellow), report_id=entry.id, number="12-2026", press=uuid.uuid4())
    services.close_file(**close)

    assert CareEntry.objects.filter(kind=EntryKind.RECEIPT).count() == 1


def test_others_write_nothing(held: Flag, mediator: Actor, supervisor: Actor, admin: Actor, outsider: Actor) -> None:
    for actor in (mediator, supervisor, admin, outsider):
        for act in (breach, report):
            with pytest.raises(NotFound):
                act(actor, held)


def test_pages_wrong_and_right(held: Flag, counsellor: Actor) -> None:
    client = client_of(counsellor)
    client.post(f"/care/people/{held.subject}/open/")
    base = f"/care/people/{held.subject}/crisis/"
    assert client.post(f"{base}protocol/", {"words": "typed this"}).status_code == 422
    now = clock.now().astimezone(clock.SHANGHAI).strftime("%Y-%m-%dT%H:%M")
    wrong = client.post(f"{base}confidence/", {"ground": "self", "what": "typed this", "to_whom": "站长", "told_at": now})
    assert wrong.status_code == 422
    assert "typed this" in wrong.content.decode()
    for path, form in (
        ("protocol/", {"steps": ["called", "two"]}),
        ("confidence/", {"ground": "self", "what": "only that she is in danger", "to_whom": "sister", "told_at": now, "alone": "no time"}),
        ("report/", {"ground": "harm", "to_whom": "柳桥派出所", "reported_at": now, "what": "danger to herself"}),
    ):
        assert client.post(base + path, {**form, "press": uuid.uuid4()})["Location"] == base
    page = client.get(base).content.decode()
    assert "only that she is in danger" in page
    entry = CareEntry.objects.get(kind=EntryKind.REPORT)
    client.post(f"{base}report/{entry.id}/receipt/", {"number": ""})
    assert crisis.open_reports(held.subject)
    client.post(f"{base}report/{entry.id}/receipt/", {"number": "12-2026"})
    assert not crisis.open_reports(held.subject)
