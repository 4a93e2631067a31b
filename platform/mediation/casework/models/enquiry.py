from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.casework.enums import EnquiryState
from mediation.people.models import Person
from mediation.territory.models import Area, Organisation
from mediation.vault.models import SealedField


class Enquiry(models.Model):
    """A question or request that is no dispute (政策咨询问询), answered and closed; it never counts as a case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("number"), max_length=30, unique=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("place"))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enquiries")
    subject = models.UUIDField(default=uuid.uuid4, unique=True)  # the guest identity of whoever asked
    state = models.CharField(_("state"), max_length=10, choices=EnquiryState, default=EnquiryState.OPEN)
    question_sealed = SealedField(blank=True)
    answer_sealed = SealedField(blank=True)
    locator_sealed = SealedField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(_("opened"))
    answer_by = models.DateTimeField(_("answer by"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering: ClassVar[list[str]] = ["opened_at"]

    def __str__(self) -> str:
        return self.number

    @property
    def scope(self) -> str:
        """The vault scope of everything confidential in this question."""
        return f"enquiry:{self.id}"
