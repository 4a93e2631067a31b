"""A dispute written down for somebody, by a grid worker or a mediator."""

from __future__ import annotations

import json
import uuid

from django.db import IntegrityError, transaction

from mediation.accounts.roles import Capability
from mediation.casework.enums import PartyRole
from mediation.casework.models import Case
from mediation.casework.services.case import Opened, Report, open_case
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.vault import sealing


@transaction.atomic
def register(*, actor: Actor, report: Report, willing: bool, press: uuid.UUID | None = None) -> Opened:
    """The case goes to the pool like any other; whoever wrote it down can follow its state, not its words.

    press: the form's own mark; the same words sent again under it, or without one on the same day, find the case they made.
    willing: the applicant said so in person. Somebody for whom mediation is only offered is asked by link like the other side.
    """
    if not (actor.is_user and actor.holds(Capability.CASE_REGISTER, report.area.path)):
        raise NotFound
    once = _once(actor, report, press)
    done = _made(actor, once)
    if done is not None:
        return done
    try:
        with transaction.atomic():
            return open_case(actor=actor, report=report, willing=willing, once=once)
    except IntegrityError:  # the other of two presses at one moment
        done = _made(actor, once)
        if done is None:
            raise
        return done


def _once(actor: Actor, report: Report, press: uuid.UUID | None) -> uuid.UUID:
    """Names one report by its writer, form and words: another report sent by the same page, gone back to, is another case."""
    people = [(c.name.strip(), c.phone.strip()) for c in (report.applicant, *report.respondents)]
    words = json.dumps([
        actor.key, "" if press else clock.today().isoformat(), str(report.area.public_id), report.kind, report.title.strip(),
        report.story.strip(), report.wish.strip(), people,
    ])
    key = sealing.blind_index("register", words)  # keyed: an id never lets anybody test what the words may have been
    return uuid.uuid5(press or uuid.NAMESPACE_OID, key)


def _made(actor: Actor, once: uuid.UUID) -> Opened | None:
    case = Case.objects.select_related("area", "organisation").filter(pk=once, registered_by=actor.key).first()
    if case is None:
        return None
    return Opened(case, case.parties.select_related("person").get(role=PartyRole.APPLICANT), None)
