"""A closed case of the demo on its way into the library: both parties have said yes, the draft waits for its editor."""

from __future__ import annotations

from mediation.casework.agreement_enums import AgreementState
from mediation.casework.models import Case
from mediation.common import clock
from mediation.demo.casework import guest
from mediation.demo.world import World
from training.casestudies import selectors, services

TITLES = ("楼上漏水泡坏吊顶", "夜间灯光直射卧室")


def build(world: World) -> None:
    for title, drafted in zip(TITLES, (True, False), strict=True):
        case = Case.objects.filter(
            title=title, state="closed", agreements__state=AgreementState.IN_FORCE, area__path__startswith=world.areas["Q1"].path
        ).select_related("mediator").order_by("-closed_at").first()
        if case is None or case.mediator is None:
            continue
        with clock.told(world.now):
            study = services.ask(actor=world.actor(case.mediator.username), case_id=case.pk)
            parties = list(case.parties.order_by("role", "pk"))
            for party in parties if drafted else parties[:1]:
                actor = guest(party)
                services.answer(actor=actor, consent=selectors.own_consent(actor, study.pk), yes=True)
            if drafted:
                study.refresh_from_db()
                services.make_draft(actor=world.actor("editor"), study=study)
