"""Evidence: given by a party or the mediator, released to the other side only with the giver's yes, taken back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from mediation.audit import trail
from mediation.casework import workflow
from mediation.casework.enums import CaseState
from mediation.casework.models import Case, Evidence, Party
from mediation.casework.policies import cases, evidence
from mediation.casework.services.case import mediator_key
from mediation.casework.services.history import tell
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid
from mediation.common.push import publish_on_commit
from mediation.documents import stripping
from mediation.documents.services import store
from mediation.notifications.services import notify
from mediation.vault import sealing

WORDS_LIMIT = 200
MOST = 40  # pieces from one side of a case
AT_ONCE = 8
ORIGINAL, SHOWN = "evidence.original", "evidence.shown"


def give(
    *, actor: Actor, case: Case, files: Sequence[tuple[str, bytes]], words: str = "", may_show: bool = False, token: str
) -> list[Evidence]:
    """Keep what was sent: all of it, or nothing with the name of the file that cannot be taken. Sent twice is kept once."""
    party = _side(actor, case)
    if CaseState(case.state) not in workflow.OPEN | {CaseState.AGREED}:
        raise Conflict(_("This case is over. Nothing more can be added to it here."))
    if not files or len(files) > AT_ONCE:
        raise Invalid(fields={"files": _("Please choose one to eight files.")})
    if len(words) > WORDS_LIMIT:
        raise Invalid(fields={"words": _("Please say it in at most 200 characters.")})
    known = list(Evidence.objects.filter(case=case, token__startswith=f"{token}."))
    if known:
        return known
    if Evidence.objects.filter(case=case, party=party, withdrawn_at=None).count() + len(files) > MOST:
        raise Invalid(fields={"files": _("Forty pieces are here already. Please speak to the mediator about the rest.")})
    taken = [(name, raw, _taken(name, raw)) for name, raw in files]
    made = [
        _keep(actor, case, party, raw, one, words.strip(), may_show or party is None, f"{token}.{i}")
        for i, (_name, raw, one) in enumerate(taken)
    ]
    return made


def _taken(name: str, raw: bytes) -> stripping.Taken:
    try:
        return stripping.take(raw)
    except Invalid as why:
        raise Invalid(fields={"files": _("%(name)s: %(why)s") % {"name": name, "why": why.fields["files"]}}) from why


def _side(actor: Actor, case: Case) -> Party | None:
    """The party who gives, or None for the mediator."""
    if cases.can(actor, "work", case):
        return None
    cases.require(actor, "take_part", case)
    return Party.objects.get(case=case, subject=actor.subject)


def _keep(
    actor: Actor, case: Case, party: Party | None, raw: bytes, one: stripping.Taken, words: str, may_show: bool, token: str
) -> Evidence:
    key = uuid.uuid4()
    subject = ("evidence", key)
    me: Any = {"actor": actor, "scope": case.scope, "title": "证据材料", "subject": subject}
    original = store(kind=ORIGINAL, content=raw, media_type=one.media_type, **me)
    shown = store(kind=SHOWN, content=one.shown, media_type=one.shown_type, **me)
    row = Evidence(
        id=key, case=case, party=party, kind=one.kind, original=original, shown=shown, may_show=may_show, token=token,
        given_at=clock.now(), given_by=actor.key, given_by_name=actor.name,
    )
    row.words_sealed = sealing.seal(case.scope, row.place, words) if words else ""
    try:
        with transaction.atomic():
            list(Case.objects.select_for_update().filter(pk=case.pk).values_list("pk"))  # pieces are numbered one by one
            row.number = (Evidence.objects.filter(case=case).aggregate(n=Max("number"))["n"] or 0) + 1
            row.save(force_insert=True)
            trail.record(actor, "casework.evidence_given", ("case", case.pk), number=row.number, sha256=original.sha256)
            tell(case, "evidence_given", actor, for_parties=False)
            if party is not None and case.mediator is not None:
                notify(mediator_key(case.mediator), "casework.evidence", link=f"/desk/cases/{case.pk}/evidence/", number=case.number)
            publish_on_commit(f"case:{case.pk}")
    except IntegrityError:
        first = Evidence.objects.filter(case=case, token=token).first()
        if first is None:
            raise Conflict from None
        return first
    return row


@transaction.atomic
def release(*, actor: Actor, piece: Evidence, on: bool) -> None:
    """Show it to the other side, or no longer. Only with the yes of whoever gave it, and never the original."""
    evidence.require(actor, "release", piece)
    if on and not piece.may_show:
        raise Conflict(_("Whoever gave this has not agreed that the other side sees it. Please ask first."), code="no-consent")
    before = {"released_at": None} if on else {"released_at__isnull": False}
    if Evidence.objects.filter(pk=piece.pk, withdrawn_at=None, **before).update(released_at=clock.now() if on else None):
        trail.record(actor, "casework.evidence_released" if on else "casework.evidence_held", ("case", piece.case_id), number=piece.number)
        publish_on_commit(f"case:{piece.case_id}")


@transaction.atomic
def allow(*, actor: Actor, piece: Evidence, may_show: bool) -> None:
    """The giver's yes, or no longer: a no takes it from the other side at once."""
    evidence.require(actor, "own", piece)
    change: dict[str, Any] = {"may_show": may_show} if may_show else {"may_show": False, "released_at": None}
    if Evidence.objects.filter(pk=piece.pk, may_show=not may_show, withdrawn_at=None).update(**change):
        trail.record(actor, "casework.evidence_allowed", ("case", piece.case_id), number=piece.number, may_show=may_show)
        publish_on_commit(f"case:{piece.case_id}")


@transaction.atomic
def take_back(*, actor: Actor, piece: Evidence) -> None:
    """The giver takes it back, while the case is open: nobody sees it any more and it stays out of the dossier."""
    evidence.require(actor, "own", piece)
    if CaseState(piece.case.state) not in workflow.OPEN | {CaseState.AGREED}:
        raise Conflict(_("This case is over. Its file stays as it is."))
    if Evidence.objects.filter(pk=piece.pk, withdrawn_at=None).update(withdrawn_at=clock.now(), released_at=None):
        trail.record(actor, "casework.evidence_taken_back", ("case", piece.case_id), number=piece.number)
        publish_on_commit(f"case:{piece.case_id}")
