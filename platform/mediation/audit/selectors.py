"""Reading the trail for the person concerned."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from mediation.audit.models import AuditEntry, AuditHead


def readings(targets: Sequence[tuple[str, object]], *, limit: int = 50) -> list[AuditEntry]:
    """Who opened one of these things, newest first. The caller shows it only to the person whose things they are."""
    rule = Q(pk=None)
    for kind, key in targets:
        rule |= Q(target_kind=kind, target_id=str(key))
    return list(AuditEntry.objects.filter(rule, reading=True).order_by("-number")[:limit])


def acts(targets: Sequence[tuple[str, object]], actions: Sequence[str], *, limit: int = 50) -> list[AuditEntry]:
    """What was done to one of these things, newest first. Like `readings`, for the person whose things they are."""
    rule = Q(pk=None)
    for kind, key in targets:
        rule |= Q(target_kind=kind, target_id=str(key))
    return list(AuditEntry.objects.filter(rule, reading=False, action__in=actions).order_by("-number")[:limit])


def read_since(actor_key: str, kind: str, key: object, moment: object) -> bool:
    """Whether this actor's reading of this thing was already written down since `moment`."""
    return AuditEntry.objects.filter(
        actor=actor_key, reading=True, target_kind=kind, target_id=str(key), at__gte=moment
    ).exists()


def head() -> tuple[int, str]:
    """(number, digest) of the newest entry: a place to pin something outside the trail to. (0, "") while there is none."""
    row = AuditHead.objects.filter(id=1).first()
    return (row.number, row.digest) if row is not None else (0, "")


def digest_at(number: int) -> str:
    """The digest of one entry, "" where there is none."""
    return AuditEntry.objects.filter(number=number).values_list("digest", flat=True).first() or ""
