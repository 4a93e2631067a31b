from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.casework.enums import EvidenceKind
from mediation.casework.models.case import Case
from mediation.casework.models.party import Party
from mediation.documents.models import DocumentVersion
from mediation.vault.models import SealedField


class Evidence(models.Model):
    """A photo, a recording or a paper in a case (证据材料). The original stays as it came; `shown` is the copy without place and device.

    The other side sees it only when whoever gave it allows that and the mediator releases it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="evidence")
    number = models.PositiveSmallIntegerField()
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence")  # None: the mediator
    kind = models.CharField(pgettext_lazy("casework", "kind"), max_length=10, choices=EvidenceKind)
    words_sealed = SealedField(blank=True)  # what it shows, in the giver's words
    original = models.OneToOneField(DocumentVersion, on_delete=models.PROTECT, related_name="+")
    shown = models.OneToOneField(DocumentVersion, on_delete=models.PROTECT, related_name="+")
    may_show = models.BooleanField(_("the other side may see it"), default=False)
    token = models.CharField(max_length=60)  # given with the form, and the file's place in it: pressing twice sends once
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=80)
    given_by_name = models.CharField(max_length=80)
    released_at = models.DateTimeField(_("shown to the other side since"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(pgettext_lazy("casework", "taken back"), null=True, blank=True)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "number"], name="evidence_number_once"),
            models.UniqueConstraint(fields=["case", "token"], name="evidence_sent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number}"

    @property
    def place(self) -> str:
        """Where its words are sealed."""
        return f"casework.evidence.words:{self.pk}"
