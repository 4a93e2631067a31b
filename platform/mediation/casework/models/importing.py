from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.casework.models.case import Case
from mediation.vault.models import SealedField


class ImportBatch(models.Model):
    """A table of disputes read from a file (批量导入), waiting to be taken over. The lines are sealed and gone once it is done."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    lines_sealed = SealedField(blank=True)
    count = models.PositiveSmallIntegerField(default=0)
    platform = models.SlugField(max_length=40, blank=True)  # code of the mapping, where it came from another platform
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["by", "sha256"], name="import_once_per_person_and_file")
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def scope(self) -> str:
        return f"import:{self.id}"


class ImportedCase(models.Model):
    """Which line became which case (导入对应). `mark` is blind: the same line in another file finds its case and is not taken twice."""

    mark = models.CharField(max_length=64, unique=True)
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="imported")

    def __str__(self) -> str:
        return str(self.case_id)
