"""How every page of a care file is written: by a counsellor of the place, not of the other side, once a form."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from counseling.interventions import gates
from counseling.interventions.enums import EntryKind
from counseling.interventions.models import CareEntry, CareTie
from counseling.interventions.selectors import file
from counseling.interventions.services import look_in
from counseling.screening.models import Flag
from counseling.screening.policies import flags
from mediation.accounts.models import User
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict
from mediation.common.push import publish_on_commit
from mediation.vault import sealing

OTHER_SIDE = "serves-other-side"
OTHER = _("This person may be the other side of somebody you accompany.")
AGAIN = timedelta(minutes=10)  # the same words of the same author within this time are the browser's Back, not a second entry
# kinds that say everything in their words; a rating also sets a level, a report brings its receipt along: those are taken as they come
ONCE = frozenset({EntryKind.NOTE, EntryKind.ADDENDUM, EntryKind.PLAN, EntryKind.DOCTOR, EntryKind.CRISIS, EntryKind.BREACH})


def guard(actor: Actor, user: User, flag: Flag, act: str = "write") -> None:
    """Raises NotFound for anybody who is no counsellor of the place, Conflict (OTHER_SIDE) for the opponent's counsellor, and
    Conflict (`gates.CODE`) where something else comes first. `act`: see `gates`."""
    flags.require(actor, "work", flag)
    if file.serves_the_other_side(user, flag.subject):
        raise Conflict(OTHER, code=OTHER_SIDE)
    gates.require(user, flag, act)


def bind(user: User, flag: Flag) -> None:
    """From now on this counsellor accompanies this person."""
    CareTie.objects.get_or_create(
        user=user, subject=flag.subject, defaults={"case_ref": flag.case_ref, "since": clock.now()}
    )


def write(
    *, actor: Actor, user: User, flag: Flag, kind: EntryKind, press: uuid.UUID, body: dict[str, Any] | None = None,
    refers_to: CareEntry | None = None, level: str = "", needs_second: bool = False, code: str = "",
) -> CareEntry | None:
    """Add one sealed entry inside the caller's transaction; None if this very form has already made one, or the same words did
    so just now (`AGAIN`)."""
    row = CareEntry(
        id=uuid.uuid4(), subject=flag.subject, case_ref=flag.case_ref, kind=kind, flag=flag, refers_to=refers_to, level=level,
        needs_second=needs_second, code=code, by=user, at=clock.now(), press=press,
    )
    if kind in ONCE and _just_said(row, body or {}):
        return None
    if body:
        row.body_sealed = sealing.seal(row.scope, row.place, json.dumps(body, ensure_ascii=False))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return None
    look_in.written(row)
    trail.record(actor, f"care.{kind}", ("care", row.id))
    publish_on_commit("care")
    return row


def _just_said(row: CareEntry, body: dict[str, Any]) -> bool:
    """Whether the newest entry of this kind is by the same author, minutes old, and says the same word for word."""
    newest = CareEntry.objects.filter(subject=row.subject, kind=row.kind, refers_to=row.refers_to).order_by("-at").first()
    if newest is None or (newest.by_id, newest.code) != (row.by_id, row.code) or newest.at <= row.at - AGAIN:
        return False
    said = json.loads(sealing.unseal(newest.scope, newest.place, newest.body_sealed)) if newest.body_sealed else {}
    return _words(said) == _words(body) and abs(_hour(said, row.at) - _hour(body, row.at)) < AGAIN


def _words(body: dict[str, Any]) -> dict[str, Any]:
    talk = {name: value for name, value in body.get("talk", {}).items() if name != "held_at"}
    return {**body, "talk": talk}


def _hour(body: dict[str, Any], otherwise: datetime) -> datetime:
    """When the talk was held: a page that is served again proposes the present minute, another talk lies further away."""
    return datetime.fromisoformat(body["talk"]["held_at"]) if "talk" in body else otherwise
