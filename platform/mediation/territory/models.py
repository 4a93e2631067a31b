"""The area tree and what stands on it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from mediation.territory.enums import Level, OrganisationKind


class Area(MP_Node):  # type: ignore[misc]
    """A place (区划) in the tree city > district > town > village > grid. `path` is its scope: a prefix means "inside".

    Paths are copied into other tables (a follow-up, a flag) so that these need not know the tree: a new place is therefore
    always put last among its neighbours, since sorting it in between would move theirs. `services.move_area` says when one may move.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    code = models.CharField(pgettext_lazy("territory", "code"), max_length=12, unique=True)
    latitude = models.FloatField(_("latitude, WGS-84"), null=True, blank=True)
    longitude = models.FloatField(_("longitude, WGS-84"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)  # 撤并: from this day nothing new is put here

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.name_en if self.name_en and get_language() == "en" else self.name


class Organisation(models.Model):
    """A committee (人民调解委员会), studio (个人品牌调解工作室), county centre or psychological service centre."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="organisations", verbose_name=_("area"))
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="studios", verbose_name=_("belongs to")
    )
    telephone = models.CharField(_("landline"), max_length=30, blank=True)
    address = models.CharField(_("address"), max_length=120, blank=True)
    main_field = models.CharField(_("main field"), max_length=30, blank=True)  # a dispute type's code
    latitude = models.FloatField(_("latitude, WGS-84"), null=True, blank=True)
    longitude = models.FloatField(_("longitude, WGS-84"), null=True, blank=True)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "name"], name="organisation_name_once_per_kind")
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.name_en if self.name_en and get_language() == "en" else self.name
