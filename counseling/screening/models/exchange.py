from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.common import clock
from mediation.vault.models import SealedField


class ExchangeToken(models.Model):
    """Another program's access to the FHIR addresses (接口令牌): for one place, for a time, for named uses. The secret is not kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    secret_digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    area_path = models.CharField(max_length=255)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)  # to the minute
    created_by = models.CharField(max_length=80, blank=True)  # actor key
    telephone = models.CharField(max_length=32, blank=True)  # of the service there: whom to ask about an answer that cannot wait

    class Meta:
        verbose_name = _("exchange token")
        verbose_name_plural = _("exchange tokens")

    def __str__(self) -> str:
        return self.name

    @property
    def alive(self) -> bool:
        return self.revoked_at is None and self.expires_at > clock.now()


class ImportedForm(models.Model):
    """A questionnaire another system gave us (导入的问卷), kept as it came and never changed; a new version is a new row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    url = models.CharField(max_length=500, blank=True)
    version = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=64)
    body = models.TextField()  # JSON as it came: a decimal keeps its digits
    area_path = models.CharField(max_length=255)
    imported_by = models.CharField(max_length=80)  # actor key
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("imported form")
        verbose_name_plural = _("imported forms")
        ordering: ClassVar[list[str]] = ["-at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["area_path", "digest"], name="imported_form_once")
        ]

    def __str__(self) -> str:
        return str(self.id)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("an imported form is never changed")
        super().save(*args, **kwargs)


class ImportedResponse(models.Model):
    """Somebody's answers another system gave us (导入的作答), sealed with what was counted anew from them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questionnaire = models.CharField(max_length=600)  # canonical address it answers
    fingerprint = models.CharField(max_length=64)  # blind index of the whole: the same body twice is one row
    body_sealed = SealedField()
    area_path = models.CharField(max_length=255)
    subject = models.UUIDField(null=True, db_index=True)  # about whom; made up where nobody here knows the person
    known = models.BooleanField(default=False)
    void = models.BooleanField(default=False)  # the sender calls it entered in error: kept, and nobody is woken by it
    told = models.PositiveSmallIntegerField(null=True)  # how many were told because of it; None: it called for nobody
    stranger = models.UUIDField(null=True, db_index=True)  # the made-up identity, kept when it comes out who it is
    sender = models.CharField(max_length=80, blank=True)  # name and telephone of the program at that time
    sender_phone = models.CharField(max_length=32, blank=True)
    imported_by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("imported response")
        verbose_name_plural = _("imported responses")
        ordering: ClassVar[list[str]] = ["-at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["area_path", "fingerprint"], name="imported_response_once")
        ]

    def __str__(self) -> str:
        return str(self.id)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("an imported response is never changed")
        super().save(*args, **kwargs)

    @property
    def scope(self) -> str:
        return f"fhir:{self.id}"

    @property
    def place(self) -> str:
        return f"screening_importedresponse.body:{self.id}"
