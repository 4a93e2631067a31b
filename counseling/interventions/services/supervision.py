"""Supervision: talked over without a name, answered with advice; the supervisor stays out of the file unless a decision is written."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from counseling.interventions.enums import EntryKind
from counseling.interventions.models import Supervision
from counseling.interventions.policies import supervisions
from counseling.interventions.ports import people
from counseling.interventions.selectors.supervision import DECIDED, deadline
from counseling.interventions.services import writing
from counseling.screening.enums import GUARDED, FlagState, Rank
from counseling.screening.models import Flag
from counseling.screening.policies import flags
from counseling.screening.selectors import rota
from mediation.accounts.models import User
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.common.errors import Invalid
from mediation.jobs import outbox
from mediation.notifications.services import notify
from mediation.vault import sealing

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PAGE = "/care/supervision/"
CLERK = system("care.supervision")
LONG_NUMBER = re.compile(r"\d[\d\s-]{5,}\d")
WORDS_AT_LEAST = 10


@transaction.atomic
def bring(
    *, actor: Actor, user: User, flag: Flag, supervisor: User | None, held_at: datetime, minutes: int, words: str, press: uuid.UUID
) -> None:
    """Write down what was talked over. Raises Invalid where the words name the person, the case or a number."""
    writing.guard(actor, user, flag)
    wrong: dict[str, str | _StrPromise] = {}
    if supervisor is None or supervisor.pk == user.pk or not rota.counsellors(flag.area_path).filter(pk=supervisor.pk).exists():
        wrong["supervisor"] = _("Please choose another counsellor of the place.")
    now = clock.now()
    if not now - timedelta(days=366) < held_at <= now + timedelta(days=60):
        wrong["held_at"] = _("Please choose an hour within the past year or the next two months.")
    if len(words.strip()) < WORDS_AT_LEAST:
        wrong["words"] = _("Please write a few sentences.")
    elif _names(flag, words):
        wrong["words"] = _("Please leave out the name, the case number and every long number: the supervisor need not know who it is.")
    if wrong or supervisor is None:
        raise Invalid(fields=wrong)
    row = Supervision(
        id=uuid.uuid4(), subject=flag.subject, area_path=flag.area_path, supervisee=user, supervisor=supervisor, held_at=held_at,
        minutes=minutes, press=press,
    )
    row.words_sealed = sealing.seal(row.scope, row.spot("words"), words.strip())
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return
    notify(f"user:{supervisor.public_id}", "care.supervision", link=PAGE)
    trail.record(actor, "care.supervision", ("supervision", row.id))


def _names(flag: Flag, words: str) -> bool:
    card = people().cards([flag.subject]).get(flag.subject)
    telling = [card.name, card.case_number] if card is not None else []
    return any(t and t in words for t in telling) or LONG_NUMBER.search(words) is not None


@transaction.atomic
def advise(*, actor: Actor, row: Supervision, words: str) -> None:
    """The supervisor's advice, once; it is locked like every note."""
    supervisions.require(actor, "advise", row)
    if len(words.strip()) < WORDS_AT_LEAST:
        raise Invalid(fields={"advice": _("Please write a few sentences.")})
    sealed = sealing.seal(row.scope, row.spot("advice"), words.strip())
    if Supervision.objects.filter(pk=row.pk, advised_at=None).update(advice_sealed=sealed, advised_at=clock.now()):
        notify(f"user:{row.supervisee.public_id}", "care.supervision", link=PAGE)
        trail.record(actor, "care.supervision_advice", ("supervision", row.id))


@transaction.atomic
def promise_overdue() -> int:
    """Each hour: whoever has not brought a red or orange person in time is reminded once a day of being late. Returns how many."""
    found = 0
    for flag in Flag.objects.filter(state=FlagState.ACKNOWLEDGED, level__in=GUARDED).select_related("acknowledged_by"):
        if flag.acknowledged_by is None:
            continue
        by, _never = deadline(flag, flag.acknowledged_by)
        if clock.now() > by:
            day = (clock.now() - by).days
            key = f"care-supervise:{flag.id}:{by:%Y%m%d%H%M}:{day}"
            outbox.add("counseling.interventions.tasks.supervision_due", key=key, flag=str(flag.id), number=day)
            found += 1
    return found


@transaction.atomic
def remind_due(*, flag_id: uuid.UUID, number: int) -> list[User]:
    """number: whole days late. On the first the one in touch is reminded, from the second on the supervisor of care too.

    Returns who was told; nobody when it was brought meanwhile. The notice says neither about whom nor why.
    """
    flag = Flag.objects.filter(pk=flag_id, state=FlagState.ACKNOWLEDGED, level__in=GUARDED).select_related("acknowledged_by").first()
    if flag is None or flag.acknowledged_by is None or clock.now() <= deadline(flag, flag.acknowledged_by)[0]:
        return []
    holder, there = flag.acknowledged_by, list(rota.counsellors(flag.area_path))
    told = [holder] if holder in there else []
    for user in told:
        notify(f"user:{user.public_id}", "care.supervision_due", link=PAGE)
    if number > 0 or not told:
        leads = [u for u in rota.to_wake(flag.area_path, Rank.LEAD) if u != holder] or [u for u in there if u != holder]
        for user in leads:
            notify(f"user:{user.public_id}", "care.supervision_late", link=PAGE)
        told += leads
    trail.record(CLERK, "care.supervision_remind", ("flag", flag.id), step=number, told=len(told))
    return told


@transaction.atomic
def decide_to_open(*, actor: Actor, user: User, flag: Flag, reason: str, press: uuid.UUID) -> None:
    """The supervisor opens the file after all, for a written reason that stays in it."""
    flags.require(actor, "work", flag)
    if len(reason.strip()) < WORDS_AT_LEAST:
        raise Invalid(fields={"reason": _("Please write one or two sentences: why the file itself has to be opened.")})
    writing.write(
        actor=actor, user=user, flag=flag, kind=EntryKind.DECISION, press=press, code=DECIDED, body={"reason": reason.strip()}
    )
