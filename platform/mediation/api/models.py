"""Another program's access, what it has sent before, and what is sent to it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.api.enums import DeliveryState, Scope
from mediation.common import clock
from mediation.territory.models import Organisation


class ApiToken(models.Model):
    """Another program's access (接口令牌): for one organisation, for a time, for named uses. Only the secret's SHA-256 is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=80)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation"))
    secret_digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(_("uses"), default=list)
    per_minute = models.PositiveSmallIntegerField(_("requests a minute at most"), default=120)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)  # an actor's key
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")

    def __str__(self) -> str:
        return self.name

    @property
    def alive(self) -> bool:
        return self.revoked_at is None and self.expires_at > clock.now()

    @property
    def uses(self) -> list[str]:
        """Its uses in words."""
        return [str(Scope(s).label) for s in self.scopes if s in Scope.values]


class OnceKey(models.Model):
    """A POST that was answered (幂等键): sent again under the same key, it gets the same answer and happens once. Gone after two days."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    request = models.CharField(max_length=32)  # keyed digest of address and body: another body under the key is refused
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.JSONField(default=dict)  # ids, numbers and states; never a word of a dispute, never a secret
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["token", "key"], name="once_key_per_token")]

    def __str__(self) -> str:
        return self.key


class Webhook(models.Model):
    """An address to which events are sent, signed (事件推送地址). The secret is derived from the server's key, id and version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation"))
    token = models.ForeignKey(ApiToken, on_delete=models.PROTECT, related_name="webhooks")
    url = models.URLField(_("address"), max_length=500)
    kinds = models.JSONField(_("events"), default=list)  # empty: all
    version = models.PositiveSmallIntegerField(default=1)  # of the secret
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self) -> str:
        return self.url


class Delivery(models.Model):
    """One event to one address (推送记录). What is sent is made when it is sent: the row holds ids only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.PositiveBigIntegerField()  # a line of a case's history
    kind = models.CharField(max_length=40)
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(default=0)  # the last answer's, 0 where there was none
    trouble = models.CharField(max_length=60, blank=True)  # a code such as `timeout`, never what the other side wrote
    created_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["webhook", "event"], name="delivery_once_per_event")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "created_at"], name="delivery_state")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
