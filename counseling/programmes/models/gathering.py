from __future__ import annotations

import secrets
import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from counseling.programmes.enums import GatheringKind, GatheringState, Helped, ProgrammeKind, ProgrammeState, SignUpState
from counseling.programmes.models.partner import Agreement, Partner
from mediation.territory.models import Area
from mediation.vault.models import SealedField

FEEDBACK_OPEN = timedelta(days=7)  # our own rule


def new_token() -> str:
    """128 random bits for an address that hangs on a wall."""
    return secrets.token_urlsafe(16)


class Programme(models.Model):
    """Something offered to a group over a time (服务项目): after a flood, before the exams. Never a label on a person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=ProgrammeKind)
    title = models.CharField(max_length=100)
    about = models.TextField()
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="programmes")
    begins_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=6, choices=ProgrammeState, default=ProgrammeState.OPEN)
    press = models.UUIDField(unique=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering: ClassVar[list[str]] = ["-begins_on"]

    def __str__(self) -> str:
        return self.title


class Gathering(models.Model):
    """A lecture, salon or group session with places (讲座、沙龙、团体辅导).

    `taken` counts the places given away; a place is only ever given by one UPDATE that finds `taken < places`, so two
    telephones pressing at the same moment never share one, on SQLite as on PostgreSQL.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token = models.CharField(max_length=40, unique=True, default=new_token)  # public: it hangs on a wall as a QR code
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="gatherings")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="gatherings")
    kind = models.CharField(max_length=8, choices=GatheringKind)
    title = models.CharField(max_length=100)
    about = models.TextField(blank=True)
    speaker = models.CharField(max_length=80, blank=True)
    place = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    places = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    listed = models.BooleanField(default=True)  # on the public list; otherwise only who has the link finds it
    state = models.CharField(max_length=9, choices=GatheringState, default=GatheringState.OPEN)
    walk_ins = models.PositiveIntegerField(default=0)  # came without signing up
    attended_at = models.DateTimeField(null=True, blank=True)  # when attendance was first written down
    list_gone_at = models.DateTimeField(null=True, blank=True)  # names and numbers were destroyed
    press = models.UUIDField(unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("gathering")
        verbose_name_plural = _("gatherings")
        ordering: ClassVar[list[str]] = ["starts_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(taken__lte=models.F("places")), name="gathering_never_oversold"),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="gathering_has_length"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def words_until(self) -> datetime:
        """Until when feedback is taken; what it says is shown only after that."""
        return self.ends_at + FEEDBACK_OPEN

    @property
    def list_scope(self) -> str:
        """The vault scope of who signed up; its key is destroyed some weeks after the gathering."""
        return f"gathering:{self.id}"

    @property
    def words_scope(self) -> str:
        """The vault scope of what was said in the feedback."""
        return f"feedback:{self.id}"


class SignUp(models.Model):
    """Somebody who wants to come (报名). No account; whoever holds the own link may give the place back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="signups")
    secret_index = models.CharField(max_length=64, unique=True)  # of the own link; the link itself is kept nowhere
    body_sealed = SealedField()  # JSON: name, phone
    phone_index = models.CharField(max_length=64, blank=True, db_index=True)
    source_index = models.CharField(max_length=64, blank=True)  # of the network, for this gathering alone; emptied with the list
    device_index = models.CharField(max_length=64, blank=True)  # of the browser, for this gathering alone; emptied with the list
    looked_at = models.BooleanField(default=False)  # the organiser knows the people behind this connection
    quiet = models.BooleanField(default=False)  # others read messages on this telephone: none is sent
    link_sealed = SealedField(blank=True)  # the own link, for the message that a place has come free
    language = models.CharField(max_length=10, default="zh-hans")
    state = models.CharField(max_length=9, choices=SignUpState)
    number = models.PositiveIntegerField()  # order of arrival: the waiting list is a queue
    came = models.BooleanField(null=True)
    answered = models.BooleanField(default=False)  # gave feedback: what it was is not connected with this row
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["gathering", "number"], name="signup_numbered")
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def place(self) -> str:
        return f"programmes_signup.body:{self.id}"

    @property
    def link_place(self) -> str:
        return f"programmes_signup.link:{self.id}"


class Feedback(models.Model):
    """How it was (反馈), from nobody: no name, no time, no order, no way back to the sign-up."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="feedback")
    helped = models.CharField(max_length=8, choices=Helped)
    words_sealed = SealedField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]  # random, so that the order of arrival is not told

    def __str__(self) -> str:
        return str(self.id)

    @property
    def place(self) -> str:
        return f"programmes_feedback.words:{self.id}"
