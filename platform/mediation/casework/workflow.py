"""States of a case and the legal moves, as one table."""

from __future__ import annotations

from mediation.casework.enums import CaseState as S

OPEN = frozenset({S.POOL, S.CLAIMED, S.INVITING, S.READY, S.MEDIATING})
WITH_MEDIATOR = frozenset({S.CLAIMED, S.INVITING, S.READY, S.MEDIATING, S.AGREED})
GOES_ON = frozenset({S.MEDIATING, S.AGREED})  # another mediator goes on where the first one stopped
SETTLED = frozenset({S.AGREED, S.CLOSED})

MOVES: dict[str, tuple[frozenset[S], S]] = {
    "claim": (frozenset({S.POOL}), S.CLAIMED),
    "release": (frozenset({S.CLAIMED, S.INVITING, S.READY}), S.POOL),
    "invite": (frozenset({S.CLAIMED, S.INVITING}), S.INVITING),
    "consent": (frozenset({S.CLAIMED, S.INVITING}), S.READY),
    "begin": (frozenset({S.READY, S.MEDIATING}), S.MEDIATING),
    "agree": (frozenset({S.READY, S.MEDIATING}), S.AGREED),
    "end": (OPEN, S.ENDED),
    "close": (frozenset({S.AGREED, S.ENDED}), S.CLOSED),
    "reopen": (frozenset({S.AGREED, S.CLOSED, S.ENDED}), S.CLAIMED),
    "reopen_unclaimed": (frozenset({S.CLOSED, S.ENDED}), S.POOL),  # it ended before anybody had taken it
}


def after(state: S | str, move: str) -> S | None:
    """The state after a move, or None where the move is not allowed."""
    allowed, target = MOVES[move]
    return target if S(state) in allowed else None
