"""What the agreement tests share: a case in mediation with two parties, and the steps up to a state."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from mediation.common import clock
from mediation.common.actor import Actor, system
from tests.cast import user_of

PHONE_A, PHONE_B = "+8613900001111", "+8613900002222"


@dataclass
class Play:
    case: Any
    mediator: Actor
    supervisor: Actor
    a: Actor
    b: Actor
    party_a: Any
    party_b: Any


def strokes(seed: int = 0) -> str:
    """A drawing of one stroke with twenty points in 380 ms."""
    points = [{"t": 20 * i, "x": 0.1 + 0.03 * i, "y": 0.4 + ((i * (3 + seed)) % 17) / 100, "p": 0.5} for i in range(20)]
    return json.dumps({"version": 1, "ratio": 1.6, "strokes": [points]})


def make_case(
    county: Any, mediator: Actor, supervisor: Actor, a: Actor, b: Actor, *, kind: str = "neighbour", number: str = "QX-2026-00001"
) -> Play:
    from mediation.casework.enums import CaseState, PartyRole, Willingness
    from mediation.casework.models import Case, Party
    from mediation.people.services import add_person

    case = Case.objects.create(
        number=number, title="楼上漏水", kind=kind, area=county.village, organisation=county.studio, mediator=user_of(mediator),
        state=CaseState.MEDIATING, opened_at=clock.now() - timedelta(days=5),
    )
    rows = []
    for actor, role, phone in ((a, PartyRole.APPLICANT, PHONE_A), (b, PartyRole.RESPONDENT, PHONE_B)):
        person = add_person(actor=actor, name=actor.name, phone=phone, address=f"{actor.name}家住址保密")
        rows.append(Party.objects.create(case=case, person=person, role=role, subject=actor.subject, willingness=Willingness.WILLING))
    return Play(case, mediator, supervisor, a, b, rows[0], rows[1])


def values(kind: str, text: str = "一段话", **more: Any) -> Any:
    from mediation.casework.services.clause import ClauseValues

    return ClauseValues(kind=kind, text=text, **more)


def draft(play: Play, *, form: str = "written") -> Any:
    """A complete draft; nobody has said yes yet."""
    from mediation.casework.services import agreement, clause

    row = agreement.open_draft(actor=play.mediator, case=play.case, form=form)
    for value in (
        values("fact", "2026年5月楼上水管漏水,打湿楼下天花板。"), values("dispute", "维修费由谁承担。"),
        values("responsibility", "水管老化未修。", party=play.party_b.pk),
        values("responsibility", "发现后未及时告知。", party=play.party_a.pk),
        values(
            "obligation", "赔偿天花板维修费。", payer=play.party_b.pk, payee=play.party_a.pk, amount=Decimal("3000"),
            due_on=clock.today() + timedelta(days=20), manner="银行转账",
        ),
    ):
        clause.add(actor=play.mediator, agreement=row, values=value)
    row.refresh_from_db()
    return row


def accept_all(play: Play, row: Any) -> None:
    from mediation.casework.models import Clause
    from mediation.casework.services import clause

    for c in Clause.objects.filter(agreement=row, removed_at=None).select_related("agreement__case"):
        for actor in (play.a, play.b):
            clause.accept(actor=actor, clause=c, seen_hash=c.hash)
    row.refresh_from_db()


def frozen(play: Play) -> Any:
    from mediation.casework.services import agreement

    row = draft(play)
    accept_all(play, row)
    return agreement.freeze(actor=play.mediator, agreement=row, version=row.version)


def code_for(play: Play, row: Any, actor: Actor) -> str:
    """Ask for a code and read it from the party's own telephone."""
    from mediation.casework.services import signing
    from mediation.notifications.models import ShortMessage
    from mediation.vault import sealing

    signing.request_code(actor=actor, agreement=row)
    message = ShortMessage.objects.filter(kind="agreement.code").order_by("-created_at").first()
    assert message is not None
    words = sealing.unseal("notifications", f"sms.text:{message.id}", message.text_sealed)
    found = re.search(r"\d{6}", words)
    assert found
    return found[0]


def fresh(row: Any) -> Any:
    from mediation.casework.models import Agreement

    return Agreement.objects.select_related("case__area", "case__organisation__parent", "case__mediator").get(pk=row.pk)


def party_signs(play: Play, row: Any, actor: Actor, seed: int) -> Any:
    from mediation.casework.services import signing

    code = code_for(play, fresh(row), actor)
    now = fresh(row)
    return signing.sign(
        actor=actor, agreement=now, seen_hash=now.frozen_hash, name=actor.name, code=code, mark=signing.Mark(drawing=strokes(seed))
    )


def signed_by_all(play: Play) -> Any:
    from mediation.casework.services import signing

    row = frozen(play)
    party_signs(play, row, play.a, 1)
    party_signs(play, row, play.b, 2)
    now = fresh(row)
    signing.sign_as_mediator(actor=play.mediator, agreement=now, seen_hash=now.frozen_hash, mark=signing.Mark(drawing=strokes(3)))
    return fresh(row)


def in_force(play: Play) -> Any:
    from mediation.casework.services import signing

    row = signed_by_all(play)
    signing.stamp(actor=play.supervisor, agreement=row, seen_hash=row.frozen_hash)
    return fresh(row)


ME = system("tests.agreement")
