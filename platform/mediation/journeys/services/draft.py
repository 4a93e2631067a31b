"""The unsent report: sealed at every screen, opened only for the browser session that began it, forgotten in time."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mediation.accounts import limits
from mediation.common import clock
from mediation.common.errors import Conflict, NotFound, TooMany
from mediation.jobs import outbox
from mediation.journeys.models import IntakeDraft, IntakePoint
from mediation.vault import sealing

KEPT = timedelta(hours=24)
BEGUN_AN_HOUR = 120  # drafts of one network: a village behind one address of its carrier stays far below
LONGEST = 20_000  # characters of one answer that are kept while it is being written


def point_of(token: str) -> IntakePoint:
    """The point behind a poster's code, or behind the one it had until a short while ago. NotFound for all others alike."""
    now = clock.now()
    rows = IntakePoint.objects.select_related("area", "organisation").filter(Q(expires_at=None) | Q(expires_at__gt=now), revoked_at=None)
    row = rows.filter(token=token).first() or rows.filter(retired__token=token, retired__until__gt=now).first()
    if row is None:
        raise NotFound
    return row


def draft_of(point: IntakePoint, held: str | None) -> IntakeDraft | None:
    """The draft whose id this browser's session holds, if it still lives and belongs to this point."""
    if not held:
        return None
    try:
        key = uuid.UUID(held)
    except ValueError:
        return None
    return IntakeDraft.objects.filter(pk=key, point=point, expires_at__gt=clock.now()).first()


def begin(point: IntakePoint, *, caller: str) -> IntakeDraft:
    """A new draft. caller: the network it comes from; raises TooMany where that has begun as many as whole villages do.

    Each draft is sealed, keeps its own key and lives a day: without a bound one machine could fill the disk with empty ones.
    """
    try:
        limits.spend("report-begin", caller, limit=BEGUN_AN_HOUR, seconds=3600)
    except TooMany as why:
        raise TooMany(
            _("Very many reports were begun from this network, so we have to pause for a while. Please call the office meanwhile."),
            retry_after=why.retry_after,
        ) from why
    return _begin(point)


@transaction.atomic
def _begin(point: IntakePoint) -> IntakeDraft:
    now = clock.now()
    draft = IntakeDraft.objects.create(point=point, created_at=now, updated_at=now, expires_at=now + KEPT)
    outbox.add("mediation.journeys.tasks.forget_draft", key=f"draft:{draft.id}", due_at=draft.expires_at, draft=str(draft.id))
    return draft


def answers_of(draft: IntakeDraft | None) -> dict[str, Any]:
    """Everything answered so far; empty for a draft that was sent."""
    if draft is None or not draft.body_sealed:
        return {}
    answers: dict[str, Any] = json.loads(sealing.unseal(draft.scope, f"draft.body:{draft.id}", draft.body_sealed))
    return answers


@transaction.atomic
def keep(draft: IntakeDraft, **given: Any) -> dict[str, Any]:
    """Add answers to the draft; what is typed is kept as it is, right or not. Raises Conflict once it has been sent."""
    answers = answers_of(draft)
    answers.update({k: v[:LONGEST] if isinstance(v, str) else v for k, v in given.items()})
    body = sealing.seal(draft.scope, f"draft.body:{draft.id}", json.dumps(answers, ensure_ascii=False))
    if not IntakeDraft.objects.filter(pk=draft.pk, sent_at=None).update(body_sealed=body, updated_at=clock.now()):
        raise Conflict
    draft.body_sealed = body
    return answers


@transaction.atomic
def forget(draft: IntakeDraft) -> None:
    """Shred an unsent draft: its key first, then the row."""
    sealing.destroy(draft.scope)
    IntakeDraft.objects.filter(pk=draft.pk).delete()
