"""Where casework and the case library meet without knowing each other: a closed case becomes material for a study."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from mediation.casework.agreement_enums import AgreementState, ClauseKind
from mediation.casework.enums import CaseState
from mediation.casework.enums import DisputeType as D
from mediation.casework.models import Agreement, Case
from mediation.casework.policies import cases
from mediation.casework.selectors import agreement as agreements
from mediation.casework.selectors.case import any_case, parties_of
from mediation.common.actor import Actor, system
from mediation.common.errors import Conflict, NotFound
from mediation.people.services import address_of
from mediation.vault import sealing
from training.casestudies import ports
from training.casestudies.deidentify import Known
from training.casestudies.enums import Field, FoundKind

CLERK = system("casestudies.words")
FIELDS = {
    D.NEIGHBOUR: Field.NEIGHBOUR, D.MARRIAGE_FAMILY: Field.FAMILY, D.PROPERTY_SERVICE: Field.PROPERTY, D.HOUSING: Field.HOUSING,
    D.LABOUR: Field.LABOUR, D.WAGES_MIGRANT: Field.LABOUR, D.CONSUMER: Field.CONSUMER, D.E_COMMERCE: Field.CONSUMER,
    D.DAMAGES: Field.DAMAGES, D.MEDICAL: Field.DAMAGES, D.TRAFFIC: Field.DAMAGES,
}
SECTIONS = {
    ClauseKind.FACT: "facts", ClauseKind.DISPUTE: "dispute", ClauseKind.RESPONSIBILITY: "responsibility", ClauseKind.OBLIGATION: "agreed",
}
STEMS = "甲乙丙丁戊己庚辛壬癸"


class ClosedCases:
    """Casework's side of `training.casestudies.ports.Cases`. Rooms, caucuses, evidence and notes are no material."""

    def closed(self, actor: Actor, case_id: uuid.UUID) -> ports.Outline:
        case = self._readable(actor, case_id)
        if case is None:
            raise NotFound
        if case.state != CaseState.CLOSED:
            raise Conflict(_("A study is made of a closed case only."), code="not-closed")
        if case.frozen_at is not None:
            raise Conflict(_("This case is frozen: a party says that it was not theirs."), code="frozen")
        days = (case.closed_at - case.opened_at).days if case.closed_at else None
        subjects = [party.subject for party in parties_of(case)]
        return ports.Outline(FIELDS.get(D(case.kind), Field.OTHER), case.area.path, subjects, days)

    def may_read(self, actor: Actor, case_id: uuid.UUID) -> bool:
        return self._readable(actor, case_id) is not None

    def _readable(self, actor: Actor, case_id: uuid.UUID) -> Case | None:
        if not actor.is_user:
            return None
        for action in ("work", "oversee"):
            row = cases.scope(actor, action).select_related("area").filter(pk=case_id).first()
            if row is not None:
                return row
        return None

    def material(self, case_id: uuid.UUID) -> ports.Material:
        case = any_case(case_id)
        told = sealing.unseal_all(
            case.scope, {f"case.story:{case.id}": case.story_sealed, f"case.wish:{case.id}": case.wish_sealed}
        )
        story, wish = told.values()
        sections = {"told": [story], "wish": [wish]}
        agreement = Agreement.objects.filter(case=case, state=AgreementState.IN_FORCE).order_by("-effective_at").first()
        if agreement is not None:
            rows = list(agreements.clause_rows(agreement))
            for row, (text, manner) in zip(rows, agreements.opened(case, rows), strict=True):
                words = "，".join(w.strip("。， ") for w in (text, manner) if w.strip())
                sections.setdefault(SECTIONS.get(ClauseKind(row.kind), "other"), []).append(words + "。")
        return ports.Material([(code, "\n".join(lines)) for code, lines in sections.items() if any(lines)], _known(case))


def _known(case: Case) -> list[Known]:
    """Every word known to name somebody or something of the case, with what stands for it."""
    found: dict[str, Known] = {}

    def know(word: str, kind: FoundKind, instead: str) -> None:
        if len(word.strip()) > 1:
            found.setdefault(word.strip(), Known(word.strip(), kind, instead))

    for stem, party in zip(STEMS, parties_of(case), strict=False):
        name = party.person.name
        know(name, FoundKind.NAME, f"{stem}某")
        if len(name) > 2:
            know(name[-2:], FoundKind.NAME, f"{stem}某")
        know(address_of(actor=CLERK, person=party.person, purpose="study"), FoundKind.PLACE, "某地")
    if case.mediator is not None:
        know(str(case.mediator), FoundKind.NAME, "调解员")
    helper = sealing.unseal(case.scope, f"case.helper:{case.id}", case.helper_sealed)
    know(helper, FoundKind.NAME, "帮忙的人")
    if case.organisation is not None:
        know(case.organisation.name, FoundKind.ORGANISATION, "调解组织")
        know(case.organisation.name_en, FoundKind.ORGANISATION, "调解组织")
    area = case.area
    for place in (*area.get_ancestors(), area):
        know(place.name, FoundKind.PLACE, "某地")
        know(place.name_en, FoundKind.PLACE, "某地")
        if len(place.name) > 3:
            know(place.name.removesuffix("社区").removesuffix("村").removesuffix("街道"), FoundKind.PLACE, "某地")
    know(case.number, FoundKind.ID, "（案号略）")
    for number in Agreement.objects.filter(case=case).values_list("number", flat=True):
        know(number, FoundKind.ID, "（案号略）")
    return list(found.values())


def wire() -> None:
    ports.wire_cases(ClosedCases())
