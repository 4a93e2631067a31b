"""What answers of another program call for: the same triage, rota and clocks as on our own page, in the transaction that keeps them.

The person is looked for by the identity we give out ourselves (`urn:xinqiao:subject`), never by a name. Whoever is not known at the
token's place is looked after all the same: those on call get a task about "somebody we do not know", with the sender's reference
sealed in it.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from counseling.screening import battery, ports
from counseling.screening.bundles import loader as bundles
from counseling.screening.bundles.shape import Reached
from counseling.screening.enums import ORDER, Rank, Reason
from counseling.screening.fhir.outcome import Issue
from counseling.screening.fhir.reading import Resource
from counseling.screening.instruments.package import Package
from counseling.screening.models import ExchangeToken, Flag, ImportedResponse, Screening
from counseling.screening.selectors import rota
from counseling.screening.selectors.incoming import OURS, about
from counseling.screening.services.flags import PROPOSED, Called, call
from mediation.common.actor import Actor
from mediation.vault import sealing


@dataclass(frozen=True, slots=True)
class Whose:
    """About whom the answers are. `known`: somebody of the token's place; else an identity made up for this sender's reference.

    stranger: that made-up identity, also where it has come out since who it is.
    """

    subject: uuid.UUID
    case_ref: uuid.UUID
    area_path: str
    known: bool
    stranger: uuid.UUID | None = None


def whose(token: ExchangeToken, raw: Resource, otherwise: uuid.UUID) -> Whose:
    """otherwise: the identity of somebody the sender does not name at all. The same reference of the same place is one person."""
    system, value = about(raw)
    if system == OURS and (place := _known(value)) is not None and place.area_path.startswith(token.area_path):
        return Whose(place.subject, place.case_ref, place.area_path, known=True)
    if not value:
        return Whose(otherwise, otherwise, token.area_path, known=False, stranger=otherwise)
    mark = sealing.blind_index("fhir.subject", f"{token.area_path}|{system}|{value}")
    stranger = uuid.UUID(bytes=hashlib.sha256(mark.encode()).digest()[:16])
    found = came_out(stranger)
    if found is not None:
        return Whose(found.subject, found.case_ref, found.area_path, known=True, stranger=stranger)
    return Whose(stranger, stranger, token.area_path, known=False, stranger=stranger)


def came_out(stranger: uuid.UUID) -> ports.Whereabouts | None:
    """Who this made-up identity has turned out to be since."""
    subject = ImportedResponse.objects.filter(stranger=stranger, known=True).values_list("subject", flat=True).first()
    return None if subject is None else _known(str(subject))


def _known(value: str) -> ports.Whereabouts | None:
    try:
        subject = uuid.UUID(value)
    except ValueError:
        return None
    for model in (Flag.objects.order_by("-created_at"), Screening.objects.order_by("-offered_at")):
        if (row := model.filter(subject=subject).first()) is not None:
            return ports.Whereabouts(subject, row.case_ref, row.area_path)
    return ports.whereabouts(subject)


def reason_of(package: Package, answers: Mapping[str, int | None], refused: set[str]) -> Reason | None:
    """The most urgent thing these answers call for by the rules of our own questions; None where nothing does."""
    violence = any(t.safety == "violence" and package.code in t.instruments for b in bundles.codes() for t in bundles.bundle(b).steps)
    found = set()
    for rule in (c for c in package.critical if not c.soft):
        value = answers.get(rule.item)
        if value is not None and value >= rule.at_least:
            found.add(Reason.SAFETY if violence else Reason.BROUGHT)
        elif rule.item in refused:
            found.add(Reason.QUIET)
    if any(battery.reached(cut, answers) == "yes" for cut in _cuts(package)):
        found.add(Reason.MOOD)
    return min(found, key=lambda r: ORDER.index(PROPOSED[r]), default=None)


def _cuts(package: Package) -> list[Reached]:
    """Cuts of this instrument: those for anybody where there are any, else those of the groups it is asked in."""
    general = [f for f in bundles.bundle(bundles.PARTY).flags if f.instrument == package.code]
    return general or [f for b in bundles.codes() for f in bundles.bundle(b).flags if f.instrument == package.code]


def look_after(actor: Actor, person: Whose, reason: Reason) -> Called:
    """Write the task and tell whoever is responsible, inside the transaction of the answers."""
    return call(actor=actor, subject=person.subject, case_ref=person.case_ref, area_path=person.area_path, reason=reason)


def told(person: Whose, reason: Reason, heard: int | None, *, taken: bool = False, again: bool = False) -> list[Issue]:
    """What the sender hears: what happened, also when the same answers are sent once more.

    heard: how many were told because of these answers. taken: it was whoever is in touch already. again: they came before.
    """
    urgent = reason in (Reason.BROUGHT, Reason.SAFETY)
    words = _("An answer in it needs a person to look at once.") if urgent else _("These answers call for a person to look in.")
    issues = [Issue("warning" if urgent else "information", "business-rule", words, "QuestionnaireResponse")]
    if not heard and not rota.to_wake(person.area_path, Rank.FIRST):
        nobody = _("Nobody here can be reached now. Whoever sent it has to call somebody: 110 or 120 where life is in danger, or 12356.")
        return [*issues, Issue("warning", "incomplete", nobody)]
    issues.append(Issue("information", "informational", _what_happened(heard, taken=taken, again=again)))
    if not person.known:
        ask = _("We do not know this person. The counsellor can only reach them through you: be ready to answer for this reference.")
        issues.append(Issue("warning", "not-found", ask, "QuestionnaireResponse.subject"))
    return issues


def _what_happened(heard: int | None, *, taken: bool, again: bool) -> str:
    if not heard:
        return _("Those on call here know of this person from before, and nobody was told anew. Where life is in danger, call 110 or 120.")
    if again:
        return _("These answers came before, and the counsellors here have been told. Where life is in danger, call 110 or 120.")
    if taken:
        return _("The counsellor who is in touch with this person has been told. Where life is in danger, call 110 or 120.")
    return _("The counsellors on call here have been told. Where life is in danger, call 110 or 120 as well and stay with the person.")


def void() -> Issue:
    words = _("It is marked as entered in error. It is kept with that mark, and nobody here was told because of it.")
    return Issue("information", "informational", words, "QuestionnaireResponse.status")


def not_ours() -> Issue:
    """Of a questionnaire that is not ours nobody knows which answer is a grave one."""
    words = _("We do not know what answers to this questionnaire mean, so nobody here was told. If one needs somebody now, call them.")
    return Issue("information", "informational", words)
