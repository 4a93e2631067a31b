"""The one door for wake-up hints. A hint says "look again at this topic", never what is there.

Publishers (the in-process hub, the table of heads, Redis) register themselves in `ready()`. `stage` runs inside the
caller's transaction, so that another process can find the change by looking; `send` runs after the commit. A lost hint
costs a second of waiting, never a message: correctness rests on the tables.
"""

from __future__ import annotations

import logging
from typing import Protocol

from django.db import transaction

logger = logging.getLogger(__name__)


class Publisher(Protocol):
    def stage(self, topic: str) -> None:
        """Inside the transaction: leave a trace other processes can find."""

    def send(self, topic: str) -> None:
        """After the commit: wake whoever listens in this process or through Redis."""


_publishers: list[Publisher] = []


def register(publisher: Publisher) -> None:
    _publishers.append(publisher)


def publish_on_commit(topic: str) -> None:
    """Wake everybody who watches `topic` (e.g. `pool`, `case:<id>`, `room:<id>`) once this transaction is committed."""
    for publisher in _publishers:
        publisher.stage(topic)
    transaction.on_commit(lambda: _send(topic))


def _send(topic: str) -> None:
    for publisher in _publishers:
        try:
            publisher.send(topic)
        except Exception:  # a hint may fail; the committed work must not
            logger.exception("hint not sent")
