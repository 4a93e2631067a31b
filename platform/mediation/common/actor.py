"""Who acts. Every policy, audit line, seat and socket takes an Actor, never a User."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class ActorKind(StrEnum):
    ANONYMOUS = "anonymous"
    USER = "user"
    GUEST = "guest"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Grant:
    """A capability held at an area: it reaches this area and everything below.

    `area_path` is the materialised path of the area tree ("0001" is the county); `post` names the committee,
    studio or centre the role is held in, empty where it is held for the whole area.
    """

    capability: str
    area_path: str
    post: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who may do something.

    kind: user (a member of staff or learner), guest (a party with a case code), system (a job), anonymous.
    subject: opaque id, a UUID for users and guests, a dotted name for system actors, "" for anonymous.
    name: how this person is shown to others.
    """

    kind: ActorKind
    subject: str = ""
    name: str = ""
    grants: frozenset[Grant] = field(default_factory=frozenset)
    second_factor: bool = False

    @classmethod
    def guest(cls, subject: object, name: str) -> Actor:
        """A party acting under its opaque identity, before or without a session."""
        return cls(ActorKind.GUEST, str(subject), name)

    @property
    def key(self) -> str:
        """The one string by which audit lines, seats and room logs know an actor, e.g. `user:5f0c…`."""
        return f"{self.kind}:{self.subject}" if self.subject else str(self.kind)

    @property
    def is_user(self) -> bool:
        return self.kind is ActorKind.USER

    @property
    def is_guest(self) -> bool:
        return self.kind is ActorKind.GUEST

    @property
    def is_system(self) -> bool:
        return self.kind is ActorKind.SYSTEM

    def reach(self, capability: str) -> tuple[str, ...]:
        """Paths of the areas at which the capability is held, shortest first, none inside another."""
        paths: list[str] = []
        for path in sorted({g.area_path for g in self.grants if g.capability == capability}, key=len):
            if not any(path.startswith(kept) for kept in paths):
                paths.append(path)
        return tuple(paths)

    def holds(self, capability: str, area_path: str | None = None) -> bool:
        """Whether the capability is held anywhere, or at `area_path` (an area at or above it)."""
        if area_path is None:
            return any(g.capability == capability for g in self.grants)
        return any(area_path.startswith(path) for path in self.reach(capability))


ANONYMOUS = Actor(ActorKind.ANONYMOUS)


def system(name: str) -> Actor:
    """A job or command acting by itself; `name` says which, e.g. `casework.deadlines`."""
    return Actor(ActorKind.SYSTEM, subject=name, name=name)
