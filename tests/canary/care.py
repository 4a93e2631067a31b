"""The secrets of accompanying somebody: hand-overs and what comes back, supervision, own thoughts, guardians, reports, feedback.

One person is given everything there is to keep, by two counsellors and an outside service. `groups` holds the hotline's words.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import transaction

from counseling.figures import periods
from counseling.figures.services import freezing
from counseling.interventions import services as interventions
from counseling.interventions.crises import BreachGround, CrisisStep
from counseling.interventions.enums import EntryKind
from counseling.interventions.models import CareEntry, KnownAs, ProcessNote, Supervision
from counseling.interventions.referring import AskedBasis, Receiver
from counseling.interventions.scheduling import AttemptOutcome, AttemptWay, Missed, Way
from counseling.interventions.services import crisis, process_note, receiver_link, referral, supervision, writing
from counseling.interventions.sessions import Facts, NoteForm, RiskCheck
from counseling.minors.enums import AgeBand, GuardianWish, Purpose
from counseling.minors.services import age, approval, consent, report
from counseling.programmes.services import gathering, signup
from counseling.screening.models import Flag
from counseling.screening.services import exchange
from mediation.common import clock
from mediation.common.actor import Actor, system
from tests.cast import County, user_of

HANDED, ASKED, DUTY_PHONE = "金丝雀申：交接时说的事", "金丝雀酉：请医生看看睡眠", "19912345679"
RECEIVER, BACK, REASON_BACK = "金丝雀戌：急诊小郑", "金丝雀亥：来过一次，下周再来", "金丝雀天：床位满了"
BROUGHT, ADVISED, THOUGHT = "金丝雀地：我总想替他拿主意", "金丝雀玄：把建议换成问题", "金丝雀黄：我自己也累"
GUARDIAN, WHY, RECEIPT = "金丝雀宇：苗秀兰", "金丝雀宙：要接着谈所以要看", "金丝雀洪：回执七十三号"
HOW_KNOWN = "金丝雀昴：医院核对了出生日期"
TOLD, WHOM, STEP = "金丝雀荒：他写了告别的话", "金丝雀日：告诉了县医院值班医生", "金丝雀月：药放到姐姐家了"
GUARDIAN_PHONE = "19912345680"
REFERENCE, WHY_BACK = "金丝雀列：住院号七七", "金丝雀张：她妹妹陪着了"
SEEN, WHERE, FEEDBACK = "金丝雀盈：说到一半哭了", "金丝雀昃：后街三号二楼", "金丝雀辰二：坐得太久了"
# read by the counsellor who accompanies, on pages opened by looking
READ = (HANDED, ASKED, RECEIVER, BACK, REASON_BACK, BROUGHT, ADVISED, THOUGHT, GUARDIAN, WHY, RECEIPT, TOLD, WHOM, STEP, SEEN, WHERE,
        FEEDBACK, REFERENCE, WHY_BACK, HOW_KNOWN, GUARDIAN_PHONE)
# on no page at all
KEPT = (DUTY_PHONE,)
SECRETS = (*READ, *KEPT)


def seed(county: County, flag: Flag, counsellor: Actor, colleague: Actor) -> dict[str, list[str]]:
    """Everything once. The file is one of somebody under 18 in the end, opened with a colleague's approval. Returns the ids."""
    user, other = user_of(counsellor), user_of(colleague)
    hospital, school = _handed_out(flag, counsellor)
    to_me, undone = _handed_in(flag, counsellor, colleague), _handed_in(flag, counsellor, colleague)
    referral.take_back(actor=counsellor, user=user, row=undone, reason=WHY_BACK)
    _brought_in(county, flag)
    link = _came_out(flag, counsellor)
    talk, missed = _talks(flag, counsellor)
    _crisis(flag, counsellor, colleague)
    process_note.keep(actor=counsellor, user=user, flag=flag, text=THOUGHT, press=uuid.uuid4())
    supervision.bring(
        actor=counsellor, user=user, flag=flag, supervisor=other, held_at=clock.now(), minutes=30, words=BROUGHT, press=uuid.uuid4()
    )
    brought = Supervision.objects.get(subject=flag.subject)
    supervision.advise(actor=colleague, row=brought, words=ADVISED)
    asked = _minor(flag, counsellor, colleague)
    first, last = periods.over(clock.today())[0]
    entries = CareEntry.objects.filter(subject=flag.subject, kind__in=["note", "report"])
    frozen = freezing.freeze(actor=counsellor, user=user, area=county.area, starts_on=first, ends_on=last)
    return {
        "referral_id": [str(r.pk) for r in (hospital, school, to_me, undone)], "appointment_id": [str(talk), str(missed)],
        "supervision_id": [str(brought.pk)], "approval_id": [str(asked)], "snapshot_id": [str(frozen.pk)],
        "note_id": [str(ProcessNote.objects.get(subject=flag.subject).pk)],
        "entry_id": [str(e.pk) for e in entries], "link_id": [str(link)],
    }


def words_of_a_gathering(county: County, counsellor: Actor) -> uuid.UUID:
    """Five answers to a gathering, and the week for them is over: fewer, or sooner, are shown to nobody."""
    with clock.told(clock.now() - timedelta(days=9)):
        start = clock.now() + timedelta(hours=2)
        plan = gathering.Plan("lecture", "好好睡觉", "", "", "礼堂", start, start + timedelta(hours=1), 20, False, None, None)
        row = gathering.plan_gathering(actor=counsellor, user=user_of(counsellor), area=county.area, plan=plan, press=uuid.uuid4())
        for n in range(5):
            signup.sign_up(
                gathering=row, secret=uuid.uuid4().hex, name=f"客{n}", phone="", quiet=False, language="zh-hans", link="", caller=f"c{n}"
            )
    with clock.told(row.ends_at):
        for guest in row.signups.all():
            signup.give_feedback(signup=guest, helped="no", words=FEEDBACK)
    return row.pk


def _handed_out(flag: Flag, counsellor: Actor) -> tuple[referral.Referral, referral.Referral]:
    made = []
    for place, phone in (("县医院", DUTY_PHONE), ("柳桥中学", "19912345678")):
        made.append(referral.send(
            actor=counsellor, user=user_of(counsellor), flag=flag, receiver=Receiver.HOSPITAL, to_user=None, place=place, number=phone,
            basis=AskedBasis.AGREED, origin="http://testserver", press=uuid.uuid4(), fields={"situation": HANDED, "request": ASKED},
        ))
    first, second = made
    referral.acknowledge(actor=receiver_link.receiver_of(first), row=first, who=RECEIVER)
    referral.accept(actor=receiver_link.receiver_of(first), row=_fresh(first))
    referral.feed_back(actor=receiver_link.receiver_of(first), row=_fresh(first), words=BACK)
    referral.give_back(actor=receiver_link.receiver_of(second), row=second, reason=REASON_BACK)
    return first, second


def _handed_in(flag: Flag, counsellor: Actor, colleague: Actor) -> referral.Referral:
    return referral.send(
        actor=counsellor, user=user_of(counsellor), flag=flag, receiver=Receiver.COLLEAGUE, to_user=user_of(colleague), place="", number="",
        basis=AskedBasis.AGREED, origin="http://testserver", press=uuid.uuid4(), fields={"situation": HANDED, "request": ASKED},
    )


def _brought_in(county: County, flag: Flag) -> None:
    """Answers of another program about the same person, with its own reference."""
    token, _secret = exchange.make_token(
        actor=system("tests.canary"), name="县医院", area_path=county.area.path, scopes=["response.write"], valid_for=timedelta(days=9)
    )
    never = {"valueCoding": {"system": "urn:xinqiao:instrument:phq2:main", "code": "0"}}
    items = [{"linkId": f"phq_{n}", "answer": [never]} for n in (1, 2)]
    raw = {
        "resourceType": "QuestionnaireResponse", "status": "completed", "questionnaire": "urn:xinqiao:instrument:phq2",
        "identifier": {"value": REFERENCE}, "subject": {"identifier": {"system": "urn:xinqiao:subject", "value": str(flag.subject)}},
        "item": items,
    }
    form = exchange.form_for(token, str(raw["questionnaire"]), "zh-hans")
    assert form is not None
    row, issues, _new = exchange.take_response(token=token, raw=raw, form=form)
    assert row is not None, issues


def _came_out(flag: Flag, counsellor: Actor) -> uuid.UUID:
    """It came out that somebody unknown was this person, and how that is known was written down."""
    user = user_of(counsellor)
    with transaction.atomic():
        writing.write(actor=counsellor, user=user, flag=flag, kind=EntryKind.KNOWN, press=uuid.uuid4(), body={"how": HOW_KNOWN})
    row = KnownAs.objects.create(
        stranger=uuid.uuid4(), subject=flag.subject, area_path=flag.area_path, flag=flag, by=user, at=clock.now()
    )
    return row.pk


def _fresh(row: referral.Referral) -> referral.Referral:
    row.refresh_from_db()
    return row


def _talks(flag: Flag, counsellor: Actor) -> tuple[uuid.UUID, uuid.UUID]:
    user, now = user_of(counsellor), clock.now()
    with clock.told(now - timedelta(days=2)):
        missed = interventions.plan(
            actor=counsellor, user=user, flag=flag, way=Way.OFFICE, starts_at=now - timedelta(hours=5), minutes=30, where=WHERE,
            press=uuid.uuid4(),
        )
    interventions.mark_missed(actor=counsellor, user=user, row=missed, reason=Missed.UNKNOWN)
    missed.refresh_from_db()
    interventions.note_attempt(
        actor=counsellor, user=user, row=missed, way=AttemptWay.CALL, outcome=AttemptOutcome.REACHED, press=uuid.uuid4()
    )
    talk = interventions.plan(
        actor=counsellor, user=user, flag=flag, way=Way.OFFICE, starts_at=now + timedelta(days=1), minutes=30, where=WHERE,
        press=uuid.uuid4(),
    )
    interventions.add_note(
        actor=counsellor, user=user, flag=flag, form=NoteForm.BIRP, fields={"behaviour": SEEN}, press=uuid.uuid4(),
        facts=Facts(Way.PHONE, now - timedelta(hours=1), 30, RiskCheck.SAME),
    )
    return talk.pk, missed.pk


def _crisis(flag: Flag, counsellor: Actor, colleague: Actor) -> None:
    user, now = user_of(counsellor), clock.now()
    crisis.note_crisis(actor=counsellor, user=user, flag=flag, steps=[CrisisStep.MEANS], words=STEP, press=uuid.uuid4())
    crisis.break_confidence(
        actor=counsellor, user=user, flag=flag, ground=BreachGround.SELF, what=TOLD, to_whom=WHOM, told_at=now,
        consulted=user_of(colleague), alone="", press=uuid.uuid4(),
    )


def _minor(flag: Flag, counsellor: Actor, colleague: Actor) -> uuid.UUID:
    """Known to be under 18: the guardian has consented, the colleague has approved, the police were told; a second request waits."""
    user = user_of(counsellor)
    minor = age.know(actor=counsellor, flag=flag, age=AgeBand.TEEN, guardian=GuardianWish.CALL)
    agreed = consent.give(
        actor=Actor.guest(str(flag.subject), "王建国"), minor=minor, name=GUARDIAN, phone=GUARDIAN_PHONE, relation="parent", way="device",
        language="zh-hans",
    )
    consent.confirm(actor=counsellor, user=user, consent=agreed)
    asked = approval.ask(actor=counsellor, user=user, minor=minor, purpose=Purpose.OPEN, reason=WHY, press=uuid.uuid4())
    approval.decide(actor=colleague, user=user_of(colleague), approval=asked, yes=True)
    duty = report.raise_duty(actor=counsellor, minor=minor)
    report.give_receipt(actor=counsellor, user=user, flag=flag, duty=duty, station=RECEIPT, number=RECEIPT, at=clock.now())
    again = approval.ask(actor=colleague, user=user_of(colleague), minor=minor, purpose=Purpose.OPEN, reason=WHY, press=uuid.uuid4())
    return again.pk
