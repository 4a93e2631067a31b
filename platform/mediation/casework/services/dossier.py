"""The dossier (卷宗): drawn as it stands while the case is open, sealed and kept once it is closed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mediation.audit import trail
from mediation.casework import dossier_data
from mediation.casework.agreement_enums import AgreementState
from mediation.casework.enums import CaseState
from mediation.casework.models import Case, Closing, Party
from mediation.casework.papers_data import committee_of
from mediation.casework.policies import cases
from mediation.casework.selectors import agreement as selectors
from mediation.casework.services import paper
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.documents import issuing, manifest, rendering
from mediation.documents import selectors as documents
from mediation.documents.models import DocumentVersion
from mediation.documents.signing import Attachment
from mediation.followups import selectors as followups
from mediation.vault import sealing

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
    papers = papers_of(case)
    source = issuing.made_from(values | {"papers": [f.sha256 for f in papers]}, pictures)

    def render(mark: issuing.Stamp) -> bytes:
        shown = values | {"verify": mark.words, "draft": "", "code": mark.code}
        return rendering.pdf(TEMPLATE, shown, pictures=pictures | {"seal-qr": mark.picture}, archive="a-3b")

    def files(before: DocumentVersion | None) -> list[Attachment]:
        return [manifest.build(number=case.number, issuer=committee_of(case), attached=papers, before=before), *papers]

    return issuing.issue(
        actor=actor, scope=case.scope, kind=SEALED, title=f"人民调解卷宗 {case.number}", subject=("case", case.pk),
        issuer=committee_of(case), source=source, render=render, files=files,
    )


def papers_of(case: Case) -> list[Attachment]:
    """The papers that lie in the dossier as they were sealed or scanned, byte for byte."""
    found = []
    for i, version in enumerate(documents.of_subjects(selectors.agreement_ids(case), ("agreement.signed", "agreement.scan")), 1):
        found.append(Attachment(f"paper-{i:02d}.pdf", version.document.title, version.media_type, documents.content_of(version)))
    return found


def _allowed(actor: Actor, case: Case) -> None:
    if not (actor.is_system or cases.can(actor, "work", case) or cases.can(actor, "oversee", case)):
        raise NotFound


def dossier_values(actor: Actor, case: Case) -> tuple[dict[str, Any], dict[str, str]]:
    """(values, pictures) of `typst/dossier.typ`. The same for everybody once the case is closed."""
    parties = list(Party.objects.filter(case=case).select_related("person"))
    places = {"story": f"case.story:{case.pk}", "wish": f"case.wish:{case.pk}"}
    words = sealing.unseal_all(case.scope, {places["story"]: case.story_sealed, places["wish"]: case.wish_sealed})
    visits = list(followups.of_subject(("case", case.pk)).exclude(done_at=None).order_by("done_at"))
    last = Closing.objects.filter(case=case).order_by("-closed_at").first() if case.state == CaseState.CLOSED else None
    parts = [
        dossier_data.application(case, parties, words[places["story"]], words[places["wish"]]), dossier_data.acceptance(case, parties),
        dossier_data.rights(parties), dossier_data.minutes(case, parties),
    ]
    live, number = selectors.live_of(case), ""
    pictures: dict[str, str] = {}
    if live is not None and live.state == AgreementState.IN_FORCE:
        live.case, number = case, live.number
        sheet = selectors.sheet_of(actor, live)
        values, pictures = paper.content(sheet)
        parts += [{"kind": "agreement", "values": values}, dossier_data.performance(sheet)]
    parts += [dossier_data.followups(visits, followups.notes_of(visits), number), dossier_data.closing(case, last)]
    return (
        {"title": f"人民调解卷宗 {case.number}", "committee": committee_of(case), "number": case.number, "code": "", "verify": "",
         "draft": "未封卷：案件尚未结案，本件仅供查看。", "cover": dossier_data.cover(case, actor, last), "parts": parts},
        pictures,
    )
