"""Having events sent somewhere: the address, the message, the tries, and what is done with a message nobody takes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mediation.accounts.roles import Capability
from mediation.accounts.selectors import users_holding
from mediation.api import outside, signing
from mediation.api.enums import DeliveryState, Scope
from mediation.api.models import ApiToken, Delivery, Webhook
from mediation.api.policies import deliveries, reaches, webhooks
from mediation.api.selectors import events
from mediation.api.services.tokens import actor_of
from mediation.audit import trail
from mediation.casework.models import Case, CaseEvent
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid
from mediation.jobs import outbox
from mediation.notifications.services import notify

# a minute, five, half an hour, two hours, six, twelve, a day: after that somebody has to look
PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 360, 720, 1440))
MOST = 5  # addresses of one token
SEND = "mediation.api.tasks.send"
KEEP = timedelta(days=30)


def check(url: str) -> None:
    """Raises Invalid for an address that is not public now. Asked again, and bindingly, at every sending."""
    target = outside.target_of(url)
    try:
        outside.addresses(target.host, target.port)
    except outside.Unreachable as why:
        raise Invalid(fields={"url": _("This name does not lead to a public address (%(why)s).") % {"why": why.trouble}}) from None


@transaction.atomic
def add(*, token: ApiToken, url: str, kinds: Sequence[str]) -> Webhook:
    """`check` comes before, outside the transaction: it asks the network."""
    unknown = set(kinds) - events.KINDS
    if unknown:
        raise Invalid(fields={"kinds": _("Unknown events: %(names)s.") % {"names": ", ".join(sorted(unknown))[:200]}})
    if Webhook.objects.filter(token=token, ended_at=None).count() >= MOST:
        raise Conflict(_("There are five addresses already. End one first."), code="too-many-webhooks")
    row = Webhook.objects.create(
        organisation=token.organisation, token=token, url=url, kinds=sorted(set(kinds)), created_at=clock.now()
    )
    trail.record(actor_of(token), "api.webhook", ("webhook", row.id), kinds=row.kinds)
    return row


@transaction.atomic
def end(*, by: Actor, webhook: Webhook) -> None:
    """Nothing more is sent there, also nothing that was waiting. The caller has asked whose it is."""
    if not Webhook.objects.filter(pk=webhook.pk, ended_at=None).update(ended_at=clock.now()):
        return
    trail.record(by, "api.webhook_ended", ("webhook", webhook.id))


@transaction.atomic
def end_as_administrator(*, actor: Actor, webhook: Webhook) -> None:
    webhooks.require(actor, "manage", webhook)
    end(by=actor, webhook=webhook)


def promise(event: CaseEvent, case: Case) -> None:
    """Inside the transaction of the event: one delivery, and one job, for each address that wants it."""
    if event.kind not in events.KINDS:
        return
    live = Webhook.objects.filter(ended_at=None, token__revoked_at=None, token__expires_at__gt=clock.now()).select_related(
        "organisation__area"
    )
    for hook in live:
        if (not hook.kinds or event.kind in hook.kinds) and reaches(hook.organisation, case):
            row = Delivery.objects.create(
                webhook=hook, event=event.pk, kind=event.kind, created_at=clock.now(), next_at=clock.now()
            )
            _job(row)


def send(delivery_id: str) -> None:
    """One try, outside any transaction. May run twice: the receiver knows the id."""
    row = Delivery.objects.select_related("webhook__token", "webhook__organisation__area").filter(
        pk=delivery_id, state=DeliveryState.WAITING
    ).first()
    if row is None:
        return
    hook, line = row.webhook, CaseEvent.objects.select_related("case__area", "case__organisation").filter(pk=row.event).first()
    usable = hook.ended_at is None and hook.token.alive and Scope.WEBHOOKS_MANAGE in hook.token.scopes
    if not usable or line is None or not reaches(hook.organisation, line.case):
        _settle(row, DeliveryState.DEAD, trouble="ended")
        return
    message = {"delivery": str(row.id), "webhook": str(hook.id), "event": events.plain(line, line.case)}
    body = json.dumps(message, ensure_ascii=False).encode()
    told = signing.headers(
        signing.secret_of(hook.id, hook.version), timestamp=int(clock.now().timestamp()), delivery=str(row.id), event=row.kind, body=body
    )
    try:
        status = outside.post(hook.url, body, told)
    except outside.Unreachable as why:
        _failed(row, why)
    else:
        _settle(row, DeliveryState.DONE, status=status)


@transaction.atomic
def _settle(row: Delivery, state: DeliveryState, *, status: int = 0, trouble: str = "") -> None:
    Delivery.objects.filter(pk=row.pk, state=DeliveryState.WAITING).update(
        state=state, status=status, trouble=trouble, tries=row.tries + 1, done_at=clock.now(), next_at=None
    )


@transaction.atomic
def _failed(row: Delivery, why: outside.Unreachable) -> None:
    tries = row.tries + 1
    mine = Delivery.objects.filter(pk=row.pk, state=DeliveryState.WAITING, tries=row.tries)
    if tries > len(PAUSES):
        if mine.update(state=DeliveryState.DEAD, status=why.status, trouble=why.trouble, tries=tries, done_at=clock.now(), next_at=None):
            _alarm(row)
        return
    due = clock.now() + PAUSES[tries - 1]
    if mine.update(status=why.status, trouble=why.trouble, tries=tries, next_at=due):
        row.tries, row.next_at = tries, due
        _job(row)


def _alarm(row: Delivery) -> None:
    """The administrators are told once a day and address, not once a message."""
    today = clock.day_end(clock.today() - clock.DAY)
    if row.webhook.deliveries.filter(state=DeliveryState.DEAD, done_at__gt=today).count() > 1:
        return
    for user in users_holding(Capability.ACCOUNTS_MANAGE, row.webhook.organisation.area):
        notify(f"user:{user.public_id}", "api.dead", link="/desk/connections/", name=row.webhook.token.name)


@transaction.atomic
def send_again(*, actor: Actor, delivery: Delivery) -> None:
    """A message that was given up gets a fresh round of tries."""
    deliveries.require(actor, "manage", delivery)
    if delivery.webhook.ended_at is not None or not delivery.webhook.token.alive:
        raise Conflict(_("The address has been ended, or its token is no longer valid."), code="ended")
    fresh = {"state": DeliveryState.WAITING, "tries": 0, "done_at": None, "next_at": clock.now(), "trouble": "", "status": 0}
    if Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.DEAD).update(**fresh):
        delivery.refresh_from_db()
        _job(delivery, again=clock.now().isoformat())
        trail.record(actor, "api.send_again", ("webhook", delivery.webhook_id), delivery=str(delivery.pk))


def _job(row: Delivery, *, again: str = "") -> None:
    outbox.add(SEND, key=f"webhook:{row.pk}:{row.tries}{again}"[:120], due_at=row.next_at, delivery=str(row.pk))


def forget() -> None:
    """Each night: what was received, or given up a month ago, goes."""
    Delivery.objects.exclude(state=DeliveryState.WAITING).filter(done_at__lt=clock.now() - KEEP).delete()
