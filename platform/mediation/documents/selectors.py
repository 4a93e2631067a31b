"""Opening papers with the asker in hand."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from mediation.audit import trail
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.documents import kinds, storage
from mediation.documents.models import DocumentVersion


@dataclass(frozen=True, slots=True)
class Opened:
    version: DocumentVersion
    content: bytes


def open_version(actor: Actor, version_id: uuid.UUID) -> Opened:
    """The plain bytes, with a line in the audit trail. Raises NotFound for absent and forbidden alike."""
    version = DocumentVersion.objects.select_related("document").filter(pk=version_id).first()
    if version is None or not kinds.may_read(version.document.kind, actor, version.document.subject_id):
        raise NotFound
    trail.record_read(actor, "documents.open", ("document", version.document.id), version=version.number)
    return Opened(version, content_of(version))


def content_of(version: DocumentVersion) -> bytes:
    """For work inside an area that has asked its own policy. The bytes are checked against the recorded hash."""
    content = storage.read(version.document.scope, version.stored_as)
    if hashlib.sha256(content).hexdigest() != version.sha256:
        raise RuntimeError(f"version {version.pk} does not match its hash")
    return content


def latest(subject: tuple[str, uuid.UUID], kind: str) -> DocumentVersion | None:
    """The newest version of the newest paper of a kind about a subject; the caller has asked its own policy."""
    return (
        DocumentVersion.objects.filter(document__subject_kind=subject[0], document__subject_id=subject[1], document__kind=kind)
        .select_related("document")
        .order_by("-document__created_at", "-number")
        .first()
    )


def signed_by_code(code: str) -> DocumentVersion | None:
    """The signed version that carries this printed code."""
    return DocumentVersion.objects.filter(code=code, signed=True).select_related("document").first()


def signed_by_hash(sha256: str) -> DocumentVersion | None:
    return DocumentVersion.objects.filter(sha256=sha256, signed=True).select_related("document").first()


def of_subjects(subjects: Sequence[uuid.UUID], kinds_wanted: Sequence[str]) -> list[DocumentVersion]:
    """The newest version of every paper of these kinds about these subjects, oldest paper first; the caller has asked its own policy."""
    rows = DocumentVersion.objects.filter(document__subject_id__in=subjects, document__kind__in=kinds_wanted).select_related("document")
    newest = {row.document_id: row for row in rows.order_by("number")}
    return sorted(newest.values(), key=lambda row: (row.document.created_at, str(row.document_id)))
