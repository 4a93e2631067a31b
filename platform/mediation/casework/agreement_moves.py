"""States of an agreement and the legal moves, as one table."""

from __future__ import annotations

from mediation.casework.agreement_enums import AgreementState as S

EDITABLE = frozenset({S.DRAFT})
FIXED = frozenset({S.FROZEN, S.SIGNING, S.SIGNED, S.IN_FORCE})
SIGNABLE = frozenset({S.FROZEN, S.SIGNING})

MOVES: dict[str, tuple[frozenset[S], S]] = {
    "freeze": (frozenset({S.DRAFT}), S.FROZEN),
    "reopen": (frozenset({S.FROZEN, S.SIGNING, S.SIGNED}), S.DRAFT),
    "sign": (SIGNABLE, S.SIGNING),
    "complete": (frozenset({S.SIGNING}), S.SIGNED),
    "stamp": (frozenset({S.SIGNED}), S.IN_FORCE),
    "reach": (frozenset({S.DRAFT}), S.IN_FORCE),  # oral, Art. 30
    "withdraw": (frozenset({S.DRAFT, S.FROZEN, S.SIGNING, S.SIGNED}), S.WITHDRAWN),
}


def after(state: S | str, move: str) -> S | None:
    """The state after a move, or None where the move is not allowed."""
    allowed, target = MOVES[move]
    return target if S(state) in allowed else None
