"""Canaries: strings that may be seen by one person only are looked for everywhere else.

Every page of the product as ten actors, every frame-bearing log, every paper, every table, every log line, every notice and job row.
A new area adds its secrets to `scene` and whoever may see them to `MAY_SEE`.
"""

from __future__ import annotations

import io
import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from PIL import Image
from pypdf import PdfReader
from pytest_django import Settings

from counseling.hotline.services import volunteers
from counseling.interventions import services as interventions
from counseling.interventions.enums import PlanKind
from counseling.screening import services as screening
from counseling.screening.enums import Rank
from counseling.screening.models import Checkup, Flag, Screening
from counseling.screening.services import checkups
from mediation.accounts.services import issue_code
from mediation.casework.models import Case, Party
from mediation.casework.services import agreement as agreements
from mediation.casework.services import case as cases
from mediation.casework.services import claim, clause, evidence, invitation, message, paperwork, sitting
from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.demo.telephone import read_after
from mediation.jobs.models import Job
from mediation.notifications.models import Notice, ShortMessage
from mediation.people.services import add_person
from mediation.vault import sealing
from realtime.rooms.models import Room, Seat
from realtime.rooms.services import caucus, log, seats
from tests.architecture.routes import routes
from tests.canary import care, groups
from tests.cast import County, MakeUser, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.integration]

STORY, WISH = "金丝雀甲：他在楼道里说的那句话", "金丝雀乙：我要他当面道歉"
CAUCUS, NOTE, PLAN = "金丝雀丙：我最多只能出两千五", "金丝雀丁：谈到夜里睡不着", "金丝雀戊：先把药交给姐姐收着"
RISK, LETTER = "金丝雀己：上次差点动手", "金丝雀庚：请先别告诉他"
PHONE_A, PHONE_B, PHONE_C = "19912345671", "19912345672", "19912345673"
ADDRESS = "金丝雀辛：桥东七幢三〇二"
PROOF, TYPED = "金丝雀壬：录音里他承认了", "金丝雀癸：调查时邻居说的"
ANSWER = "有不如死掉或用某种方式伤害自己的念头"
INVITED = "金丝雀体检人"  # on a check-up's list: names are for counsellors only, also the organiser sees counts
SECRETS = (STORY, WISH, CAUCUS, NOTE, PLAN, RISK, LETTER, PHONE_A, PHONE_B, PHONE_C, ADDRESS, PROOF, TYPED, ANSWER,
           *groups.SECRETS, *care.SECRETS)
# who may read what on a page they open by looking (GET); everything not named here is forbidden
MAY_SEE: dict[str, set[str]] = {
    "mediator": {STORY, WISH, CAUCUS, RISK, LETTER, PROOF, TYPED},
    "supervisor": {STORY, WISH, PROOF, TYPED, care.FEEDBACK},
    "counsellor": {INVITED, NOTE, PLAN, ANSWER, *groups.SECRETS, *care.READ},
    "volunteer": {groups.CALL, groups.CALLER},
    "a": {STORY, WISH, CAUCUS, LETTER, PROOF, ANSWER, care.WHERE},
}
# what may be printed on a paper, whoever fetches it: the dossier holds the application, the list of evidence and the investigation
ON_PAPER = {STORY, WISH, PROOF, TYPED}


SHORT = 80  # so much a case's title holds


@dataclass
class Scene:
    """A case in mediation with everything confidential in it, and the ids by which addresses name its things."""

    actors: dict[str, Actor]
    ids: dict[str, list[str]] = field(default_factory=dict)


@pytest.fixture
def scene(
    county: County, mediator: Actor, other_mediator: Actor, counsellor: Actor, supervisor: Actor, learner: Actor, editor: Actor,
    gridworker: Actor, admin: Actor, outsider: Actor, anonymous: Actor, make_user: MakeUser,
) -> Scene:
    me = system("tests.canary")
    screening.add_shift(
        actor=me, user=user_of(counsellor), area=county.area, rank=Rank.FIRST, starts_at=clock.now() - timedelta(hours=1),
        ends_at=clock.now() + timedelta(days=1),
    )
    contact = cases.Contact
    opened = cases.open_case(
        actor=None,
        report=cases.Report(
            kind="neighbour", story=STORY, wish=WISH, area=county.village, organisation=county.studio,
            applicant=contact(name="王建国", phone=PHONE_A), respondents=(contact(name="李小梅", phone=PHONE_B),),
        ),
    )
    case, first = opened.case, opened.party
    add_person(actor=me, name="王建国", address=ADDRESS)
    second = case.parties.exclude(pk=first.pk).get()
    a, b = Actor.guest(first.subject, "王建国"), Actor.guest(second.subject, "李小梅")
    for actor in (a, b):
        issue_code(actor=me, name=actor.name, subject=uuid.UUID(actor.subject))
    case = claim.claim(actor=mediator, case=case)
    type(second).objects.filter(pk=second.pk).update(willingness="willing")
    type(case).objects.filter(pk=case.pk).update(state="ready")
    case.refresh_from_db()
    planned = sitting.plan(
        actor=mediator, case=case, starts_at=clock.now() + timedelta(days=1), minutes=60, mode="joint", risk=RISK
    )
    sitting.begin(actor=mediator, sitting=planned)
    message.write_as_party(actor=a, case=case, words=LETTER, token=message.new_token())
    given = evidence.give(actor=a, case=case, files=[("photo.png", _photo())], words=PROOF, token=message.new_token())
    investigation = paperwork.form_of("investigation")
    typed = {"when": "昨天", "where": "桥东", "asked": "邻居", "asker": "林静", "words": TYPED}
    paper = paperwork.save(actor=mediator, case=case, form=investigation, values=typed)
    draft = agreements.open_draft(actor=mediator, case=case)
    row = clause.add(actor=mediator, agreement=draft, values=clause.ClauseValues(kind="fact", text="灯太亮"))
    joint, talk = _caucus(planned.room, mediator, a, b)
    flag, asked = _care(county, case, a, counsellor)
    volunteer = make_user("volunteer", "volunteer", county.area, name="白露")
    volunteers.decide(actor=counsellor, user=user_of(counsellor), volunteer=user_of(volunteer), rights=["take"], until=None)
    more = groups.seed(county, counsellor, volunteer)
    more["gathering_id"].append(str(care.words_of_a_gathering(county, counsellor)))
    more |= care.seed(county, flag, counsellor, make_user("colleague", "counsellor", county.area, county.care_centre, name="韩露"))
    listed = _checkup(county, supervisor)
    return Scene(
        {
            "mediator": mediator, "other_mediator": other_mediator, "counsellor": counsellor, "supervisor": supervisor, "learner": learner,
            "editor": editor, "gridworker": gridworker, "admin": admin, "outsider": outsider, "anonymous": anonymous, "a": a, "b": b,
            "volunteer": volunteer,
        },
        {
            "case": [str(case.pk)], "case_id": [str(case.pk)], "party_id": [str(first.pk), str(second.pk)], "party": [str(first.pk)],
            "sitting_id": [str(planned.pk)], "agreement": [str(draft.pk)], "clause": [str(row.pk)],
            "room_id": [str(joint), str(talk), *more.pop("room_id")],
            "subject": [str(flag.subject)], "screening_id": [str(asked.pk)], "checkup_id": [str(listed.pk)], "number": ["5"],
            "flag_id": [str(flag.pk)],
            "code": [investigation.code], "key": [str(given[0].pk), str(paper.pk)],
            **more,
            "notice_id": [str(n) for n in Notice.objects.values_list("pk", flat=True)[:20]],
        },
    )


def _photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "PNG")
    return out.getvalue()


def _caucus(room_id: Any, mediator: Actor, a: Actor, b: Actor) -> tuple[uuid.UUID, uuid.UUID]:
    room = Room.objects.get(pk=room_id)
    for actor in (mediator, a, b):
        seat = seats.enter(actor, room)
        if seat.state != "admitted":
            seats.admit(mediator, room, seat)
    talk = caucus.open_caucus(mediator, room, [Seat.objects.get(room=room, actor_key=a.key)])
    caucus.answer_caucus(a, talk, yes=True)
    talk.refresh_from_db()
    log.append(mediator, talk, "say", {"text": CAUCUS}, uuid.uuid4())
    return room.pk, talk.pk


def _checkup(county: County, supervisor: Actor) -> Checkup:
    row = checkups.create(
        actor=supervisor, user=user_of(supervisor), title="2026", bundle="checkup", area=county.town,
        opens_at=clock.now() - timedelta(days=1), closes_at=clock.now() + timedelta(days=9),
    )
    checkups.invite(actor=supervisor, checkup=row, people=[checkups.Wanted(INVITED, PHONE_C)])
    return row


def _care(county: County, case: Any, a: Actor, counsellor: Actor) -> tuple[Flag, Screening]:
    screening.offer_url(a, case.pk, county.village)
    asked = Screening.objects.get(subject=a.subject)
    screening.consent(actor=a, screening=asked, language="zh-hans")
    asked.refresh_from_db()
    for number, value in enumerate((1, 1, 0, 0, 1), 1):
        screening.answer(actor=a, screening=asked, number=number, value=value)
    flag = Flag.objects.get(subject=a.subject)
    user = user_of(counsellor)
    interventions.take_contact(actor=counsellor, user=user, flag=flag)
    flag.refresh_from_db()
    interventions.open_file(actor=counsellor, user=user, flag=flag)
    interventions.add_note(actor=counsellor, user=user, flag=flag, fields={"subjective": NOTE}, press=uuid.uuid4())
    interventions.save_plan(actor=counsellor, user=user, flag=flag, kind=PlanKind.SAFETY, fields={"surroundings": PLAN}, press=uuid.uuid4())
    return flag, asked


def escaped(secret: str) -> str:
    """As JSON columns write it."""
    return secret.encode("unicode_escape").decode()


def addresses(scene: Scene) -> list[str]:
    """Every address of ours, filled with the scene's ids where there are some."""
    found: list[str] = []
    for route in routes():
        if not route.ours:
            continue
        filled = [{}] if not route.variables else _combinations(route.variables, scene.ids)
        found += [route.address(**known) for known in filled]
    return found


def _combinations(names: list[str], ids: dict[str, list[str]]) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = [{}]
    for name in names:
        rows = [{**row, name: value} for row in rows for value in ids.get(name, [])] or rows
    return rows


@dataclass
class Pages:
    """What came of looking at every page: leaks, and who saw which secret on the screen and on paper."""

    leaks: list[str] = field(default_factory=list)
    seen: dict[str, set[str]] = field(default_factory=dict)
    papers: dict[str, set[str]] = field(default_factory=dict)


def look_at_everything(scene: Scene, client_of: Callable[..., Client], names: list[str], addresses: list[str]) -> Pages:
    """Every address as each of these people; a secret somebody may not read, or a failing page, is a leak."""
    found = Pages()
    for name in names:
        browser = client_of(scene.actors[name], raise_request_exception=False)
        browser.post(f"/care/people/{scene.ids['subject'][0]}/open/")  # whoever may open the file has opened it
        seen, papers = found.seen.setdefault(name, set()), found.papers.setdefault(name, set())
        for address in addresses:
            answer = browser.get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[arg-type]
            paper = body.startswith(b"%PDF-")
            words = (printed(body) if paper else body.decode("utf-8", errors="replace")) + str(dict(answer.items()))
            if answer.status_code >= 500 and address != "/readyz":  # no worker runs here, and it says so
                found.leaks.append(f"{address} as {name}: {answer.status_code}")
            for secret in (*SECRETS, INVITED):
                if secret in words:
                    (papers if paper else seen).add(secret)
                    if secret not in MAY_SEE.get(name, set()) or (paper and secret not in ON_PAPER):
                        found.leaks.append(f"{secret} at {address} as {name}")
    return found


def test_no_page_tells_a_secret_to_the_wrong_person(
    scene: Scene, client_of: Callable[..., Client], caplog: pytest.LogCaptureFixture, settings: Settings
) -> None:
    settings.DEMO = False  # the demo shows everybody's telephone on one page; a county has no such page
    caplog.set_level(logging.INFO)

    found = look_at_everything(scene, client_of, list(scene.actors), addresses(scene))

    assert found.leaks == []
    # the detector sees: whoever may, does
    seen, papers = found.seen, found.papers
    assert {STORY, RISK, CAUCUS} <= seen["mediator"]
    assert {NOTE, PLAN} <= seen["counsellor"]
    assert {CAUCUS, LETTER} <= seen["a"]
    assert {*groups.SECRETS, *care.READ} <= seen["counsellor"]
    assert seen["volunteer"] == {groups.CALL, groups.CALLER}
    assert papers["mediator"] == papers["supervisor"] == ON_PAPER
    assert not any(papers[name] for name in set(papers) - {"mediator", "supervisor"})
    for secret in SECRETS:
        assert secret not in caplog.text


def printed(body: bytes) -> str:
    """What stands on the pages of a PDF, its own description included, without the breaks of the lines."""
    reader = PdfReader(io.BytesIO(body))
    words = "".join(page.extract_text() for page in reader.pages) + str(dict(reader.metadata or {}))
    return "".join(words.split())


def told_in_messages() -> list[str]:
    """Secrets in short messages (opened, as the person holding the telephone reads them), notices and jobs."""
    messages = [sealing.unseal("notifications", f"sms.text:{m.id}", m.text_sealed) for m in ShortMessage.objects.all()]
    notices = [f"{n.kind} {n.link} {n.params}" for n in Notice.objects.all()]
    jobs = [f"{j.task} {j.key} {j.payload} {j.last_error}" for j in Job.objects.all()]
    assert messages
    assert notices
    assert jobs
    return [secret for words in (*messages, *notices, *jobs) for secret in SECRETS if secret in words]


def lying_in_plain(settings: Settings) -> list[str]:
    """Secrets in tables, mails and files."""
    found: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            content = "\n".join(str(value) for row in cursor.fetchall() for value in row)  # each as it lies there, JSON escapes and all
            found += [f"{secret} in {table}" for secret in SECRETS if secret in content or escaped(secret) in content]
        cursor.execute("SELECT title FROM casework_case")
        assert cursor.fetchall()  # the detector reads rows
    found = [leak for leak in found if not leak.startswith(ANSWER)]  # the wording of the instrument itself is public
    found += [f"{secret} in the outbox of mails" for m in mail.outbox for secret in SECRETS if secret in m.body + m.subject]
    root = Path(settings.MEDIA_ROOT)
    for path in root.rglob("*") if root.exists() else []:
        if path.is_file():
            body = path.read_bytes()
            found += [f"{secret} in a file" for secret in SECRETS if secret.encode() in body]
    return found


def test_no_notice_or_short_message_carries_a_secret(scene: Scene) -> None:
    assert told_in_messages() == []


def test_no_table_message_or_file_holds_a_secret_in_plain(scene: Scene, settings: Settings) -> None:
    assert lying_in_plain(settings) == []


def test_the_detectors_catch_what_is_planted(scene: Scene, client_of: Callable[..., Client], settings: Settings) -> None:
    """Every secret of accompanying somebody is laid where it must never lie: each look finds each of them."""
    settings.DEMO = False
    planted = "；".join((*care.SECRETS, *groups.SECRETS))
    Case.objects.filter(pk=scene.ids["case"][0]).update(title=planted[:SHORT])
    Notice.objects.filter(pk=Notice.objects.values_list("pk", flat=True)[0]).update(params={"words": planted})

    page = look_at_everything(scene, client_of, ["mediator"], [f"/desk/cases/{scene.ids['case'][0]}/"])

    assert page.leaks
    assert {leak.split(" at ")[0] for leak in page.leaks} == {s for s in (*care.SECRETS, *groups.SECRETS) if s in planted[:SHORT]}
    assert set(told_in_messages()) == {*care.SECRETS, *groups.SECRETS}
    assert {leak.split(" in ")[0] for leak in lying_in_plain(settings)} == {*care.SECRETS, *groups.SECRETS}


def test_invitation_link_is_in_no_row_in_plain(scene: Scene) -> None:
    second = Party.objects.get(pk=scene.ids["party_id"][1])
    Party.objects.filter(pk=second.pk).update(willingness="asked")
    second.refresh_from_db()
    token = read_after(
        lambda: invitation.invite(actor=scene.actors["mediator"], party=second, origin="http://testserver"),
        "casework.invitation", r"/c/join/([\w-]+)/",
    )

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert token not in str(cursor.fetchall()), table
