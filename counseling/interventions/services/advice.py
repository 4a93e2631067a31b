"""Process advice for the mediator: structured, neutral, signed, for a time."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from counseling.interventions.conferring import ProcessPoint
from counseling.interventions.enums import APART, SittingAdvice
from counseling.interventions.models import ProcessAdvice
from counseling.interventions.net import caught
from counseling.interventions.policies import advice
from counseling.interventions.ports import people
from counseling.interventions.selectors.advice import RENEWED_BEFORE
from counseling.screening.selectors import rota
from mediation.accounts.models import User
from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.jobs import outbox
from mediation.notifications.services import notify
from mediation.vault import sealing

WORDS_AT_MOST = 120
RENEWAL = system("care.renewal")
LONGEST = timedelta(days=180)


def neutral(words: str, field: str = "words") -> str:
    """One sentence that may cross the wall. Raises Invalid at `field` for a long one and for words that tell where it comes from."""
    words = " ".join(words.split())
    if len(words) > WORDS_AT_MOST:
        raise Invalid(fields={field: _("Please keep it under 120 characters.")})
    if caught(words):
        raise Invalid(fields={field: _(
            "The mediator reads this. Please write only how to hold the sitting, not why, and nothing about how somebody is: for example "
            "“Please plan a break after half an hour”."
        )})
    return words


@transaction.atomic
def sign_advice(
    *, actor: Actor, user: User, case_ref: uuid.UUID, area_path: str, mode: SittingAdvice, breaks: bool, companion: bool, words: str,
    valid_until: date, press: uuid.UUID, valid_from: date | None = None, points: Sequence[ProcessPoint] = (),
) -> ProcessAdvice:
    """Put advice in force for a case from `valid_from` (today if not given) to `valid_until`; the one before ends.

    Raises Invalid for telling words, an impossible day, or a later beginning while other advice is in force (there would be days
    without any).
    """
    if not actor.holds(Capability.CARE_QUEUE, area_path):
        raise NotFound
    words = neutral(words)
    today = clock.today()
    if not today <= valid_until <= today + LONGEST:
        raise Invalid(fields={"valid_until": _("Please choose a day between today and half a year from now.")})
    if (held := ProcessAdvice.objects.filter(press=press).first()) is not None:
        return held
    begins = _begins(case_ref, valid_from, valid_until)
    now = clock.now()
    ProcessAdvice.objects.filter(case_ref=case_ref, ended_at=None).update(ended_at=now)
    row = ProcessAdvice(
        id=uuid.uuid4(), case_ref=case_ref, area_path=area_path, mode=mode, breaks=breaks, companion=companion,
        valid_from=begins, valid_until=valid_until, signed_by=user, signed_at=now, press=press, points=list(points),
    )
    if words:
        row.words_sealed = sealing.seal(row.scope, row.place, words)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as why:  # two counsellors at the same moment
        raise Conflict from why
    if mode in APART:
        _promise(row, _morning(max(today, valid_until - RENEWED_BEFORE)))
    people().way_changed(case_ref)
    trail.record(actor, "care.advice", ("case", case_ref), mode=mode)
    publish_on_commit(f"case:{case_ref}")
    return row


@transaction.atomic
def end_advice(*, actor: Actor, row: ProcessAdvice) -> None:
    """Take it back; the mediator sees nothing any more."""
    advice.require(actor, "sign", row)
    if ProcessAdvice.objects.filter(pk=row.pk, ended_at=None).update(ended_at=clock.now()):
        people().way_changed(row.case_ref)
        trail.record(actor, "care.advice_end", ("case", row.case_ref))
        publish_on_commit(f"case:{row.case_ref}")


@transaction.atomic
def ask_to_renew(*, advice_id: uuid.UUID) -> int:
    """The last day is near or over: whoever signed is asked to look again; once it is over, every counsellor of the place, daily.

    Runs as a promised job until somebody signs anew or takes it back. Returns how many were told.
    """
    row = ProcessAdvice.objects.filter(pk=advice_id, ended_at=None).select_related("signed_by").first()
    if row is None:
        return 0
    here = rota.counsellors(row.area_path)
    asked = list(here.filter(pk=row.signed_by_id)) if clock.today() <= row.valid_until else []
    for user in asked or list(here):
        notify(f"user:{user.public_id}", "care.renew", link="/care/")
    _promise(row, clock.now() + clock.DAY)
    trail.record(RENEWAL, "care.renew", ("case", row.case_ref))
    return len(asked) or here.count()


def _begins(case_ref: uuid.UUID, valid_from: date | None, valid_until: date) -> date:
    today = clock.today()
    begins = valid_from or today
    if not today <= begins <= valid_until:
        raise Invalid(fields={"valid_from": _("Please choose a day between today and the last day.")})
    if begins > today and ProcessAdvice.objects.filter(case_ref=case_ref, ended_at=None).exists():
        raise Invalid(fields={"valid_from": _("Other advice is in force. What replaces it has to begin today.")})
    return begins


def _morning(day: date) -> datetime:
    return max(clock.now(), datetime.combine(day, time(8, 30), tzinfo=clock.SHANGHAI))


def _promise(row: ProcessAdvice, due_at: datetime) -> None:
    outbox.add(
        "counseling.interventions.tasks.renew_advice", key=f"care-renew:{row.id}:{clock.day_of(due_at).isoformat()}", due_at=due_at,
        advice=str(row.id),
    )
