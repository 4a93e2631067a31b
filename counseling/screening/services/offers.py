"""Offering the questions. Nothing is put to anybody where nobody could take a call."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from counseling.screening import ports
from counseling.screening.bundles import loader as bundles
from counseling.screening.bundles.loader import PARTY
from counseling.screening.enums import Mode, ScreeningState
from counseling.screening.models import Screening
from counseling.screening.selectors import rota
from counseling.screening.selectors import screening as reading
from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, NotFound
from mediation.territory.models import Area

OPEN = frozenset({ScreeningState.OFFERED, ScreeningState.BEGUN})


def offer_url(actor: Actor, case_id: uuid.UUID, area: Area, *, assisted: bool = False, bundle: str = PARTY) -> str | None:
    """Where this party may go on to "how are you in all this?", or None: then show help numbers and nothing else.

    None when: the asker is no party (guest); a neighbour or colleague filled the form in (`assisted`); nobody is on call
    first for `area` now; the person has already answered, declined or withdrawn for this case.
    """
    if not actor.is_guest or assisted or not rota.staffed(area.path):
        return None
    mine = Screening.objects.filter(subject=actor.subject, case_ref=case_id).order_by("-occasion")
    row = mine.first()
    if row is None:
        row = offer(actor=actor, subject=uuid.UUID(actor.subject), case_ref=case_id, area_path=area.path, bundle=bundle)
    return f"/care/me/{row.id}/" if row.state in OPEN else None


def offer(
    *, actor: Actor, subject: uuid.UUID, case_ref: uuid.UUID, area_path: str, bundle: str = PARTY, occasion: int = 1, mode: Mode = Mode.SELF
) -> Screening:
    """A row that waits for this person's yes or no. Offering the same occasion twice gives the same row."""
    try:
        with transaction.atomic():
            row = Screening.objects.create(
                subject=subject, case_ref=case_ref, area_path=area_path, mode=mode, bundle=bundles.bundle(bundle).code,
                occasion=occasion, offered_at=clock.now(),
            )
            trail.record(actor, "care.offer", ("screening", row.id), bundle=row.bundle, occasion=occasion)
            return row
    except IntegrityError:  # two pages opened at once
        return Screening.objects.get(subject=subject, case_ref=case_ref, occasion=occasion)


@transaction.atomic
def propose(*, actor: Actor, subject: uuid.UUID, case_ref: uuid.UUID, area_path: str, bundle: str) -> Screening:
    """A counsellor puts other questions, or the same again, before somebody. Nothing is sent: it waits on the person's own page.

    Raises NotFound for who may not, Conflict while an earlier offer is still open.
    """
    if not actor.holds(Capability.CARE_QUEUE, area_path) or bundle not in bundles.codes():
        raise NotFound
    if not ports.guardian().suits(subject, case_ref, bundle):
        raise Conflict(_("These questions were not made for this person's age. Choose the ones for children, or talk."))
    return next_occasion(actor, subject, case_ref, area_path, bundle)


@transaction.atomic
def again(*, actor: Actor, screening_id: uuid.UUID) -> Screening | None:
    """The day has come on which a bundle is offered once more. None where the person took the consent back or declined."""
    first = Screening.objects.filter(pk=screening_id, state=ScreeningState.FINISHED).first()
    if first is None or not reading.consent_alive(first):
        return None
    try:
        return next_occasion(actor, first.subject, first.case_ref, first.area_path, first.bundle)
    except Conflict:
        return None  # the last one is still open


def next_occasion(actor: Actor, subject: uuid.UUID, case_ref: uuid.UUID, area_path: str, bundle: str) -> Screening:
    """Another row beside those that were, inside the caller's transaction. Raises Conflict while other questions are being answered."""
    last = Screening.objects.filter(subject=subject, case_ref=case_ref).order_by("-occasion").first()
    if last is not None and last.state in OPEN:
        if last.bundle == bundle:
            return last
        if last.state == ScreeningState.BEGUN:
            raise Conflict(_("This person is in the middle of other questions. Please wait until they are through."))
        Screening.objects.filter(pk=last.pk, state=ScreeningState.OFFERED).update(bundle=bundle)
        last.refresh_from_db()
        return last
    occasion = 1 if last is None else last.occasion + 1
    return offer(actor=actor, subject=subject, case_ref=case_ref, area_path=area_path, bundle=bundle, occasion=occasion)
