"""Lines between one party and the mediator, outside a sitting."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from mediation.audit import trail
from mediation.casework.models import Case, CaseMessage, Party
from mediation.casework.policies import cases
from mediation.casework.services.case import mediator_key
from mediation.casework.services.party import own_party
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid
from mediation.common.push import publish_on_commit
from mediation.notifications.services import notify
from mediation.vault import sealing

MESSAGE_LIMIT = 1000


def new_token() -> str:
    """For a form: the same form sent twice writes one line."""
    return uuid.uuid4().hex


@transaction.atomic
def write_as_party(*, actor: Actor, case: Case, words: str, token: str) -> None:
    party = own_party(actor, case)
    if case.mediator is None:
        raise Conflict(_("This case has no mediator yet. You can write as soon as somebody has taken it."))
    if _add(case, party, actor, words, token, from_party=True):
        notify(mediator_key(case.mediator), "casework.message", link=f"/desk/cases/{case.id}/messages/", number=case.number)


@transaction.atomic
def write_as_mediator(*, actor: Actor, party: Party, words: str, token: str) -> None:
    case = party.case
    cases.require(actor, "work", case)
    if _add(case, party, actor, words, token, from_party=False):
        notify(party.actor_key, "casework.message", link=f"/c/case/{case.id}/messages/", number=case.number)


def _add(case: Case, party: Party, actor: Actor, words: str, token: str, *, from_party: bool) -> bool:
    words = words.strip()
    if not words:
        raise Invalid(fields={"words": _("Please write something first.")})
    if len(words) > MESSAGE_LIMIT:
        raise Invalid(fields={"words": _("This is longer than we can take. Please shorten it to 1000 characters.")})
    message = CaseMessage(
        id=uuid.uuid4(), case=case, party=party, from_party=from_party, author=actor.key, at=clock.now(),
        token=(token or new_token())[:40],
    )
    message.body_sealed = sealing.seal(case.scope, f"message.body:{message.id}", words)
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:
        return False  # the same form, sent twice
    trail.record(actor, "casework.message", ("case", case.id), party=str(party.id))
    publish_on_commit(f"case:{case.id}")
    return True
