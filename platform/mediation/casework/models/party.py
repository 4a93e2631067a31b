from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.casework.enums import DeclineReason, Openness, PartyRole, Willingness
from mediation.casework.models.case import Case
from mediation.people.models import Person
from mediation.vault.models import SealedField


class Party(models.Model):
    """A party (当事人) of a case. `subject` is the guest identity with which this person acts, whatever code they hold."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parties")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="parties")
    role = models.CharField(_("side"), max_length=12, choices=PartyRole)
    subject = models.UUIDField(default=uuid.uuid4, unique=True)
    willingness = models.CharField(_("willing to mediate"), max_length=12, choices=Willingness, default=Willingness.NOT_ASKED)
    asked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(_("why not"), max_length=20, choices=DeclineReason, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    openness = models.CharField(_("public or private"), max_length=10, choices=Openness, blank=True)  # Art. 23
    locator_sealed = SealedField(blank=True)  # the public half of the code, shown to this party only
    particulars_sealed = SealedField(blank=True)  # what the papers ask for besides the name, JSON by `paperwork.opening.PARTICULARS`
    rights_read_at = models.DateTimeField(_("has read rights and duties"), null=True, blank=True)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering: ClassVar[list[str]] = ["role", "pk"]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.person_id}"

    @property
    def actor_key(self) -> str:
        """The key of the Actor this party is when using a case code."""
        return f"guest:{self.subject}"
