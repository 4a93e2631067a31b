from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.casework.models import Party, Sitting
from mediation.sittings.enums import Came, Why
from mediation.vault.models import SealedField


class Presence(models.Model):
    """Who took part, and how (到场记录), noted by hand: by telephone, in person, or not at all. `name` is of somebody who is no party."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="presences")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, null=True, blank=True, related_name="presences")
    name = models.CharField(_("name of the person"), max_length=60, blank=True)
    how = models.CharField(_("how"), max_length=10, choices=Came, blank=True)
    why = models.CharField(_("why absent"), max_length=12, choices=Why, blank=True)
    words_sealed = SealedField(blank=True)  # the reason, in the mediator's words
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    noted_at = models.DateTimeField(null=True, blank=True)
    late_minutes = models.PositiveSmallIntegerField(_("minutes late"), null=True, blank=True)  # a party's own word
    late_sealed = SealedField(blank=True)
    late_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["sitting", "party"], condition=models.Q(party__isnull=False), name="presence_of_party_once"),
            models.UniqueConstraint(fields=["sitting", "name"], condition=models.Q(party=None), name="presence_by_name_once"),
        ]

    def __str__(self) -> str:
        return f"{self.party_id or self.name} {self.how}"

    def place(self, what: str) -> str:
        """Where its words are sealed."""
        return f"sittings.presence.{what}:{self.sitting_id}:{self.party_id or self.name}"
