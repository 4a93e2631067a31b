"""From the clauses to the closed case, for the demo's past and present."""

from __future__ import annotations

import io
import json
import math
import random
from datetime import timedelta
from decimal import Decimal

from PIL import Image, ImageDraw

from mediation.casework.agreement_enums import AgreementForm, ClauseKind, ConfirmedBy
from mediation.casework.enums import Grade
from mediation.casework.models import Agreement, Case, Clause, Party
from mediation.casework.services import agreement as agreements
from mediation.casework.services import clause as clauses
from mediation.casework.services import closing, performance, signing
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.demo.stories import Story
from mediation.demo.telephone import read_after
from mediation.demo.world import World
from mediation.followups import services as followups
from mediation.followups.enums import Channel, Heart, Outcome, Performed, Satisfaction
from mediation.followups.selectors import of_subject
from mediation.people.models import Person

PAID_AFTER = timedelta(days=20)


def draft(mediator: Actor, case: Case, story: Story) -> Agreement:
    """The clauses the law asks for (Art. 29), as this story ended."""
    applicant, respondent = case.parties.get(role="applicant"), case.parties.get(role="respondent")
    oral = story.amount == 0 and story.grade == Grade.SIMPLE
    agreement = agreements.open_draft(
        actor=mediator, case=case, form=AgreementForm.ORAL if oral else AgreementForm.WRITTEN
    )
    due = clock.today() + PAID_AFTER
    obligation = clauses.ClauseValues(
        kind=ClauseKind.OBLIGATION, text=story.obligation, manner="银行转账，一次付清" if story.amount else "当面履行，社区网格员见证",
        payer=respondent.id, payee=applicant.id, amount=Decimal(story.amount) if story.amount else None, due_on=due,
    )
    for values in (
        clauses.ClauseValues(kind=ClauseKind.FACT, text=story.fact),
        clauses.ClauseValues(kind=ClauseKind.DISPUTE, text=story.wish),
        clauses.ClauseValues(kind=ClauseKind.RESPONSIBILITY, text=story.responsibility, party=respondent.id),
        clauses.ClauseValues(kind=ClauseKind.RESPONSIBILITY, text="理解对方难处，配合履行，今后有事先商量。", party=applicant.id),
        obligation,
        clauses.ClauseValues(kind=ClauseKind.OTHER, text="履行完毕后双方互不再追究，今后互谅互让。"),
    ):
        clauses.add(actor=mediator, agreement=agreement, values=values)
    agreement.refresh_from_db()
    return agreement


def live(world: World, case: Case, mediator: Actor, story: Story, *, ending: str) -> None:
    """Draft, fix, sign, stamp, and for the past follow up and close."""
    agreement = draft(mediator, case, story)
    if agreement.form == AgreementForm.ORAL:
        agreement = agreements.record_oral(actor=mediator, agreement=agreement, reached_at=clock.now(), version=agreement.version)
        _confirm(world, agreement)
        return
    if not agreement.on_paper:
        for row in case.parties.select_related("person"):
            for item in agreement.clauses.all():
                clauses.accept(actor=Actor.guest(row.subject, row.person.name), clause=item, seen_hash=item.hash)
    agreement.refresh_from_db()
    agreement = agreements.freeze(actor=mediator, agreement=agreement, version=agreement.version)
    if agreement.on_paper:
        if ending == "signing":
            return
        signing.record_ink(actor=mediator, agreement=agreement, signed_on=clock.today(), photos=[_photo()])
    else:
        signers = list(case.parties.select_related("person"))
        for row in signers[:1] if ending == "signing" else signers:
            _sign(world, agreement, row)
        if ending == "signing":
            return
    agreement.refresh_from_db()
    mark = signing.Mark(drawing=_drawing(world.rng))
    signing.sign_as_mediator(actor=mediator, agreement=agreement, seen_hash=agreement.frozen_hash, mark=mark)
    agreement.refresh_from_db()
    signing.stamp(actor=world.actor("supervisor"), agreement=agreement, seen_hash=agreement.frozen_hash)
    if agreement.on_paper:
        _confirm(world, agreement)


def _confirm(world: World, agreement: Agreement) -> None:
    """Somebody other than the mediator visits both sides."""
    agreement.refresh_from_db()
    for row in agreement.case.parties.all():
        signing.confirm(actor=world.actor("supervisor"), agreement=agreement, party=row, how=ConfirmedBy.VISIT)


def _sign(world: World, agreement: Agreement, row: Party) -> None:
    """As the party does it on the own telephone: code from the own messages, a drawn signature."""
    me = Actor.guest(row.subject, row.person.name)
    code = read_after(lambda: signing.request_code(actor=me, agreement=agreement), "agreement.code", r"\b(\d{6})\b")
    signing.sign(
        actor=me, agreement=agreement, seen_hash=agreement.frozen_hash, name=Person.objects.get(pk=row.person_id).name,
        code=code, mark=signing.Mark(drawing=_drawing(world.rng)),
    )


def _drawing(rng: random.Random) -> str:
    """A line as a finger would draw it, never twice alike: x and y as shares of the sheet, t in milliseconds."""
    wave, tall = rng.uniform(3, 8), rng.uniform(0.08, 0.2)
    points = [
        {"x": 0.1 + 0.015 * n + rng.uniform(-0.004, 0.004), "y": 0.4 + tall * math.sin(n / wave), "t": 16 * n, "p": 0.5}
        for n in range(48)
    ]
    second = [{**p, "y": p["y"] + 0.2, "t": p["t"] + 900} for p in points[: rng.randint(12, 30)]]
    return json.dumps({"v": 1, "ratio": 2.5, "strokes": [points, second]})


def _photo() -> bytes:
    """The signed sheet, photographed."""
    sheet = Image.new("RGB", (600, 848), "#faf8f2")
    pen = ImageDraw.Draw(sheet)
    for line in range(12):
        pen.line((60, 120 + 40 * line, 540, 120 + 40 * line), fill="#8a8a8a")
    pen.line((80, 700, 140, 660, 180, 720, 260, 670), fill="#1d2a2a", width=4)
    pen.ellipse((400, 660, 460, 720), outline="#b3261e", width=6)
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=80)
    return out.getvalue()


def after(world: World, case: Case, mediator: Actor, *, number: int) -> None:
    """The past: it is done as agreed, the follow-up visits are made, the case closes on both counts."""
    agreement = Agreement.objects.get(case=case)
    duty = agreement.clauses.get(kind=ClauseKind.OBLIGATION)
    with clock.told(clock.now() + PAID_AFTER - timedelta(days=number % 5)):
        _paid(case, duty)
    while (visit := of_subject(("case", case.pk)).filter(done_at=None).order_by("due_on").first()) is not None:
        due = clock.day_end(visit.due_on)
        if due > world.now:
            break
        with clock.told(min(due, world.now)):
            followups.record(actor=mediator, visit=visit, talk=_talk(number))
    with clock.told(min(clock.now() + timedelta(days=45), world.now)):
        close(mediator, case, matter=True)


def _paid(case: Case, duty: Clause) -> None:
    """The paying side says so on its own page; the receiving side says that it has come."""
    people = {p.pk: p for p in case.parties.select_related("person")}
    payer, payee = (people.get(i) if i else None for i in (duty.payer_id, duty.payee_id))
    if payer is None or payee is None:
        return
    me = Actor.guest(payer.subject, payer.person.name)
    row = performance.report(actor=me, clause=duty, done_on=clock.today(), amount=duty.amount)
    performance.confirm(actor=Actor.guest(payee.subject, payee.person.name), row=row, me=payee)


def _talk(number: int) -> followups.Talk:
    """Most are content; some say honestly that it still weighs on them."""
    heavy, middling = number % 7 == 3, number % 5 == 2
    return followups.Talk(
        outcome=Outcome.REACHED, channel=Channel.TELEPHONE, performed=Performed.FULLY,
        satisfaction=Satisfaction.MIDDLING if middling else Satisfaction.SATISFIED,
        heart=Heart.HEAVY if heavy else Heart.AT_REST, note="电话回访：已按约定做到，平时见面能打招呼。",
    )


def close(mediator: Actor, case: Case, *, matter: bool) -> None:
    case.refresh_from_db()
    closing.close(actor=mediator, case=case, matter_settled=matter)
