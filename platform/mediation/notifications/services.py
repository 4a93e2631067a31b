"""Telling people. Everything is a row first; delivery is a job."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils import translation

from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.push import publish_on_commit
from mediation.jobs import outbox
from mediation.notifications import kinds
from mediation.notifications.models import Notice, ShortMessage
from mediation.vault import sealing


@transaction.atomic
def notify(recipient: str, kind: str, *, link: str = "", urgent: bool = False, **params: Any) -> Notice:
    """A line in the inbox of the actor with key `recipient`, within the caller's transaction."""
    kinds.get(kind)  # an unknown kind is a fault of ours, found at once
    notice = Notice.objects.create(
        recipient=recipient, kind=kind, params=params, link=link, urgent=urgent, created_at=clock.now()
    )
    if urgent and recipient.startswith("user:"):
        outbox.add("mediation.notifications.tasks.send_mail", key=f"mail:{notice.id}", notice=str(notice.id))
    publish_on_commit(f"inbox:{recipient}")
    return notice


@transaction.atomic
def text(number: str, kind: str, *, language: str = "zh-hans", **params: Any) -> ShortMessage:
    """Promise a short message to `number` (E.164). Only for the person's own telephone, never a shared one."""
    message = ShortMessage(id=uuid.uuid4(), kind=kind, created_at=clock.now())
    with translation.override(language):
        words = str(kinds.get(kind).sms) % params
    message.number_sealed = sealing.seal("notifications", f"sms.number:{message.id}", number)
    message.text_sealed = sealing.seal("notifications", f"sms.text:{message.id}", words)
    message.save()
    outbox.add("mediation.notifications.tasks.send_text", key=f"sms:{message.id}", message=str(message.id))
    return message


@transaction.atomic
def mark_read(*, actor: Actor, notice: Notice) -> None:
    Notice.objects.filter(pk=notice.pk, recipient=actor.key, read_at=None).update(read_at=clock.now())
    publish_on_commit(f"inbox:{actor.key}")


@transaction.atomic
def mark_all_read(*, actor: Actor) -> None:
    Notice.objects.filter(recipient=actor.key, read_at=None).update(read_at=clock.now())
    publish_on_commit(f"inbox:{actor.key}")
