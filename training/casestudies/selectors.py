"""Reading studies in the making, always with the asker in hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from training.casestudies import guard
from training.casestudies.deidentify import Piece, cut
from training.casestudies.enums import Answer, Decision, StudyState
from training.casestudies.models import CaseStudyPage, Replacement, Study, StudyConsent
from training.casestudies.policies import consents, studies
from training.casestudies.ports import cases

ROOMS = (Capability.CONTENT_EDIT, Capability.CASE_CLAIM, Capability.CASE_OVERSEE)


def listed(actor: Actor) -> list[Study]:
    """Studies this person sees, the newest first, with `yes` and `asked` counts. Raises NotFound for who has no part in them."""
    if not any(actor.holds(c) for c in ROOMS):
        raise NotFound
    rows = studies.scope(actor, "see").annotate(
        asked=Count("consents", distinct=True), yes=Count("consents", filter=Q(consents__answer=Answer.YES), distinct=True)
    )
    return list(rows[:200])


def study_for(actor: Actor, study_id: UUID, action: str = "see") -> Study:
    row = studies.scope(actor, action).filter(pk=study_id).first()
    if row is None:
        raise NotFound
    return row


def of_case(actor: Actor, case_id: UUID) -> Study | None:
    return studies.scope(actor, "see").filter(case=case_id).first()


def own_consent(actor: Actor, study_id: UUID) -> StudyConsent:
    row = consents.scope(actor, "answer").select_related("study").filter(study=study_id).first()
    if row is None:
        raise NotFound
    return row


def asked_of(actor: Actor) -> StudyConsent | None:
    """The question put to this party, if there is one."""
    return consents.scope(actor, "answer").select_related("study").first()


def public_page(study: Study) -> CaseStudyPage | None:
    """The published study, for anybody."""
    if study.page is None:
        return None
    found: CaseStudyPage | None = CaseStudyPage.objects.live().filter(translation_key=study.page).order_by("pk").first()
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """A replacement as this reader may see it: `word` is empty for who may not read the case."""

    row: Replacement
    word: str
    number: int


@dataclass(frozen=True, slots=True)
class Side:
    """A section: its words as they were (only for who may read the case), and as the draft has them."""

    code: str
    original: tuple[Piece, ...]
    draft: tuple[Piece, ...]  # a piece with `mark` is what stands for a word


@dataclass(frozen=True, slots=True)
class Bench:
    """Everything the page about a study shows."""

    study: Study
    edits: bool
    reads: bool
    asked: int
    yes: int
    lines: tuple[Line, ...]
    sides: tuple[Side, ...]

    @property
    def agreed(self) -> bool:
        return self.asked > 0 and self.yes == self.asked

    @property
    def open(self) -> int:
        return sum(line.row.decision == Decision.OPEN for line in self.lines)


def _draft(text: str, rows: list[Replacement], words: dict[UUID, str]) -> Iterator[Piece]:
    for piece in cut(text, ["" if r.decision == Decision.KEPT else words[r.id] for r in rows]):
        yield piece if piece.mark is None else Piece(rows[piece.mark].instead, piece.mark)


def bench(actor: Actor, study: Study) -> Bench:
    edits, reads = studies.can(actor, "edit", study), cases().may_read(actor, study.case)
    answers = list(study.consents.values_list("answer", flat=True))
    rows = list(study.replacements.all())
    stopped = study.state == StudyState.STOPPED
    words = {} if stopped else guard.opened(study, rows)
    lines = tuple(
        Line(r, words.get(r.id, "") if reads or r.decision == Decision.KEPT else "", n) for n, r in enumerate(rows, start=1)
    )
    sides = tuple(
        Side(
            code,
            tuple(cut(text, [words[r.id] for r in rows])) if reads else (),
            tuple(_draft(text, rows, words)),
        )
        for code, text in ([] if stopped else guard.sections(study))
    )
    return Bench(study, edits, reads, len(answers), answers.count(Answer.YES), lines, sides)
