"""Reading a person's care file. Everything sealed is opened here, after the opening was written down."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef

from counseling.interventions.enums import EntryKind
from counseling.interventions.models import CareEntry, CareTie, Supervision
from counseling.interventions.ports import people
from counseling.screening.enums import FlagState
from counseling.screening.models import Flag, ImportedResponse
from counseling.screening.policies import flags
from mediation.accounts.models import User
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.vault import sealing


@dataclass(frozen=True, slots=True)
class Page:
    """An entry with its words in plain."""

    entry: CareEntry
    body: dict[str, Any]
    addenda: list[Page] = field(default_factory=list)


def flag_of(actor: Actor, subject: uuid.UUID) -> Flag:
    """The flag by which the asker may be in this person's file: the open one, else the newest. Raises NotFound.

    It says along, so that no page asks twice: `supervised` by the asker, who accompanies somebody `elsewhere`, and
    `brought`, answers of another program.
    """
    rows = flags.scope(actor, "work").filter(subject=subject).select_related("screening", "acknowledged_by").order_by("-created_at")
    rows = rows.annotate(
        supervised=Exists(Supervision.objects.filter(subject=OuterRef("subject"), supervisor__public_id=actor.subject)),
        elsewhere=Exists(CareTie.objects.filter(user__public_id=actor.subject).exclude(subject=OuterRef("subject"))),
        brought=Exists(ImportedResponse.objects.filter(subject=OuterRef("subject"))),
    )
    found = list(rows)
    if not found:
        raise NotFound
    return next((f for f in found if f.state != FlagState.CLOSED), found[0])


def other_side(user: User, flag: Flag) -> bool:
    """`serves_the_other_side` for the asker to whom `flag_of` gave this flag: it has asked along whether they accompany anybody else."""
    return getattr(flag, "elsewhere", True) and serves_the_other_side(user, flag.subject)


def serves_the_other_side(user: User, subject: uuid.UUID) -> bool:
    """Whether this counsellor accompanies somebody who may be this person's opponent in a dispute, with no decision written down."""
    opponents = people().opponents(subject)
    if not opponents or not CareTie.objects.filter(user=user, subject__in=opponents).exists():
        return False
    return not CareEntry.objects.filter(subject=subject, kind=EntryKind.DECISION, by=user, code="").exists()


def entries(subject: uuid.UUID, *kinds: EntryKind) -> list[CareEntry]:
    """The file, newest first, still sealed."""
    rows = CareEntry.objects.filter(subject=subject).select_related("by").order_by("-at")
    return list(rows.filter(kind__in=kinds) if kinds else rows)


def opened(rows: Iterable[CareEntry]) -> list[Page]:
    """Entries in plain, with addenda under the note they belong to. One look at the key for all of them."""
    listed = list(rows)
    if not listed:
        return []
    plain = sealing.unseal_all(listed[0].scope, {e.place: e.body_sealed for e in listed})
    pages = {e.id: Page(e, json.loads(plain[e.place]) if plain[e.place] else {}) for e in listed}
    for page in reversed(pages.values()):
        if page.entry.kind == EntryKind.ADDENDUM and page.entry.refers_to_id in pages:
            pages[page.entry.refers_to_id].addenda.append(page)
    return [p for p in pages.values() if p.entry.kind != EntryKind.ADDENDUM]


def waiting_for_second(rows: Iterable[CareEntry]) -> CareEntry | None:
    """A lowering that nobody else has signed yet and nobody took back: the newest rating, if it needs a second signature."""
    listed = list(rows)
    signed = {e.refers_to_id for e in listed if e.kind in (EntryKind.SECOND, EntryKind.UNDONE)}
    newest = next((e for e in listed if e.kind == EntryKind.RATING), None)
    return newest if newest is not None and newest.needs_second and newest.id not in signed else None


def without_receipt(rows: Iterable[CareEntry]) -> list[CareEntry]:
    """Reports to the police whose receipt is not there yet, among entries that are in hand."""
    listed = list(rows)
    done = {e.refers_to_id for e in listed if e.kind == EntryKind.RECEIPT}
    return [e for e in listed if e.kind == EntryKind.REPORT and e.id not in done]
