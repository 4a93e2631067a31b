"""A POST happens once: the key the caller chose is kept with the answer it led to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from mediation.api.models import ApiToken, OnceKey
from mediation.common import clock
from mediation.common.errors import Conflict, Invalid
from mediation.vault import sealing

KEEP = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: dict[str, Any]
    again: bool = False


def once(*, token: ApiToken, key: str, request: bytes, act: Callable[[], tuple[int, dict[str, Any]]]) -> Answer:
    """Do it, or find what came of it. Key, act and answer stand or fall together.

    request: address and body; another one under the same key raises Conflict. The answer is stored: `act` returns ids and states only.
    """
    if not key or len(key) > 80 or not key.isascii() or not key.isprintable():
        raise Invalid(_("A POST needs the header Idempotency-Key: 1 to 80 visible ASCII signs, new for every act."), code="idempotency-key")
    digest = sealing.blind_index("api.once", request.hex())
    try:
        with transaction.atomic():
            row = OnceKey.objects.create(token=token, key=key, request=digest, at=clock.now())
            status, body = act()
            OnceKey.objects.filter(pk=row.pk).update(status=status, answer=body)
            return Answer(status, body)
    except IntegrityError:
        held = OnceKey.objects.filter(token=token, key=key).first()
        if held is None or not held.status:
            raise
    if held.request != digest:
        raise Conflict(_("This Idempotency-Key was used for another request."), code="idempotency-key-reused")
    return Answer(held.status, held.answer, again=True)


def forget() -> None:
    """Each night: a repeat after two days is no repeat any more."""
    OnceKey.objects.filter(at__lt=clock.now() - KEEP).delete()
