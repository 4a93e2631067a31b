"""Whether the database had no room for a write just now: nothing is broken or written, and the same press a moment later works."""

from __future__ import annotations

from django.db import OperationalError

LOCKED = (5, 6)  # SQLITE_BUSY, SQLITE_LOCKED: somebody else wrote for longer than we wait
GIVEN_WAY = {"40001", "40P01", "55P03"}  # PostgreSQL: serialization failure, deadlock, lock not available


def is_busy(error: BaseException) -> bool:
    """For an error as Django gives it; the driver's own stands behind it."""
    cause = error.__cause__
    if not isinstance(error, OperationalError) or cause is None:
        return False
    if getattr(cause, "sqlstate", None) in GIVEN_WAY or type(cause).__name__ == "PoolTimeout":
        return True
    code = getattr(cause, "sqlite_errorcode", None)
    return code & 0xFF in LOCKED if isinstance(code, int) else "is locked" in str(cause)
