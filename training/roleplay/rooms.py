"""The room of a drill, and the talk apart out of it: as in a sitting, with the trainer and observers beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from realtime.rooms import kinds
from realtime.rooms.enums import SeatRole
from realtime.rooms.kinds import Header, Panel, RoomKind, SeatSpec
from realtime.rooms.models import Room
from training.assessment.content import spoken
from training.roleplay import packets
from training.roleplay.enums import RoleCode
from training.roleplay.models import Drill
from training.roleplay.place import APART, KIND
from training.roleplay.policies import drills
from training.roleplay.selectors import drills as selectors

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LEADS = (RoleCode.MEDIATOR, RoleCode.CO_MEDIATOR)


class DrillRoom(RoomKind):
    """Who plays a mediator leads the room as in a real sitting; so may the trainer. Its words are kept for half a year."""

    code: ClassVar[str] = KIND
    caucus: ClassVar[str] = APART
    retention: ClassVar[timedelta | None] = timedelta(days=180)
    page: ClassVar[str] = "roleplay/room.html"
    styles: ClassVar[tuple[str, ...]] = ("roleplay/css/roleplay.css",)
    labels: ClassVar[Mapping[str, str | _StrPromise]] = {
        **{r.value: r.label for r in RoleCode}, "trainer": pgettext_lazy("roleplay", "trainer"),
        "observer": pgettext_lazy("roleplay", "observer"),
    }
    lines: ClassVar[Mapping[str, str | _StrPromise]] = {
        "drill-inject": _("The trainer has put something in for everybody; it stands beside"),
        "drill-stage": _("The play has come to another stage"),
        "drill-rewound": _("Back to a marked moment: from here it is played again. What was played before stays"),
    }

    def may_enter(self, actor: Actor, room: Room) -> bool:
        return drills.scope(actor, "enter").filter(pk=room.ref).exists()

    def seat(self, actor: Actor, room: Room) -> SeatSpec:
        drill = _drill(actor, room)
        part = packets.own_part(actor, drill)
        if part is None:
            return SeatSpec(SeatRole.MEDIATOR, self.labels["trainer"], code="trainer")
        if not part.role:
            return SeatSpec(SeatRole.OBSERVER, self.labels["observer"], code="observer")
        return SeatSpec(SeatRole.MEDIATOR if part.role in LEADS else SeatRole.PARTY, self.labels[part.role], code=part.role)

    def panels(self, actor: Actor, room: Room) -> Sequence[Panel]:
        drill = _drill(actor, room)
        part = packets.own_part(actor, drill)
        topics = (f"drill:{drill.pk}", f"actor:{actor.key}")
        if part is None:
            return [Panel("lead", _("Lead the drill"), reverse("drill_lead", args=[drill.pk]), topics)]
        if part.role:
            return [Panel("role", _("My role"), reverse("drill_role", args=[drill.pk]), topics)]
        return [
            Panel("watch", _("What I see"), reverse("drill_watch", args=[drill.pk]), topics),
            Panel("role", _("The matter"), reverse("drill_role", args=[drill.pk]), topics),
        ]

    def header(self, actor: Actor, room: Room) -> Header:
        drill = _drill(actor, room)
        return Header(selectors.title(drill.version.play, spoken()), selectors.stage(drill, spoken()))

    def way_out(self, actor: Actor, room: Room) -> str:
        return reverse("drill", args=[room.ref])


class DrillApart(DrillRoom):
    """One role and the mediator (背对背). Who is not in it sees and hears nothing of it."""

    code: ClassVar[str] = APART
    caucus: ClassVar[str] = ""


def _drill(actor: Actor, room: Room) -> Drill:
    drill = drills.scope(actor, "enter").select_related("version__play").filter(pk=room.ref).first()
    if drill is None:
        raise NotFound
    return drill


def register() -> None:
    """Called when the application starts."""
    kinds.register(DrillRoom())
    kinds.register(DrillApart())
