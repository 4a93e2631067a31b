"""Who reaches what on the plum side: every address of the URL conf against the whole cast, by GET and by POST.

A new address without a row here fails. Add its name to the group of people it is for; nobody else gets more than a page that is
not there. `SHARED` holds what a capability alone decides, `OWN` what belongs to one person.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from counseling.screening.models import Flag, Screening
from mediation.common.actor import ANONYMOUS, Actor
from realtime.gateway import topics
from tests.architecture.routes import Route, routes

pytestmark = [pytest.mark.django_db, pytest.mark.integration]

COUNSELLOR = {"counsellor"}
OWN = {"party"}
PARTIES = {"party", "other_party"}  # no id in the address: everybody finds their own there, and nobody else's
MEDIATORS = {"mediator", "other_mediator"}
FIGURES = {"counsellor", "supervisor"}
RUNNING = {"counsellor", "supervisor"}
EVERYBODY = {"*"}  # an address that carries its own secret, or says nothing about anybody
PROGRAM = {"bearer"}  # another program with a token; no browser at all

GROUPS: list[tuple[set[str], str]] = [
    (COUNSELLOR, """care_queue care_rota care_rota_remove care_advice care_advice_end care_person care_open care_contact care_hand_over
        care_decide care_rating care_second care_plan care_notes care_addendum care_doctor care_consents care_closing care_person_advice
        care_refer care_plan_talk care_referrals care_referral care_referral_acknowledge care_referral_accept care_referral_return
        care_referral_link care_agenda care_talk care_talk_missed care_talk_attempt care_talk_off care_talk_room care_process
        care_process_destroy care_offer care_minors care_minor_decision care_minor care_minor_know care_minor_consent care_minor_confirm
        care_minor_withdraw care_minor_ask care_minor_report care_minor_receipt care_checkup_result care_checkup_slips
        care_checkup_answers partner_case_new partner_case hotline_note hotline_end hotline_link hotline_handover hotline_volunteers
        hotline_volunteer hotline hotline_take hotline_call hotline_state hotline_hand_over hotline_to_case hotline_to_file
        care_assist care_assist_pack care_assist_bring care_assist_revoke care_crisis care_crisis_protocol care_crisis_breach
        care_crisis_report care_crisis_receipt care_reopen care_exception care_caseload
        care_supervise care_supervised care_supervision care_supervision_advise"""),
    (PARTIES, "care_me care_me_ledger care_me_card care_me_card_paper care_me_talks"),
    (OWN, """care_me_ledger_text care_me_invitation care_me_consent care_me_question care_me_alone care_me_more
        care_me_help care_me_done care_me_withdraw care_me_mine care_me_copy care_me_correct care_me_restrict care_me_erase care_me_young
        care_me_guardian care_me_talk_off care_me_talk_room"""),
    (COUNSELLOR, """care_conferences care_conference_new care_conference care_conference_answer care_conference_off"""),
    (MEDIATORS, "desk_conferences desk_conference"),
    (FIGURES, "care_figures care_figure care_figure_table"),
    (RUNNING, """care_checkups care_checkup care_checkup_people care_checkup_send agreement_register partner_new agreement_new agreement
        agreement_change agreement_end programmes programme_new programme programme_end gatherings gathering_new gathering
        gathering_change gathering_state gathering_poster gathering_door quiet_rooms quiet_room quiet_room_close booking_call_off"""),
    (EVERYBODY, """wall signup_mine signup_open booking_mine booking_open room_book sign_up care_receive care_receive_step
        care_checkup_door care_checkup_link fhir_metadata care_assist_app care_assist_worker"""),
    (PROGRAM, """fhir_questionnaires fhir_validate_questionnaire fhir_questionnaire fhir_responses fhir_validate_response fhir_response
        fhir_score"""),
]
WHO: dict[str, set[str]] = {name: who for who, names in GROUPS for name in names.split()}
CAST = (
    "mediator", "other_mediator", "counsellor", "supervisor", "learner", "editor", "gridworker", "admin", "outsider", "party",
    "other_party",
)
NOT_THERE = {401, 404, 405}


def plum() -> list[Route]:
    return [r for r in routes() if r.view.__module__.startswith("counseling.")]


@pytest.fixture
def ids(red: Flag, begun: Screening) -> dict[str, str]:
    return {"subject": str(red.subject), "screening_id": str(begun.id), "flag_id": str(red.id), "number": "1"}


def kept_out(status: int, address: str) -> bool:
    return status in NOT_THERE or (status == 302 and address.startswith("/accounts/login/"))


def test_every_address_has_a_row() -> None:
    names = {r.name for r in plum()}

    assert names - set(WHO) == set(), "add these to GROUPS"


@pytest.mark.parametrize("who", [*CAST, "anonymous"])
def test_nobody_reaches_what_is_not_theirs(
    who: str, ids: dict[str, str], request: pytest.FixtureRequest, client_of: Callable[..., Client]
) -> None:
    actor: Actor = ANONYMOUS if who == "anonymous" else request.getfixturevalue(who)
    browser = client_of(actor, raise_request_exception=False)
    wrong, reached = [], 0
    for route in plum():
        address, allowed = route.address(**ids), WHO[route.name]
        if "*" in allowed:
            continue
        mine = who in allowed
        for ask in (browser.get,) if mine else (browser.get, browser.post):
            answer = ask(address)
            shut = kept_out(answer.status_code, answer.headers.get("Location", ""))
            if answer.status_code >= 500 or (not mine and not shut):
                wrong.append(f"{ask.__name__} {address}: {answer.status_code}")
            reached += mine and not shut
    assert wrong == []
    assert reached > 2 or not any(who in allowed for allowed in WHO.values())


def test_only_counsellors_hear_that_the_queue_moved(
    counsellor: Actor, mediator: Actor, supervisor: Actor, party: Actor, outsider: Actor, red: Flag
) -> None:
    assert topics.may_watch(counsellor, "care")
    for other in (mediator, supervisor, party, outsider, ANONYMOUS):
        assert not topics.may_watch(other, "care")
