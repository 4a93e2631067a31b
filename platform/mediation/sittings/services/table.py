"""The table of the joint room: the paper everybody sees and its page, the points to talk about, talks prepared before."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from mediation.audit import trail
from mediation.casework.models import Evidence, Sitting
from mediation.casework.policies import evidence as evidence_policy
from mediation.casework.policies import sittings
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.common.text import clean
from mediation.sittings.enums import Stage
from mediation.sittings.models import PreparedTalk, SittingGuest, Table
from mediation.sittings.selectors.guests import parties_of
from mediation.sittings.selectors.table import points_of
from mediation.sittings.services.guests import tell_room
from mediation.vault import sealing

POINTS = 12
POINT = 120  # characters
PAGES = 500
TALKS = 8


@transaction.atomic
def lay(*, actor: Actor, sitting: Sitting, evidence: Evidence | None, page: int = 1) -> Table:
    """Lay a paper of the case before everybody, turn its page, or take it away (None). Only what the other side may see anyway."""
    sittings.require(actor, "lead", sitting)
    if evidence is not None:
        if evidence.case_id != sitting.case_id or not evidence_policy.can(actor, "view", evidence):
            raise NotFound
        if evidence.released_at is None:
            raise Conflict(
                _("This paper has not been released to the other side. Only what both may see can lie on the table."), code="held-back"
            )
    page = min(max(page, 1), PAGES)  # beyond the end of the paper the last one is shown
    row, _made = Table.objects.get_or_create(sitting=sitting)
    if (row.evidence_id, row.page) == (evidence.pk if evidence else None, page):
        return row
    other = row.evidence_id != (evidence.pk if evidence else None)
    Table.objects.filter(pk=row.pk).update(evidence=evidence, page=page, version=F("version") + 1)
    if other:
        trail.record(actor, "sittings.lay", ("sitting", sitting.pk), evidence=str(evidence.pk) if evidence else "")
    tell_room(actor, sitting, "paper.laid" if evidence and other else "paper.turned" if evidence else "paper.taken")
    publish_on_commit(f"sitting:{sitting.pk}")
    row.refresh_from_db()
    return row


@transaction.atomic
def set_points(*, actor: Actor, sitting: Sitting, lines: Sequence[str]) -> Table:
    """The points to talk about, one a line, for everybody to see."""
    sittings.require(actor, "lead", sitting)
    points = [kept for line in lines if (kept := clean(line).strip())]
    if len(points) > POINTS:
        raise Invalid(fields={"points": _("At most twelve points, please.")})
    if any(len(p) > POINT for p in points):
        raise Invalid(fields={"points": _("Each point in at most 120 characters, please.")})
    row, _made = Table.objects.get_or_create(sitting=sitting)
    if points_of(row) == points:
        return row
    sealed = sealing.seal(sitting.case.scope, row.place, json.dumps(points, ensure_ascii=False)) if points else ""
    Table.objects.filter(pk=row.pk).update(points_sealed=sealed, point=min(row.point, len(points)), version=F("version") + 1)
    trail.record(actor, "sittings.points", ("sitting", sitting.pk), count=len(points))
    tell_room(actor, sitting, "agenda.changed")
    publish_on_commit(f"sitting:{sitting.pk}")
    row.refresh_from_db()
    return row


@transaction.atomic
def go_to(*, actor: Actor, sitting: Sitting, point: int) -> Table:
    """Which point is talked about now; as many as there are points means all are done."""
    sittings.require(actor, "lead", sitting)
    row = Table.objects.select_related("sitting__case").filter(pk=sitting.pk).first()
    if row is None or not 0 <= point <= len(points_of(row)):
        raise NotFound
    if row.point != point:
        Table.objects.filter(pk=row.pk).update(point=point, version=F("version") + 1)
        trail.record(actor, "sittings.points", ("sitting", sitting.pk), point=point)
        tell_room(actor, sitting, "agenda.moved")
        publish_on_commit(f"sitting:{sitting.pk}")
        row.refresh_from_db()
    return row


@transaction.atomic
def set_stage(*, actor: Actor, sitting: Sitting, stage: str) -> Table:
    """Where the talk is now, for everybody to see. Twice is once."""
    sittings.require(actor, "lead", sitting)
    if stage not in Stage.values:
        raise NotFound
    row, _made = Table.objects.get_or_create(sitting=sitting)
    if Table.objects.filter(pk=row.pk).exclude(stage=stage).update(stage=stage, version=F("version") + 1) == 1:
        trail.record(actor, "sittings.stage", ("sitting", sitting.pk), stage=stage)
        tell_room(actor, sitting, "stage.moved", stage=stage)
        publish_on_commit(f"sitting:{sitting.pk}")
    row.refresh_from_db()
    return row


@transaction.atomic
def prepare_talk(*, actor: Actor, sitting: Sitting, title: str, people: Sequence[str]) -> PreparedTalk:
    """A separate talk made ready before: its name, and who is asked. people: ids of parties and of invited people. Twice is once."""
    sittings.require(actor, "lead", sitting)
    title = clean(title).strip()
    parties = [p for p in parties_of(sitting) if str(p.pk) in people]
    helpers = SittingGuest.objects.filter(sitting=sitting, withdrawn_at=None).exclude(role__in=("observer", "co_mediator"))
    guests = [g for g in helpers if str(g.pk) in people]
    wrong = {}
    if not title or len(title) > 40:
        wrong["title"] = _("Please give it a name of at most 40 characters.")
    if not parties:
        wrong["people"] = _("Please choose at least one party.")
    elif len(parties) == len(parties_of(sitting)) and len(parties) > 1:
        wrong["people"] = _("A talk apart is without one of the sides.")
    if wrong:
        raise Invalid(fields=wrong)
    same = PreparedTalk.objects.filter(sitting=sitting, title=title).first()
    if same is None and PreparedTalk.objects.filter(sitting=sitting).count() >= TALKS:
        raise Invalid(fields={"title": _("At most eight talks can be prepared.")})
    row = same or PreparedTalk.objects.create(sitting=sitting, title=title)
    row.parties.set(parties)
    row.guests.set(guests)
    trail.record(actor, "sittings.prepare_talk", ("sitting", sitting.pk))
    publish_on_commit(f"sitting:{sitting.pk}")
    return row


@transaction.atomic
def drop_talk(*, actor: Actor, talk: PreparedTalk) -> None:
    sittings.require(actor, "lead", talk.sitting)
    talk.delete()
    trail.record(actor, "sittings.prepare_talk", ("sitting", talk.sitting_id), gone=True)
    publish_on_commit(f"sitting:{talk.sitting_id}")
