"""From a closed case to the library. The parties are asked first; what identifies is replaced before any page exists."""

from __future__ import annotations

import json
import uuid

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from cms.foundation import LANGUAGES
from mediation.audit import trail
from mediation.common import clock, ids
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.common.text import clean
from mediation.notifications.services import notify
from mediation.vault import sealing
from training.casestudies import deidentify, draft, guard
from training.casestudies.enums import Answer, Decision, FoundKind, StudyState
from training.casestudies.models import CaseStudyIndexPage, CaseStudyPage, Replacement, Study, StudyConsent
from training.casestudies.policies import consents, studies
from training.casestudies.ports import cases

LONGEST = 60  # characters of a word and of what stands for it


def ask(*, actor: Actor, case_id: uuid.UUID) -> Study:
    """Put the question to every party of a closed case, on its own page. Asked again, it is the question that is there."""
    outline = cases().closed(actor, case_id)
    held = Study.objects.filter(case=case_id).first()
    if held is not None:
        return held
    if len(outline.subjects) < 2:
        raise Conflict(_("Both sides have to be asked, and only one of them is in this case."), code="one-sided")
    try:
        with transaction.atomic():
            row = Study.objects.create(
                case=case_id, field=outline.field, area_path=outline.area_path, days=outline.days, asked_by=actor.key,
                asked_at=clock.now(),
            )
            for subject in outline.subjects:
                StudyConsent.objects.create(study=row, subject=subject)
                notify(f"guest:{subject}", "casestudies.asked", link=f"/c/study/{row.pk}/")
            trail.record(actor, "casestudies.ask", ("study", row.pk))
            publish_on_commit(f"case:{case_id}")
    except IntegrityError:  # two at the same moment
        return Study.objects.get(case=case_id)
    return row


@transaction.atomic
def answer(*, actor: Actor, consent: StudyConsent, yes: bool) -> None:
    """A party says yes or no, or takes the yes back. A no stops the study, and what was published is published no more."""
    consents.require(actor, "answer", consent)
    said = Answer.YES if yes else Answer.NO
    changed = StudyConsent.objects.filter(pk=consent.pk).exclude(answer=said).update(answer=said, answered_at=clock.now())
    if not changed:
        return
    trail.record(actor, "casestudies.answer", ("study", consent.study_id), yes=yes)
    study = Study.objects.get(pk=consent.study_id)
    if not yes:
        _stop(study)
    elif not study.consents.exclude(answer=Answer.YES).exists():
        Study.objects.filter(pk=study.pk, state=StudyState.STOPPED).update(state=StudyState.ASKING, stopped_at=None)
        notify(study.asked_by, "casestudies.agreed", link=f"/learn/studies/{study.pk}/")
    publish_on_commit(f"case:{study.case}")


def _stop(study: Study) -> None:
    """Nothing of the case stays with the editors: original words and the list go, the pages leave the site."""
    Study.objects.filter(pk=study.pk).update(state=StudyState.STOPPED, stopped_at=clock.now(), words_sealed="")
    study.replacements.all().delete()
    if study.page is not None:
        for page in CaseStudyPage.objects.filter(translation_key=study.page):
            page.unpublish(set_expired=False, log_action=True)
    notify(study.asked_by, "casestudies.stopped", link=f"/learn/studies/{study.pk}/")


def make_draft(*, actor: Actor, study: Study) -> None:
    """The one action: the words of the case, every finding replaced and listed. Pressed twice, it is made once.

    Whoever presses needs no right to read the case: nothing that was found is shown to them.
    """
    studies.require(actor, "see", study)
    if not guard.agreed(study):
        raise Conflict(_("Not everybody in the case has said yes. Without that there is no study."), code="not-agreed")
    material = cases().material(study.case)
    text = "\n".join(words for _code, words in material.sections)
    if not text.strip():
        raise Conflict(_("There are no words in this case from which a study could be made."), code="empty")
    found = deidentify.find(text, material.known)
    with transaction.atomic():
        sealed = sealing.seal(study.scope, study.words_place, json.dumps(list(material.sections), ensure_ascii=False))
        taken = Study.objects.filter(pk=study.pk, state=StudyState.ASKING).update(
            state=StudyState.DRAFT, words_sealed=sealed, drafted_at=clock.now()
        )
        if not taken:
            return
        for position, item in enumerate(found, start=1):
            _line(study, position, item)
        trail.record_read(actor, "casestudies.take_words", ("study", study.pk))
        trail.record(actor, "casestudies.draft", ("study", study.pk), found=len(found))
        publish_on_commit(f"case:{study.case}")


def _line(study: Study, position: int, item: deidentify.Found, added_by: str = "") -> Replacement:
    row = Replacement(
        id=uuid.uuid4(), study=study, position=position, kind=item.kind, instead=item.instead[:LONGEST],
        word_index=_index(study, item.word), added_by=added_by,
    )
    row.word_sealed = sealing.seal(study.scope, row.place, item.word)
    if added_by:
        row.decision, row.decided_by, row.decided_at = Decision.TAKEN, added_by, clock.now()
    row.save(force_insert=True)
    return row


def _index(study: Study, word: str) -> str:
    return sealing.blind_index(f"casestudies:{study.pk}", word)


@transaction.atomic
def decide(*, actor: Actor, replacement: Replacement, keep: bool, instead: str = "") -> None:
    """Replace it, with which words, or let it stay. Only somebody who may read the case lets a word stay: others cannot know it."""
    study = replacement.study
    reads = cases().may_read(actor, study.case)
    if not (studies.can(actor, "edit", study) or (reads and studies.can(actor, "see", study))):
        raise NotFound
    if keep and not reads:
        raise NotFound
    words = clean(instead).strip() or replacement.instead
    if len(words) > LONGEST:
        raise Invalid(fields={"instead": _("At most 60 characters, please.")})
    if guard.opened(study, [replacement])[replacement.id] in words:
        raise Invalid(fields={"instead": _("That would say again what is to be replaced.")})
    changed = Replacement.objects.filter(pk=replacement.pk, study__state=StudyState.DRAFT).update(
        decision=Decision.KEPT if keep else Decision.TAKEN, instead=words, decided_by=actor.key, decided_at=clock.now()
    )
    if not changed:
        raise Conflict(_("This study is no longer being worked on here."), code="moved-on")
    trail.record(actor, "casestudies.decide", ("study", study.pk), keep=keep, kind=replacement.kind)
    publish_on_commit(f"case:{study.case}")


@transaction.atomic
def add(*, actor: Actor, study: Study, word: str, instead: str, kind: str = "other") -> None:
    """One more word of the draft is replaced, wherever it stands."""
    if not (studies.can(actor, "edit", study) or (cases().may_read(actor, study.case) and studies.can(actor, "see", study))):
        raise NotFound
    word, instead = clean(word).strip(), clean(instead).strip()
    wrong: dict[str, str] = {}
    if study.state != StudyState.DRAFT:
        raise Conflict(_("This study is no longer being worked on here."), code="moved-on")
    shown = draft.shown(study)
    if not word or len(word) > LONGEST or not any(word in piece for piece in shown):
        wrong["word"] = _("These words do not stand in the draft like this. Copy them from the text on the page, at most 60 characters.")
    if not instead or len(instead) > LONGEST or (word and word in instead):
        wrong["instead"] = _("Say what stands there instead, in at most 60 characters and without the word itself.")
    if wrong:
        raise Invalid(fields=wrong)
    last = study.replacements.order_by("-position").values_list("position", flat=True).first() or 0
    known = FoundKind(kind) if kind in FoundKind.values else FoundKind.OTHER
    held = study.replacements.filter(word_index=_index(study, word)).first()
    if held is not None:  # it was to stay; now it goes
        Replacement.objects.filter(pk=held.pk).update(
            decision=Decision.TAKEN, instead=instead, decided_by=actor.key, decided_at=clock.now()
        )
    else:
        _line(study, last + 1, deidentify.Found(word, known, instead), actor.key)
    trail.record(actor, "casestudies.add", ("study", study.pk), kind=known)
    publish_on_commit(f"case:{study.case}")


def make_page(*, actor: Actor, study: Study) -> uuid.UUID:
    """Into the library's workshop at /cms/, not published. Only the draft goes there: no page, revision or index ever holds more."""
    studies.require(actor, "edit", study)
    study.refresh_from_db(fields=["page", "state"])
    if study.page is not None and study.state == StudyState.PAGE:
        return study.page
    if not guard.agreed(study):
        raise Conflict(_("Not everybody in the case has said yes. Without that there is no study."), code="not-agreed")
    open_ = study.replacements.filter(decision=Decision.OPEN).count()
    if open_:
        raise Conflict(_("Words that are not decided about: %(n)s.") % {"n": open_}, code="undecided")
    shelf = CaseStudyIndexPage.objects.filter(locale__language_code=LANGUAGES[0]).order_by("pk").first()
    if shelf is None:
        raise Conflict(_("There is no case library yet. An editor adds it below the first page."), code="no-library")
    with transaction.atomic(), translation.override(LANGUAGES[0]):
        key = study.page or uuid.uuid4()
        if not Study.objects.filter(pk=study.pk, state=StudyState.DRAFT).update(state=StudyState.PAGE, page=key):
            raise Conflict(code="moved-on")
        title = draft.title(study.field)
        if study.page is None:
            page = CaseStudyPage(
                title=title, slug=f"study-{ids.spoken_code(8).lower()}", locale=shelf.locale, live=False, field=study.field,
                settled_in_days=study.days, body=draft.body(study), may_stay=draft.kept(study), translation_key=key,
            )
            shelf.add_child(instance=page)
        else:
            page = CaseStudyPage.objects.filter(translation_key=key, locale=shelf.locale).get()
            page.title, page.body, page.may_stay = title, draft.body(study), draft.kept(study)
        page.save_revision(log_action=True)
        trail.record(actor, "casestudies.make_page", ("study", study.pk))
        publish_on_commit(f"case:{study.case}")
    return key
