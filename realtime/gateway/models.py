"""What other processes look at, and the tickets that open sockets."""

from __future__ import annotations

from django.db import models


class TopicHint(models.Model):
    """A trace that a topic moved (变动记号), for other processes to find. Rows are only added and, after minutes, swept away.

    Not a counter per topic: transactions that touch the same topics in another order would lock each other out.
    """

    topic = models.CharField(max_length=120, db_index=True)
    origin = models.CharField(max_length=16)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.topic


class Ticket(models.Model):
    """Opens one socket once, within 30 seconds (入场券). Only a hash of it is kept."""

    digest = models.CharField(max_length=64, primary_key=True)
    purpose = models.CharField(max_length=80)
    actor_key = models.CharField(max_length=80)
    session_key = models.CharField(max_length=64)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.purpose
