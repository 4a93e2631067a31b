"""The dossier (卷宗): drawn as it stands while the case is open, sealed and kept once it is closed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mediation.audit import trail
from mediation.casework import dossier_data
from mediation.casework.agreement_enums import AgreementForm
from mediation.casework.enums import CaseState
from mediation.casework.models import Case, Evidence
from mediation.casework.papers_data import committee_of
from mediation.casework.paperwork.catalogue import FORMS, PRINTED
from mediation.casework.paperwork.shapes import Sources
from mediation.casework.policies import cases
from mediation.casework.selectors import agreement as selectors
from mediation.casework.selectors import paper as papers
from mediation.casework.services import paper
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.documents import issuing, manifest, rendering
from mediation.documents import selectors as documents
from mediation.documents.models import DocumentVersion
from mediation.documents.signing import Attachment

TEMPLATE = Path(paper.TYPST) / "dossier.typ"
SEALED = "case.dossier"


def dossier(*, actor: Actor, case: Case) -> bytes:
    """The whole dossier as one PDF, for the mediator and the supervisors. Opening it is written down."""
    _allowed(actor, case)
    trail.record_read(actor, "casework.dossier", ("case", case.pk))
    if case.state == CaseState.CLOSED:
        return documents.content_of(seal(actor=actor, case=case))
    values, pictures = dossier_values(actor, case)
    return rendering.pdf(TEMPLATE, values, pictures=pictures)


def seal(*, actor: Actor, case: Case) -> DocumentVersion:
    """The sealed dossier of a closed case with its papers and their list inside; nothing new in it, the one that is there."""
    _allowed(actor, case)
    values, pictures = dossier_values(actor, case)
    inside = papers_of(case)
    source = issuing.made_from(values | {"papers": [f.sha256 for f in inside]}, pictures)

    def render(mark: issuing.Stamp) -> bytes:
        shown = values | {"verify": mark.words, "draft": "", "code": mark.code}
        return rendering.pdf(TEMPLATE, shown, pictures=pictures | {"seal-qr": mark.picture}, archive="a-3b")

    def files(before: DocumentVersion | None) -> list[Attachment]:
        return [manifest.build(number=case.number, issuer=committee_of(case), attached=inside, kept=kept_of(case), before=before), *inside]

    return issuing.issue(
        actor=actor, scope=case.scope, kind=SEALED, title=f"人民调解卷宗 {case.number}", subject=("case", case.pk),
        issuer=committee_of(case), source=source, render=render, files=files,
    )


def papers_of(case: Case) -> list[Attachment]:
    """The papers that lie in the dossier as they were sealed or scanned, byte for byte."""
    found = []
    written = [row.pk for rows in papers.papers_of(case).values() for row in rows]
    kinds = ("agreement.signed", "agreement.scan", *(form.kind for form in PRINTED))
    for i, version in enumerate(documents.of_subjects([*selectors.agreement_ids(case), *written], kinds), 1):
        found.append(Attachment(f"paper-{i:02d}.pdf", version.document.title, version.media_type, documents.content_of(version)))
    return found


def kept_of(case: Case) -> list[manifest.Kept]:
    """Originals of evidence stay with us; the list names them by their hash."""
    rows = Evidence.objects.filter(case=case, withdrawn_at=None).select_related("original")
    return [manifest.Kept(f"证据{r.number}", r.original.sha256, r.original.size) for r in rows]


def _allowed(actor: Actor, case: Case) -> None:
    if not (actor.is_system or cases.can(actor, "work", case) or cases.can(actor, "oversee", case)):
        raise NotFound


def dossier_values(actor: Actor, case: Case) -> tuple[dict[str, Any], dict[str, str]]:
    """(values, pictures) of `typst/dossier.typ`, papers in the order of the official list. The same for everybody once closed."""
    s = papers.sources(actor, case)
    written = papers.papers_of(case)
    typed = papers.typed_of(case, [row for rows in written.values() for row in rows])
    parts: list[dict[str, Any]] = []
    pictures: dict[str, str] = {}
    for form in FORMS:
        if form.code == "agreement" and s.sheet is not None:
            values, pictures = paper.content(s.sheet)
            parts.append({"kind": "agreement", "values": values})
        elif form.build is not None:
            rows = written.get(form.code, [])
            parts += [form.build(s, typed.get(row.pk, {})) for row in rows]
            if not rows and (form.need == "must" or form.code in _known(s)):
                parts.append(form.build(s, {}))
    parts.sort(key=lambda part: part.get("title") == "卷宗封底")  # the back cover is the last page, whatever follows it in the list
    noted = next((typed.get(row.pk, {}) for row in written.get("cover", [])), {})
    return (
        {"title": f"人民调解卷宗 {case.number}", "committee": s.committee, "number": case.number, "code": "", "verify": "",
         "draft": "未封卷：案件尚未结案，本件仅供查看。", "cover": dossier_data.cover(case, actor, s.last, noted), "parts": parts},
        pictures,
    )


def _known(s: Sources) -> set[str]:
    """Papers that are made as needed, and are needed because the case has something for them."""
    oral = s.sheet is not None and s.sheet.agreement.form == AgreementForm.ORAL
    wanted = {
        "performed": s.sheet is not None, "follow_up": bool(s.visits), "evidence": bool(s.evidence), "oral": oral,
        "terminated": bool(s.case.ended_reason),
    }
    return {code for code, there in wanted.items() if there}
