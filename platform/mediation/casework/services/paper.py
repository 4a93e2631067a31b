"""The agreement on paper: printed for ink, or rendered, signed (PDF, pyHanko) and kept once it is in force."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import segno
from django.conf import settings

from mediation.casework import papers_data, strokes
from mediation.casework.agreement_enums import SignatureMethod
from mediation.casework.models import Agreement
from mediation.casework.selectors import agreement as selectors
from mediation.casework.selectors.agreement import Sheet
from mediation.casework.services.history import tell
from mediation.common import ids
from mediation.common.actor import Actor
from mediation.common.push import publish_on_commit
from mediation.documents import rendering, signing
from mediation.documents import selectors as documents
from mediation.documents.models import DocumentVersion
from mediation.documents.services import fresh_code, store
from mediation.vault import sealing

TYPST = Path(__file__).resolve().parent.parent / "typst"
SIGNED = "agreement.signed"


def keep_signed(*, actor: Actor, agreement: Agreement) -> DocumentVersion:
    """The official PDF of an agreement in force: rendered, signed and stored once."""
    kept = signed_version(agreement)
    if kept is not None:
        return kept
    code = fresh_code()
    content = signing.sign(render(actor, agreement, code=code), reason="人民调解协议书")
    kept = signed_version(agreement)  # rendering takes a while: another worker may have been faster
    if kept is not None:
        return kept
    version = store(
        actor=actor, scope=agreement.case.scope, kind=SIGNED, title=f"人民调解协议书 {agreement.number}",
        subject=("agreement", agreement.pk), content=content, signed=True, code=code,
    )
    tell(agreement.case, "agreement_printed", actor)
    publish_on_commit(f"case:{agreement.case_id}")
    return version


def signed_version(agreement: Agreement) -> DocumentVersion | None:
    return documents.latest(("agreement", agreement.pk), SIGNED)


def render(actor: Actor, agreement: Agreement, *, code: str = "") -> bytes:
    """The PDF as it stands: with empty lines for those who have not signed. The caller has asked its policy."""
    sheet = selectors.sheet_of(actor, agreement)
    values, pictures = content(sheet, code=code)
    return rendering.pdf(TYPST / "agreement.typ", values, pictures=pictures)


def content(sheet: Sheet, *, code: str = "") -> tuple[dict[str, Any], dict[str, str]]:
    """(values, pictures) of the agreement's pages, also for the dossier."""
    pictures, typed = marks_of(sheet)
    verify = ""
    if code:
        url = f"{settings.WAGTAILADMIN_BASE_URL}/verify/?code={code}"
        drawn = io.BytesIO()
        segno.make(url, error="m").save(drawn, kind="svg", scale=4, border=1)
        pictures["qr"] = drawn.getvalue().decode()
        verify = f"核验码 {ids.grouped(code)}\n扫码或访问 /verify/ 核对本文件是否被改动"
    values = papers_data.agreement(sheet, code=code, verify=verify, pictures=pictures, marks=typed, demo=settings.DEMO)
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
