from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.casework.models.agreement import Clause
from mediation.casework.models.party import Party


class Performance(models.Model):
    """What was done to fulfil an obligation (履行情况), as somebody said it.

    It counts as done when the receiving party has said on the own channel that it has come. What only the owing party or the
    mediator says stays "said"; what the receiving party denies stays visible and counts for nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="performances")
    done_on = models.DateField(_("done on"))
    amount = models.DecimalField(_("amount in yuan"), max_digits=14, decimal_places=2, null=True, blank=True)
    complete = models.BooleanField(_("this obligation is fulfilled"), default=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    said_by = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")  # None: the mediator
    proof = models.UUIDField(null=True, blank=True)  # 履行凭证: a version of `documents`
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    denied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("performance")
        verbose_name_plural = _("performances")
        ordering: ClassVar[list[str]] = ["done_on", "pk"]

    def __str__(self) -> str:
        return f"{self.clause_id} {self.done_on}"
