"""Papers and their versions. The bytes lie encrypted in the file store under a name that says nothing."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Document(models.Model):
    """A paper (文书) about one subject. `kind` names who may read it (see `kinds`), `scope` the vault key of its bytes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scope = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    title = models.CharField(_("title"), max_length=120)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.UUIDField()
    issuer = models.CharField(_("issued by"), max_length=120, blank=True)  # the organisation as printed; shown on `/verify/`
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)  # an actor's key

    class Meta:
        verbose_name = pgettext_lazy("official papers", "document")
        verbose_name_plural = pgettext_lazy("official papers", "documents")
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["subject_kind", "subject_id"], name="document_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class DocumentVersion(models.Model):
    """One state of a paper (版本), never changed. `code` is printed on signed papers and looked up on `/verify/`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)  # of the plain bytes
    size = models.PositiveIntegerField()  # bytes, plain
    media_type = models.CharField(max_length=60)
    stored_as = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=16, unique=True, null=True, blank=True)
    signed = models.BooleanField(default=False)
    made_from = models.CharField(max_length=64, blank=True)  # SHA-256 of what it was printed from: nothing new, no new version
    once = models.UUIDField(unique=True, null=True, blank=True)  # of what was handed in: sent again, it is kept once
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["document", "number"], name="document_version_number_once")
        ]
        ordering: ClassVar[list[str]] = ["document", "number"]

    def __str__(self) -> str:
        return f"{self.document_id} v{self.number}"
