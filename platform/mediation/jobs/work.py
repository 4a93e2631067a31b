"""How a task says what kind of work it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Task = TypeVar("Task", bound=Callable[..., Any])


def outward(task: Task) -> Task:
    """Mark a task that leaves the database (a message, a page to render, a file).

    Every other task runs in one transaction with its own "done": its effects happen once, whatever dies. An outward task
    runs outside any transaction, so that the network never holds the write lock, and may run twice: its far end must
    recognise the second time by an idempotency key.
    """
    task.outward = True  # type: ignore[attr-defined]
    return task


def is_outward(task: Callable[..., Any]) -> bool:
    return bool(getattr(task, "outward", False))
