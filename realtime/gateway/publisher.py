"""The gateway's end of `mediation.common.push`: traces for other processes, hints for this one."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from realtime.gateway import redis
from realtime.gateway.hub import PROCESS, Marks, hub
from realtime.gateway.models import TopicHint

KEPT = timedelta(minutes=2)
SEEN = timedelta(minutes=1)  # a transaction open for longer than this may be missed by other processes
_count = itertools.count(1)


class GatewayPublisher:
    def stage(self, topic: str) -> None:
        if topic.partition(":")[0] in hub.readers:  # such topics have a head of their own in their tables
            return
        TopicHint.objects.create(topic=topic[:120], origin=PROCESS, at=_real_now())
        if next(_count) % 200 == 0:
            TopicHint.objects.filter(at__lt=_real_now() - KEPT).delete()

    def send(self, topic: str) -> None:
        hub.hint(topic)
        redis.tell(topic, PROCESS)


def _real_now() -> datetime:
    """The wall clock even inside `clock.told`: these rows are about now, not about the story being told."""
    return timezone.now()


def read_hints(topics: Sequence[str], known: Marks) -> tuple[Marks, set[str]]:
    """Which topics got a new trace from another process since last time. Exact although rows commit out of order."""
    found: dict[str, set[int]] = {t: set() for t in topics}
    rows = TopicHint.objects.filter(topic__in=topics, at__gte=_real_now() - SEEN).exclude(origin=PROCESS)
    for topic, number in rows.values_list("topic", "pk"):
        found[topic].add(number)
    moved = {t for t, numbers in found.items() if numbers - known.get(t, set())}
    return dict(found), moved
