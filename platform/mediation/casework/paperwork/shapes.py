"""What a form of the official set is made of: its place in the set, the fields somebody types, and how it is filled."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mediation.casework.dossier_data import Part
from mediation.casework.models import Case, Closing, Party
from mediation.casework.selectors.agreement import Sheet
from mediation.common.actor import Actor
from mediation.followups.models import FollowUpVisit

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything a form is filled from, read once for a whole dossier."""

    case: Case
    actor: Actor
    committee: str
    parties: Sequence[Party]
    particulars: Mapping[uuid.UUID, Typed]
    story: str
    wish: str
    sheet: Sheet | None  # the agreement in force
    visits: Sequence[FollowUpVisit]
    visit_notes: Mapping[uuid.UUID, str]
    last: Closing | None
    evidence: Sequence[Sequence[str]] = ()  # lines of the list of evidence


@dataclass(frozen=True, slots=True)
class Field:
    """Something typed for a form. `first` proposes a value from the case; choices are stored and printed as they are."""

    code: str
    label: str | _StrPromise
    long: bool = False
    needed: bool = False
    most: int = 120
    choices: tuple[str, ...] = ()
    first: Callable[[Sources], str] | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """need: "must", "as_needed" or "local". many: one case may hold several. shared: the parties may read the sealed paper."""

    code: str
    number: int  # place in the official list of seventeen
    title: str  # as printed
    label: str | _StrPromise
    need: str
    build: Callable[[Sources, Typed], Part] | None  # None: made elsewhere (agreement, cover, list of contents)
    fields: tuple[Field, ...] = ()
    many: bool = False
    shared: bool = False

    @property
    def kind(self) -> str:
        """The kind under which the sealed paper is kept."""
        return f"paper.{self.code}"


def blank(value: Any) -> str:
    """A value, or room for a pen."""
    return str(value) if value else "　"
