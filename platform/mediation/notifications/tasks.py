from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.module_loading import import_string

from mediation.accounts.selectors import user_by_subject
from mediation.common import clock
from mediation.jobs.work import outward
from mediation.notifications import kinds
from mediation.notifications.models import Notice, ShortMessage
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


@outward
def send_mail(notice: str) -> None:
    """Tell a member of staff by mail that something urgent waits: the notice's own words, which hold nothing confidential.

    Nothing is sent where the notice was read meanwhile or no address is known. The Message-ID is the idempotency key: of
    two equal mails the second is dropped by the far end.
    """
    row = Notice.objects.filter(pk=notice, read_at=None).first()
    user = user_by_subject(row.recipient.removeprefix("user:")) if row else None
    if row is None or user is None or not user.email:
        return
    with translation.override(settings.LANGUAGE_CODE):
        kind = kinds.get(row.kind)
        title, text = str(kind.title) % row.params, str(kind.text) % row.params
    body = "\n\n".join(filter(None, [text, f"{settings.WAGTAILADMIN_BASE_URL}{row.link}" if row.link else ""]))
    EmailMessage(title, body, to=[user.email], headers={"Message-ID": f"<{row.id}@xinqiao>"}).send()
