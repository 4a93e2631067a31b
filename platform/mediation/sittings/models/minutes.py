from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.casework.models import Party, Sitting
from mediation.sittings.enums import MinutesState
from mediation.vault.models import SealedField


class Minutes(models.Model):
    """The minutes of one sitting (调解笔录): begun from the log of the joint room, written on by the mediator, read back, answered.

    text_hash: of the words that were read back; answers bind to it. room_seq, room_chain: the end of the joint room's log then.
    upto: what the log holds and what was noted of people up to then stands in the words. taken: messages taken over, number in the log
    to the hash of their line, so that what is changed or removed later is changed and removed here too, as long as they are a draft.
    """

    sitting = models.OneToOneField(Sitting, on_delete=models.CASCADE, primary_key=True, related_name="minutes_kept")
    text_sealed = SealedField()
    state = models.CharField(max_length=8, choices=MinutesState, default=MinutesState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    text_hash = models.CharField(max_length=64, blank=True)
    room_seq = models.PositiveBigIntegerField(default=0)
    room_chain = models.CharField(max_length=64, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    upto = models.DateTimeField()
    taken = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.state}"

    @property
    def place(self) -> str:
        return f"sittings.minutes:{self.sitting_id}"


class MinutesAnswer(models.Model):
    """A party's answer to the minutes as read back (笔录确认), on the own device; an objection keeps the party's own words."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="answers")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    text_hash = models.CharField(max_length=64)
    agrees = models.BooleanField()
    words_sealed = SealedField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["minutes", "party", "text_hash"], name="minutes_answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.agrees}"

    @property
    def place(self) -> str:
        return f"sittings.minutes_answer:{self.minutes_id}:{self.party_id}:{self.text_hash}"
