"""Keeping papers. The caller has already asked its own policy: documents know no cases."""

from __future__ import annotations

import hashlib
import uuid

from django.db import IntegrityError, transaction
from django.db.models import Max

from mediation.audit import trail
from mediation.common import clock, ids
from mediation.common.actor import Actor
from mediation.documents import storage
from mediation.documents.models import Document, DocumentVersion


def store(
    *, actor: Actor, scope: str, kind: str, title: str, subject: tuple[str, uuid.UUID], content: bytes,
    media_type: str = "application/pdf", signed: bool = False, code: str | None = None, issuer: str = "", made_from: str = "",
    once: uuid.UUID | None = None,
) -> DocumentVersion:
    """A new paper with its first version. `subject` is (kind, id), e.g. ("case", case.id); `code` as printed on the paper.

    `once` names what was handed in: whoever hands in the same again, also at the same moment, gets the version that is there.
    """
    document = Document(
        scope=scope, kind=kind, title=title, subject_kind=subject[0], subject_id=subject[1], issuer=issuer,
        created_at=clock.now(), created_by=actor.key,
    )
    kept = DocumentVersion.objects.filter(once=once).first() if once else None
    if kept is not None:
        return kept
    try:
        return _keep(actor, document, content, media_type, signed, code, made_from, new=True, once=once)
    except IntegrityError:
        kept = DocumentVersion.objects.filter(once=once).first() if once else None
        if kept is None:
            raise
        return kept


def new_version(
    *, actor: Actor, document: Document, content: bytes, media_type: str = "application/pdf", signed: bool = False,
    code: str | None = None, made_from: str = "",
) -> DocumentVersion:
    """The next state of a paper; earlier ones stay as they were. Made from the same as the last one, it is the last one."""
    return _keep(actor, document, content, media_type, signed, code, made_from, new=False)


def fresh_code() -> str:
    """A code for a signed paper, drawn before rendering so that the paper can carry it. 60 bits, unique."""
    return ids.spoken_code(12)


def _keep(
    actor: Actor, document: Document, content: bytes, media_type: str, signed: bool, code: str | None, made_from: str, *,
    new: bool, once: uuid.UUID | None = None,
) -> DocumentVersion:
    name = uuid.uuid4().hex
    storage.write(document.scope, name, content)  # before the transaction: a file without a row harms nobody
    with transaction.atomic():
        if new:
            document.save(force_insert=True)
        else:
            Document.objects.filter(pk=document.pk).update(issuer=document.issuer)  # takes the row: versions are numbered one by one
            same = document.versions.order_by("-number").first()
            if made_from and same is not None and same.made_from == made_from:
                return same
        last = document.versions.aggregate(n=Max("number"))["n"] or 0
        version = DocumentVersion.objects.create(
            document=document, number=last + 1, sha256=hashlib.sha256(content).hexdigest(), size=len(content), media_type=media_type,
            stored_as=name, code=code, signed=signed, made_from=made_from, once=once, created_at=clock.now(), created_by=actor.key,
        )
        trail.record(
            actor, "documents.store", ("document", document.id), kind=document.kind, version=version.number, sha256=version.sha256
        )
    return version
