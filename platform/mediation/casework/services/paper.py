"""The agreement on paper: printed for ink, or rendered, signed (PDF, pyHanko) and kept once it is in force."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from mediation.casework import papers_data, strokes
from mediation.casework.agreement_enums import SignatureMethod
from mediation.casework.models import Agreement
from mediation.casework.selectors import agreement as selectors
from mediation.casework.selectors.agreement import Sheet
from mediation.casework.services.history import tell
from mediation.common.actor import Actor
from mediation.common.push import publish_on_commit
from mediation.documents import issuing, rendering
from mediation.documents import selectors as documents
from mediation.documents.issuing import Stamp
from mediation.documents.models import DocumentVersion
from mediation.vault import sealing

TYPST = Path(__file__).resolve().parent.parent / "typst"
SIGNED = "agreement.signed"


def keep_signed(*, actor: Actor, agreement: Agreement) -> DocumentVersion:
    """The official PDF of an agreement in force: rendered, signed and stored once."""
    kept = signed_version(agreement)
    if kept is not None:
        return kept
    version = issuing.issue(
        actor=actor, scope=agreement.case.scope, kind=SIGNED, title=f"人民调解协议书 {agreement.number}",
        subject=("agreement", agreement.pk), issuer=papers_data.committee_of(agreement.case), source=str(agreement.frozen_hash),
        render=lambda stamp: render(actor, agreement, stamp=stamp),
    )
    with transaction.atomic():
        tell(agreement.case, "agreement_printed", actor)
        publish_on_commit(f"case:{agreement.case_id}")
    return version


def signed_version(agreement: Agreement) -> DocumentVersion | None:
    return documents.latest(("agreement", agreement.pk), SIGNED)


def render(actor: Actor, agreement: Agreement, *, stamp: Stamp | None = None) -> bytes:
    """The PDF as it stands: with empty lines for those who have not signed. The caller has asked its policy."""
    sheet = selectors.sheet_of(actor, agreement)
    values, pictures = content(sheet, stamp=stamp)
    return rendering.pdf(TYPST / "agreement.typ", values, pictures=pictures)


def content(sheet: Sheet, *, stamp: Stamp | None = None) -> tuple[dict[str, Any], dict[str, str]]:
    """(values, pictures) of the agreement's pages, also for the dossier."""
    pictures, typed = marks_of(sheet)
    if stamp is not None:
        pictures["qr"] = stamp.picture
    values = papers_data.agreement(
        sheet, code=stamp.code if stamp else "", verify=stamp.words if stamp else "", pictures=pictures, marks=typed, demo=settings.DEMO
    )
    return values, pictures


def marks_of(sheet: Sheet) -> tuple[dict[str, str], dict[UUID, str]]:
    """Drawings as SVG by `papers_data.picture_key`, and typed names by signature."""
    rows = [s for s in sheet.signatures if s.mark_sealed]
    bodies = sealing.unseal_all(sheet.case.scope, {f"casework.signature.mark:{s.pk}": s.mark_sealed for s in rows})
    pictures: dict[str, str] = {}
    typed: dict[UUID, str] = {}
    for row in rows:
        body = bodies[f"casework.signature.mark:{row.pk}"]
        if row.method == SignatureMethod.DRAWN:
            pictures[papers_data.picture_key(row)] = strokes.stored(body).svg()
        elif row.method == SignatureMethod.TYPED:
            typed[row.pk] = json.loads(body)["typed"]
    return pictures, typed
