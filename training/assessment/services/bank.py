"""Bringing questions into the bank from a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.common.push import publish_on_commit
from training.assessment import content as shape
from training.assessment import parts
from training.assessment.enums import Competency, Kind
from training.assessment.exchange import gift, moodle
from training.assessment.exchange.entry import Entry
from training.assessment.exchange.texts import decoded
from training.assessment.models import Question

MOST = 2000  # questions in one file


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question of the file. Without a reason it came in; `known` means it was in the bank already."""

    line: int
    name: str
    kind: Kind | None = None
    question: UUID | None = None
    known: bool = False
    reason: str = ""

    @property
    def came_in(self) -> bool:
        return self.question is not None and not self.known


def bring_in(*, actor: Actor, data: bytes, language: str, competency: str, encoding: str = "") -> list[Outcome]:
    """Every question of a GIFT or Moodle XML file, in its order. What is in the bank already is not brought in twice.

    competency: for questions whose category or tag names none. Raises NotFound, or Invalid where the file itself cannot be read.
    """
    if not actor.is_system and not actor.holds(Capability.CONTENT_EDIT):
        raise NotFound
    if competency not in Competency.values or language not in ("zh-hans", "en"):
        raise Invalid(fields={"competency": _("Please choose a competency and a language.")})
    entries = list(_read(decoded(data, encoding), language))
    if not entries:
        raise Invalid(fields={"file": _("There is no question in this file.")})
    if len(entries) > MOST:
        raise Invalid(fields={"file": _("A file may hold 2,000 questions; please divide it.")})
    outcomes = [_fit(entry) for entry in entries]
    with transaction.atomic():
        done = [_keep(e, o, competency) if not o.reason else o for e, o in zip(entries, outcomes, strict=True)]
        came = sum(1 for o in done if o.came_in)
        detail = {"came_in": came, "known": sum(1 for o in done if o.known), "refused": sum(1 for o in done if o.reason)}
        trail.record(actor, "assessment.import", ("bank", "questions"), **detail)
        publish_on_commit(f"actor:{actor.key}")
    return done


def _read(text: str, language: str) -> Iterator[Entry]:
    return moodle.read(text, language) if text.lstrip().startswith("<") else gift.read(text, language)


def _fit(entry: Entry) -> Outcome:
    name = entry.name or _("(no name)")
    if entry.content is None:
        return Outcome(entry.line, name, reason=entry.reason)
    try:
        shape.check(entry.content)
    except Invalid as error:
        return Outcome(entry.line, name, reason=" ".join(str(words) for words in error.fields.values()))
    said = entry.name or next(iter(entry.content["stem"].values()))[:60]
    return Outcome(entry.line, said, Kind(entry.content["kind"]))


def _keep(entry: Entry, outcome: Outcome, competency: str) -> Outcome:
    content = entry.content or {}
    row = Question(kind=content["kind"], competency=entry.competency or competency)
    row.stem_zh, row.stem_en = content["stem"].get("zh-hans", ""), content["stem"].get("en", "")
    row.why_zh, row.why_en = content["why"].get("zh-hans", ""), content["why"].get("en", "")
    row.options = json.dumps(parts.written(content), ensure_ascii=False)
    standing = Question.objects.filter(imprint=shape.fingerprint(row.content())).values_list("pk", flat=True).first()
    if standing is not None:
        return Outcome(outcome.line, outcome.name, outcome.kind, standing, known=True)
    row.save()
    return Outcome(outcome.line, outcome.name, outcome.kind, row.pk)
