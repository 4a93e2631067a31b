from __future__ import annotations

from django.conf import settings
from django.utils.module_loading import import_string

from mediation.common import clock
from mediation.jobs.work import outward
from mediation.notifications.models import ShortMessage
from mediation.vault import sealing


@outward
def send_text(message: str) -> None:
    """Hand one short message to the provider; its id is the provider's idempotency key."""
    row = ShortMessage.objects.filter(pk=message, sent_at=None).first()
    if row is None:
        return
    number = sealing.unseal("notifications", f"sms.number:{row.id}", row.number_sealed)
    words = sealing.unseal("notifications", f"sms.text:{row.id}", row.text_sealed)
    receipt = import_string(settings.SMS_TRANSPORT)(key=str(row.id), number=number, text=words)
    ShortMessage.objects.filter(pk=row.pk).update(sent_at=clock.now(), receipt=receipt)
