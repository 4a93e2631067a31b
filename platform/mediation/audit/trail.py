"""Writing and checking the audit trail."""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from mediation.audit.models import AuditEntry, AuditHead
from mediation.common import clock
from mediation.common.actor import Actor


def record(actor: Actor, action: str, target: tuple[str, object], **detail: Any) -> AuditEntry:
    """Add a line inside the caller's transaction.

    action: `<area>.<verb>`, e.g. `casework.claim`. target: (kind, id). detail: states before and after, ids, counts;
    never what a person said. Raises if called outside a transaction: the line and its cause stand or fall together.
    """
    return _append(actor, action, target, detail, reading=False)


def record_read(actor: Actor, action: str, target: tuple[str, object], **detail: Any) -> AuditEntry:
    """A sensitive record was opened. Write this before showing it."""
    with transaction.atomic():
        return _append(actor, action, target, detail, reading=True)


def _append(actor: Actor, action: str, target: tuple[str, object], detail: dict[str, Any], *, reading: bool) -> AuditEntry:
    if not connection.in_atomic_block:
        raise RuntimeError(f"{action}: an audit line belongs inside its cause's transaction")
    AuditHead.objects.get_or_create(id=1)
    AuditHead.objects.filter(id=1).update(number=F("number") + 1)  # takes the row's lock: the chain has one end
    head = AuditHead.objects.get(id=1)
    entry = AuditEntry(
        number=head.number, id=uuid.uuid4(), at=clock.now(), actor=actor.key, action=action,
        target_kind=target[0], target_id=str(target[1]), detail=detail, reading=reading,
    )
    entry.digest = digest(head.digest, entry)
    entry.save(force_insert=True)
    AuditHead.objects.filter(id=1).update(digest=entry.digest)
    return entry


def digest(before: str, entry: AuditEntry) -> str:
    """HMAC-SHA-256 over the predecessor's digest and this entry in canonical form."""
    body = json.dumps(
        [entry.number, str(entry.id), entry.at.astimezone(UTC).isoformat(timespec="microseconds"), entry.actor, entry.action,
         entry.target_kind, entry.target_id, entry.detail, entry.reading],
        ensure_ascii=False, sort_keys=True, separators=(",", ":"),
    )
    return hmac.new(settings.AUDIT_KEY.encode(), f"{before}|{body}".encode(), hashlib.sha256).hexdigest()


def verify() -> int | None:
    """The number of the first entry that does not fit, or None when the chain is whole."""
    before, expected = "", 1
    for entry in AuditEntry.objects.order_by("number").iterator():
        if entry.number != expected or digest(before, entry) != entry.digest:
            return expected
        before, expected = entry.digest, expected + 1
    head = AuditHead.objects.filter(id=1).first()
    if head is not None and (head.number != expected - 1 or head.digest != before):
        return expected
    return None
