"""People in disputes and how to reach them without telling anybody else."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.vault.models import SealedField


class Person(models.Model):
    """A person in a case (当事人信息). Telephone and address are sealed with the person's own key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(pgettext_lazy("people", "name"), max_length=60, db_index=True)  # found by its beginning
    phone_sealed = SealedField(blank=True)
    phone_index = models.CharField(max_length=64, blank=True, db_index=True)
    address_sealed = SealedField(blank=True)
    # who entered or last changed the telephone: a contact entered by the case's mediator binds nobody until called back
    phone_entered_by = models.CharField(max_length=80, blank=True)
    phone_confirmed_at = models.DateTimeField(null=True, blank=True)
    phone_changed_at = models.DateTimeField(null=True, blank=True)  # set when a number is replaced, not when it is first given
    shared_phone = models.BooleanField(_("others read messages on this telephone"), default=False)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    safe_times = models.CharField(_("when it is safe to call"), max_length=80, blank=True)
    dialect = models.CharField(_("prefers to speak"), max_length=40, blank=True)  # 乡音, e.g. 温州话
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")

    def __str__(self) -> str:
        return self.name
