"""Who reaches what on the plum side: every address of the URL conf against the whole cast, by GET and by POST.

A new address without a row here fails, and so does one with a variable nothing stands behind: add its name to the group of people it
is for, and what it names to `ids`. Every address leads to something that is there, so a closed door is a closed door and no wrong number.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import time, timedelta

import pytest
from django.test import Client

from counseling.hotline.services import volunteers
from counseling.interventions import services as interventions
from counseling.interventions.conferring import ConferenceWay
from counseling.interventions.enums import SittingAdvice
from counseling.interventions.scheduling import Way
from counseling.interventions.services import conference, talk_room
from counseling.programmes.models import Booking
from counseling.programmes.services import gathering
from counseling.screening import consent_text
from counseling.screening import services as screening
from counseling.screening.enums import DutyDay, Mode
from counseling.screening.models import Flag, Invitee, Screening, Shift
from counseling.screening.services import answering, checkups, devices, exchange, pattern
from mediation.accounts.services import issue_code
from mediation.common import clock
from mediation.common.actor import ANONYMOUS, Actor, system
from realtime.gateway import topics
from tests.architecture.routes import FILL, Route, routes
from tests.canary import care, groups
from tests.cast import County, MakeUser, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.integration]

COUNSELLOR = {"counsellor"}
DESK = {"counsellor", "volunteer"}  # a volunteer with "take calls" on the list: own running calls, no more
OWN = {"party"}
PARTIES = {"party", "other_party"}  # no id in the address: everybody finds their own there, and nobody else's
ADMIN = {"admin"}
MEDIATORS = {"mediator", "other_mediator"}
FIGURES = {"counsellor", "supervisor"}
RUNNING = {"counsellor", "supervisor"}
EVERYBODY = {"*"}  # an address that carries its own secret, or says nothing about anybody
PROGRAM = {"bearer"}  # another program with a token; no browser at all

GROUPS: list[tuple[set[str], str]] = [
    (COUNSELLOR, """care_queue care_rota care_rota_remove care_advice care_advice_end care_person care_open care_contact care_hand_over
        care_decide care_rating care_second care_plan care_notes care_addendum care_doctor care_consents care_closing care_person_advice
        care_refer care_plan_talk care_referrals care_referral care_referral_acknowledge care_referral_accept care_referral_return
        care_referral_link care_referral_back care_rating_back care_agenda
        care_talk care_talk_missed care_talk_attempt care_talk_off care_talk_room care_process
        care_process_destroy care_offer care_minors care_minor_decision care_minor care_minor_know care_minor_consent care_minor_confirm
        care_minor_withdraw care_minor_ask care_minor_report care_minor_receipt care_checkup_result care_checkup_slips
        care_checkup_answers partner_case_new partner_case hotline_note hotline_link hotline_handover hotline_volunteers
        hotline_volunteer hotline_to_case hotline_to_file
        care_assist care_assist_pack care_assist_bring care_assist_revoke care_crisis care_crisis_protocol care_crisis_breach
        care_crisis_report care_crisis_receipt care_known care_known_back care_reopen care_exception care_caseload
        care_supervise care_supervised care_supervision care_supervision_advise"""),
    (DESK, "hotline hotline_take hotline_call hotline_state hotline_hand_over hotline_end"),
    (PARTIES, "care_me care_me_ledger care_me_card care_me_card_paper care_me_talks"),
    (OWN, """care_me_ledger_text care_me_invitation care_me_consent care_me_question care_me_alone care_me_more
        care_me_help care_me_done care_me_withdraw care_me_mine care_me_copy care_me_correct care_me_restrict care_me_erase care_me_young
        care_me_guardian care_me_talk_off care_me_talk_room"""),
    (COUNSELLOR, """care_conferences care_conference_new care_conference care_conference_answer care_conference_off"""),
    (COUNSELLOR, "care_patterns care_pattern_end"),
    (ADMIN, "fhir_tokens fhir_token fhir_token_revoke"),
    (MEDIATORS, "desk_conferences desk_conference"),
    (FIGURES, "care_figures care_figure care_figure_table"),
    (RUNNING, """care_checkups care_checkup care_checkup_people care_checkup_send agreement_register partner_new agreement_new agreement
        agreement_change agreement_end programmes programme_new programme programme_end gatherings gathering_new gathering
        gathering_change gathering_state gathering_poster gathering_door gathering_sort quiet_rooms quiet_room quiet_room_close
        quiet_room_sort booking_call_off"""),
    (EVERYBODY, """wall signup_mine signup_open booking_mine booking_open room_book sign_up care_receive care_receive_step
        care_checkup_door care_checkup_link fhir_metadata care_assist_app care_assist_worker"""),
    (PROGRAM, """fhir_questionnaires fhir_validate_questionnaire fhir_questionnaire fhir_responses fhir_validate_response fhir_response
        fhir_score"""),
]
WHO: dict[str, set[str]] = {name: who for who, names in GROUPS for name in names.split()}
# what is fetched and is no page; papers that are drawn for a press are in `test_papers_that_take_a_press`
FILES = {"care_figure_table": FIGURES}
PRESSED = {"care_me_copy": OWN, "care_checkup_slips": COUNSELLOR}
GROUPS_OF_NOBODY = ("room", "counsel", "screening", "call", "gathering", "person")  # the watch socket has no topic of these
CAST = (
    "mediator", "other_mediator", "counsellor", "supervisor", "learner", "editor", "gridworker", "admin", "outsider", "party",
    "other_party", "volunteer",
)
NOT_THERE = {401, 404, 405}


def plum() -> list[Route]:
    return [r for r in routes() if r.view.__module__.startswith("counseling.")]


# what a secret or a name of no person opens: not filled in
NAMES = {"secret", "token", "name", "link"}
# doors that are shut for their owners too as things stand in `ids`: over, not yet begun, or for another bundle
NOT_NOW = {
    "care_talk_room", "care_me_talk_room", "care_me_card", "care_me_card_paper", "care_me_alone", "care_me_more",
    "hotline_state",
}


@pytest.fixture
def volunteer(make_user: MakeUser, county: County, counsellor: Actor) -> Actor:
    actor = make_user("volunteer", "volunteer", county.area, name="白露")
    volunteers.decide(actor=counsellor, user=user_of(counsellor), volunteer=user_of(actor), rights=["take"], until=None)
    return actor


@pytest.fixture
def ids(
    red: Flag, begun: Screening, county: County, counsellor: Actor, deputy: Actor, supervisor: Actor, volunteer: Actor, party: Actor
) -> dict[str, str]:
    """One of everything that stands in an address, all of it about the party and the hotline's caller."""
    user = user_of(counsellor)
    interventions.take_contact(actor=counsellor, user=user, flag=red)
    red.refresh_from_db()
    everything = groups.seed(county, counsellor, volunteer) | care.seed(county, red, counsellor, deputy)
    found = {name: rows[0] for name, rows in everything.items()}
    advised = interventions.sign_advice(
        actor=counsellor, user=user, case_ref=red.case_ref, area_path=red.area_path, mode=SittingAdvice.SEPARATE, breaks=True,
        companion=False, words="", valid_until=clock.today() + timedelta(days=20), press=uuid.uuid4(),
    )
    talk = conference.call_conference(
        actor=counsellor, user=user, case_ref=red.case_ref, area_path=red.area_path, starts_at=clock.now() + timedelta(days=1), minutes=40,
        way=ConferenceWay.ROOM, place="三楼", invited=[], preparation="", press=uuid.uuid4(),
    )
    asked = checkups.create(
        actor=supervisor, user=user_of(supervisor), title="2026", bundle="checkup", area=county.area,
        opens_at=clock.now() - timedelta(days=1), closes_at=clock.now() + timedelta(days=9),
    )
    checkups.invite(actor=supervisor, checkup=asked, people=[checkups.Wanted("罗小满")])
    guest = Invitee.objects.select_related("person", "checkup__area").get()
    answered, who = checkups.offered(guest, Mode.SELF), Actor.guest(guest.subject, "罗小满")
    screening.consent(actor=who, screening=answered, language="zh-hans")
    answered.refresh_from_db()
    answering.bring_in(actor=who, screening=answered, given=[], mode=Mode.SELF)
    device, _secret = devices.enrol(actor=counsellor, user=user, name="平板一号", area=county.area)
    programme = gathering.begin_programme(
        actor=counsellor, area=county.area, kind="exam", title="考前", about="每周一次", begins_on=clock.today(), ends_on=None,
        agreement=None, press=uuid.uuid4(),
    )
    shift = Shift.objects.get()
    hours, _made = pattern.lay_out(
        actor=counsellor, area=county.area, first=user, deputy=None, on=[DutyDay.MON], since=time(18), until=time(8),
        first_day=clock.today(), last_day=clock.today() + timedelta(days=6), press=uuid.uuid4(),
    )
    token, _secret = exchange.make_token(
        actor=system("tests.care"), name="医院", area_path=county.area.path, scopes=["validate"], valid_for=timedelta(days=9)
    )
    return found | {
        "subject": str(red.subject), "screening_id": str(begun.id), "flag_id": str(red.id), "number": "1", "advice_id": str(advised.pk),
        "conference_id": str(talk.pk), "checkup_id": str(asked.pk), "code": asked.code, "device_id": str(device.pk),
        "programme_id": str(programme.pk), "booking_id": str(Booking.objects.get().pk), "shift_id": str(shift.pk),
        "pattern_id": str(hours.pk), "token_id": str(token.pk),
        "digest": consent_text.digest(), "response_id": FILL["uuid"],
    }


def kept_out(status: int, address: str) -> bool:
    return status in NOT_THERE or (status == 302 and address.startswith("/accounts/login/"))


def test_every_address_has_a_row() -> None:
    names = {r.name for r in plum()}

    assert names - set(WHO) == set(), "add these to GROUPS"


def test_nobody_reaches_what_is_not_theirs(
    ids: dict[str, str], request: pytest.FixtureRequest, client_of: Callable[..., Client]
) -> None:
    missing = {v for r in plum() for v in r.variables} - set(ids) - NAMES
    assert missing == set(), "seed these in `ids`"
    wrong: list[str] = []
    alive: set[str] = set()
    files: dict[str, set[str]] = {}
    for who in (*CAST, "anonymous"):
        actor: Actor = ANONYMOUS if who == "anonymous" else request.getfixturevalue(who)
        browser = client_of(actor, raise_request_exception=False)
        for route in plum():
            address, allowed = route.address(**ids), WHO[route.name]
            if "*" in allowed:
                continue
            mine = who in allowed
            for ask in (browser.get,) if mine else (browser.get, browser.post):
                answer = ask(address)
                shut = kept_out(answer.status_code, answer.headers.get("Location", ""))
                if answer.status_code >= 500 or (not mine and not shut):
                    wrong.append(f"{who}: {ask.__name__} {address}: {answer.status_code}")
                if answer.status_code == 200 and not answer.headers["Content-Type"].startswith("text/html"):
                    files.setdefault(route.name, set()).add(who)
                if mine and answer.status_code not in {401, 404}:
                    alive.add(route.name)

    assert wrong == []
    assert files == FILES, "a file is given to others than the page it belongs to, or stands without a row"
    # the numbers are right ones: somebody gets in at each of these addresses
    assert {n for n, who in WHO.items() if who not in (EVERYBODY, PROGRAM)} - alive - NOT_NOW == set()


def test_papers_that_take_a_press(ids: dict[str, str], request: pytest.FixtureRequest, client_of: Callable[..., Client]) -> None:
    """One's own answers as a text, and slips with codes: for one kind of person each, and no copy stays in a browser."""
    for name, may in PRESSED.items():
        route = next(r for r in plum() if r.name == name)
        for who in (*CAST, "anonymous"):
            actor: Actor = ANONYMOUS if who == "anonymous" else request.getfixturevalue(who)
            answer = client_of(actor, raise_request_exception=False).post(route.address(**ids))
            if who in may:
                assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store"), (name, who)
            else:
                assert kept_out(answer.status_code, answer.headers.get("Location", "")), (name, who)


def test_nobody_but_the_two_comes_into_the_room_of_a_talk(
    ids: dict[str, str], request: pytest.FixtureRequest, client_of: Callable[..., Client], counsellor: Actor, deputy: Actor
) -> None:
    """The room's socket takes a ticket for its group; a ticket needs a seat, and a seat needs this door."""
    flag = Flag.objects.get(pk=ids["flag_id"])
    talk = interventions.plan(
        actor=counsellor, user=user_of(counsellor), flag=flag, way=Way.VIDEO, starts_at=clock.now() + timedelta(minutes=5), minutes=30,
        press=uuid.uuid4(),
    )
    room = talk_room.open_for(counsellor, talk.pk)
    named = (room.pk, talk.pk, ids["screening_id"], ids["call_id"], ids["gathering_id"], flag.subject)
    came = {}
    for who in (*CAST, "deputy", "anonymous"):
        actor: Actor = ANONYMOUS if who == "anonymous" else request.getfixturevalue(who)
        browser = client_of(actor, raise_request_exception=False)
        doors = [browser.post(f"/rooms/{room.pk}/{what}/").status_code for what in ("enter", "ticket")]
        doors += [browser.get(f"/rooms/{room.pk}/{what}").status_code for what in ("", "log?after=0", "panels/")]
        came[who] = {status for status in doors if not kept_out(status, "/accounts/login/")}
        assert not any(topics.may_watch(actor, f"{group}:{key}") for group in GROUPS_OF_NOBODY for key in named), who

    assert {who for who, doors in came.items() if doors} == {"counsellor", "party"}
    assert came["counsellor"] == came["party"] == {200}


def test_who_hears_that_something_moved(request: pytest.FixtureRequest, volunteer: Actor, red: Flag) -> None:
    """The topics of this area, for the whole cast. A hint has no words, but that something moves is news already."""
    told = {"care": COUNSELLOR, "hotline": DESK, "programmes": RUNNING}

    for topic, may in told.items():
        heard = {who for who in CAST if topics.may_watch(request.getfixturevalue(who), topic)}
        assert heard <= may, topic
    assert topics.may_watch(request.getfixturevalue("counsellor"), "care")
    assert not any(topics.may_watch(ANONYMOUS, topic) for topic in told)


@pytest.mark.parametrize("who", ["counsellor of another town", "guest of a check-up", "guardian", "receiving service"])
def test_whoever_stands_further_off_reaches_nothing_that_names_somebody(
    who: str, ids: dict[str, str], county: County, make_user: MakeUser, client_of: Callable[..., Client]
) -> None:
    """Every address with an id in it, by GET and by POST: a colleague's role elsewhere, or a tie to one person, opens nobody's file."""
    guest = Invitee.objects.get(number=int(ids["number"]), checkup_id=ids["checkup_id"])
    actor = {
        "counsellor of another town": lambda: make_user("far", "counsellor", county.other_town),
        "guest of a check-up": lambda: Actor.guest(guest.subject, "罗小满"),
        "guardian": lambda: Actor.guest(str(uuid.uuid4()), "苗秀兰"),  # consented on the child's device; has no page of their own
        "receiving service": lambda: ANONYMOUS,  # known by the secret of its link only, and that opens its own hand-over
    }[who]()
    if actor.is_guest:
        issue_code(actor=system("tests.care"), name=actor.name, subject=uuid.UUID(actor.subject))
    browser, wrong = client_of(actor, raise_request_exception=False), []
    for route in plum():
        own_text = who == "guest of a check-up" and route.name == "care_me_ledger_text"  # the words this guest agreed to
        if not route.variables or "*" in WHO[route.name] or own_text:
            continue
        for ask in (browser.get, browser.post):
            answer = ask(route.address(**ids))
            if not kept_out(answer.status_code, answer.headers.get("Location", "")):
                wrong.append(f"{ask.__name__} {route.address(**ids)}: {answer.status_code}")

    assert wrong == []
