"""Somebody unknown turns out to be a person who is known: everything goes into one file, and back where it was a mistake."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from counseling.interventions import services
from counseling.interventions.enums import EntryKind
from counseling.interventions.models import CareEntry, KnownAs
from counseling.interventions.selectors import file
from counseling.interventions.services import knowing
from counseling.minors.enums import AgeBand, GuardianWish
from counseling.minors.models import Minor
from counseling.minors.services import age
from counseling.screening import services as screening
from counseling.screening.enums import Level, Reason
from counseling.screening.models import Flag, ImportedResponse
from counseling.screening.ports import Whereabouts
from counseling.screening.services import exchange
from mediation.audit.models import AuditEntry
from mediation.casework.models import Case, Party
from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.journeys.care import PeopleInCases
from mediation.notifications.models import Notice
from mediation.people.services import add_person
from tests.cast import County, client_of, user_of
from tests.counseling.interventions.conftest import me, talk

pytestmark = pytest.mark.django_db
NAME, NUMBER, HOW = "金丝雀田婶", "QX-2026-00099", "金丝雀：医院说了身份证后四位，和登记的一样"
ENGLISH = {"Accept-Language": "en"}


FIND = PeopleInCases.find


@pytest.fixture(autouse=True)
def _found(monkeypatch: pytest.MonkeyPatch, party: Actor, case_ref: uuid.UUID, county: County) -> None:
    where = Whereabouts(uuid.UUID(party.subject), case_ref, county.area.path)
    monkeypatch.setattr(
        PeopleInCases, "find", lambda self, *, name, number, telephone: [where] if (name, number) == (NAME, NUMBER) else []
    )


@pytest.fixture
def send(county: County) -> Callable[[], Flag]:
    """The hospital sends a grave answer about a patient whose number nobody here knows."""
    token, _secret = exchange.make_token(
        actor=system("tests"), name="hospital", area_path=county.area.path, scopes=["response.write"], valid_for=timedelta(days=1),
        telephone="05518800",
    )

    def take() -> Flag:
        values = [0, 0, 0, 0, 0, 0, 0, 0, 2]
        items = [
            {"linkId": f"phq_{n}", "answer": [{"valueCoding": {"system": "urn:xinqiao:instrument:phq9:main", "code": str(v)}}]}
            for n, v in enumerate(values, 1)
        ]
        raw: dict[str, Any] = {
            "resourceType": "QuestionnaireResponse", "status": "completed", "questionnaire": "urn:xinqiao:instrument:phq9",
            "identifier": {"value": uuid.uuid4().hex}, "subject": {"identifier": {"system": "http://h/mrn", "value": "77"}}, "item": items,
        }
        form = exchange.form_for(token, str(raw["questionnaire"]), "en")
        assert form is not None
        row, _issues, new = exchange.take_response(token=token, raw=raw, form=form)
        assert row is not None and new
        return Flag.objects.filter(subject=row.subject).latest("created_at")

    return take


@pytest.fixture
def stranger(send: Callable[[], Flag], counsellor: Actor) -> Flag:
    """In touch, with a note."""
    flag = send()
    services.take_contact(**me(counsellor, flag))
    services.add_note(**me(counsellor, flag), fields={"subjective": "KANARIE-note"}, press=uuid.uuid4())
    flag.refresh_from_db()
    return flag


def know(actor: Actor, flag: Flag, **changes: Any) -> uuid.UUID:
    values = {"name": NAME, "number": NUMBER, "telephone": "", "how": HOW, "press": uuid.uuid4(), **changes}
    return knowing.know(**me(actor, flag), **values)


def test_the_task_the_answers_and_the_notes_are_the_persons_now(
    stranger: Flag, counsellor: Actor, party: Actor, send: Callable[[], Flag], outsider: Actor
) -> None:
    before, client = stranger.subject, client_of(counsellor)
    client.post(f"/care/people/{before}/open/")
    page = client.get(f"/care/people/{before}/", headers=ENGLISH).content.decode()
    assert f"/care/people/{before}/known/" in page
    form = {"name": NAME, "number": NUMBER, "telephone": "", "how": HOW, "press": str(uuid.uuid4())}

    pressed = [client.post(f"/care/people/{before}/known/", form) for _twice in range(2)]

    stranger.refresh_from_db()
    assert [p.headers["Location"] for p in pressed] == [f"/care/people/{party.subject}/"] * 2
    assert (str(stranger.subject), stranger.state, stranger.level) == (party.subject, "acknowledged", "red")  # clock and holder go on
    assert KnownAs.objects.count() == 1 and CareEntry.objects.filter(kind=EntryKind.KNOWN).count() == 1
    notes = file.opened(file.entries(stranger.subject, EntryKind.NOTE))
    assert [p.body["subjective"] for p in notes] == ["KANARIE-note"] and notes[0].entry.scope == f"care:{party.subject}"
    client.post(f"/care/people/{party.subject}/open/")
    own = client.get(f"/care/people/{party.subject}/", headers=ENGLISH).content.decode()
    assert "Answers from hospital" in own and f"/care/people/{party.subject}/known/" in own and HOW not in own
    assert HOW in client.get(f"/care/people/{party.subject}/known/").content.decode()
    assert client.get(f"/care/people/{before}/").headers["Location"] == f"/care/people/{party.subject}/"
    assert client_of(outsider).get(f"/care/people/{before}/").status_code == 404
    assert send().pk == stranger.pk  # what comes under the same reference is about the person from now on
    assert not {NAME, HOW} & {str(v) for row in [*AuditEntry.objects.values(), *Notice.objects.values()] for v in row.values()}
    assert "金丝雀" not in str([*AuditEntry.objects.values_list("detail"), *KnownAs.objects.values(), *CareEntry.objects.values()])


def test_a_task_of_their_own_takes_over_what_is_more_urgent(
    stranger: Flag, counsellor: Actor, deputy: Actor, party: Actor, case_ref: uuid.UUID, county: County
) -> None:
    own = screening.raise_flag(
        actor=system("tests"), subject=uuid.UUID(party.subject), case_ref=case_ref, area_path=county.area.path, reason=Reason.MOOD
    )
    services.take_contact(**me(deputy, own))

    know(counsellor, stranger)

    own.refresh_from_db()
    stranger.refresh_from_db()
    assert (own.level, own.state, own.acknowledged_by) == ("red", "acknowledged", user_of(counsellor))
    assert (stranger.state, str(stranger.subject)) == ("closed", party.subject)
    assert Notice.objects.filter(recipient=deputy.key, kind="care.new").exists()  # whoever was in touch before looks again


def test_nobody_in_touch_yet_means_that_those_on_call_are_woken(
    send: Callable[[], Flag], counsellor: Actor, on_call: Actor, party: Actor, case_ref: uuid.UUID, county: County
) -> None:
    own = screening.raise_flag(
        actor=system("tests"), subject=uuid.UUID(party.subject), case_ref=case_ref, area_path=county.area.path, reason=Reason.MOOD
    )
    flag = send()
    Notice.objects.all().delete()

    know(counsellor, flag)

    own.refresh_from_db()
    assert (own.level, own.state, own.round) == ("red", "open", 2)
    assert Notice.objects.filter(recipient=on_call.key, kind="care.urgent").exists()


@pytest.mark.parametrize(("changes", "field"), [
    ({"name": "somebody else"}, "name"), ({"number": "QX-2026-11111"}, "name"), ({"number": ""}, "number"), ({"how": "said so"}, "how"),
])
def test_a_name_alone_or_a_wrong_one_finds_nobody(stranger: Flag, counsellor: Actor, changes: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as why:
        know(counsellor, stranger, **changes)

    assert set(why.value.fields) == {field} and not KnownAs.objects.exists()
    client = client_of(counsellor)
    answer = client.post(f"/care/people/{stranger.subject}/known/", {"name": NAME, "number": NUMBER, "how": HOW, **changes})
    assert answer.status_code == 422 and "金丝雀" in answer.content.decode()  # nothing typed is lost


def test_a_person_of_another_place_is_nobody_here(
    stranger: Flag, counsellor: Actor, party: Actor, case_ref: uuid.UUID, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = Whereabouts(uuid.UUID(party.subject), case_ref, "0009")
    monkeypatch.setattr(PeopleInCases, "find", lambda self, **asked: [away])

    with pytest.raises(Invalid):
        know(counsellor, stranger)


def test_not_by_whoever_stands_beside_the_other_side_nor_while_a_talk_is_booked(
    stranger: Flag, counsellor: Actor, other_party: Actor, party: Actor, monkeypatch: pytest.MonkeyPatch, outsider: Actor
) -> None:
    booked = talk(counsellor, stranger)
    with pytest.raises(Invalid):
        know(counsellor, stranger)
    services.call_off(actor=counsellor, row=booked)
    monkeypatch.setattr(file, "serves_the_other_side", lambda user, subject: str(subject) == party.subject)
    with pytest.raises(Conflict):
        know(counsellor, stranger)
    with pytest.raises(NotFound):
        know(outsider, stranger)

    stranger.refresh_from_db()
    assert str(stranger.subject) != party.subject and not KnownAs.objects.exists()


def test_a_mistake_goes_back_exactly_as_it_came(
    stranger: Flag, counsellor: Actor, on_call: Actor, party: Actor, send: Callable[[], Flag]
) -> None:
    before, client = stranger.subject, client_of(counsellor)
    know(counsellor, stranger)
    stranger.refresh_from_db()
    services.add_note(**me(counsellor, stranger), fields={"subjective": "written since"}, press=uuid.uuid4())
    link = KnownAs.objects.get()
    client.post(f"/care/people/{party.subject}/open/")
    address = f"/care/people/{party.subject}/known/{link.pk}/back/"

    answers = [client.post(address, {"reason": reason}).status_code for reason in ("no", "the hospital had mixed up two patients")]
    again = client.post(address, {"reason": "the hospital had mixed up two patients"}).status_code

    stranger.refresh_from_db()
    assert answers == [422, 302] and again == 302
    assert (stranger.subject, stranger.state, stranger.acknowledged_by) == (before, "open", None)
    assert Notice.objects.filter(recipient=on_call.key, kind="care.urgent").exists()
    assert set(ImportedResponse.objects.values_list("subject", "known")) == {(before, False)}
    assert [p.body["subjective"] for p in file.opened(file.entries(before, EntryKind.NOTE))] == ["KANARIE-note"]
    kept = file.opened(file.entries(uuid.UUID(party.subject)))
    assert [p.entry.kind for p in kept] == ["mistaken", "note", "known"] and kept[1].body["subjective"] == "written since"
    assert Flag.objects.get(subject=party.subject).level == Level.YELLOW  # somebody looks whether the wrong person was called
    assert send().pk == stranger.pk and know(counsellor, Flag.objects.get(pk=stranger.pk)) == uuid.UUID(party.subject)


def test_being_under_18_goes_along(stranger: Flag, counsellor: Actor, party: Actor) -> None:
    Flag.objects.filter(pk=stranger.pk).update(level=Level.YELLOW)
    age.know(actor=counsellor, flag=stranger, age=AgeBand.TEEN, guardian=GuardianWish.CALL)

    know(counsellor, stranger)

    assert Minor.objects.get(subject=party.subject).age == AgeBand.TEEN
    stranger.refresh_from_db()
    knowing.mistaken(**me(counsellor, stranger), link_id=KnownAs.objects.get().pk, reason="another patient altogether", press=uuid.uuid4())
    assert not Minor.objects.filter(subject=party.subject).exists() and Minor.objects.count() == 1


def test_a_name_finds_somebody_only_with_the_number_or_the_telephone(county: County) -> None:
    case = Case.objects.create(
        number="T-known", title="Wall", kind="neighbour", state="claimed", area=county.village, opened_at=clock.now()
    )
    person = add_person(actor=system("tests"), name="田桂兰", phone="19900000477")
    row = Party.objects.create(case=case, person=person, role="applicant", subject=uuid.uuid4())
    asked = {"name": " 田桂兰 ", "number": "", "telephone": ""}

    def found(**changes: str) -> list[uuid.UUID]:
        return [w.subject for w in FIND(PeopleInCases(), **{**asked, **changes})]

    assert found(number="T-known") == found(telephone="199 0000 0477") == found(number="T-known", telephone="19900000477") == [row.subject]
    assert found() == found(telephone="bell") == found(number="T-other") == found(number="T-known", telephone="19900000478") == []
    assert found(name="田桂", number="T-known") == []
