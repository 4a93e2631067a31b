"""Who can sign in, what they hold where, and how a party reaches its own case without an account."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from mediation.accounts.roles import Role
from mediation.territory.models import Area, Organisation


class User(AbstractUser):
    """A member of staff or a learner (工作人员). Parties have no account."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    display_name = models.CharField(_("person's name"), max_length=80, blank=True)
    telephone = models.CharField(_("duty telephone"), max_length=30, blank=True)
    session_round = models.PositiveIntegerField(default=1, editable=False)  # raised to end every session of the person

    def __str__(self) -> str:
        return self.display_name or self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """A session holds as long as the password and the round are those it began with."""
        salt = "mediation.accounts.models.User.session"
        return salted_hmac(salt, f"{self.session_round}|{self.password}", secret=secret, algorithm="sha256").hexdigest()


class RoleAssignment(models.Model):
    """A role held at an area (任职), for a time, perhaps in one organisation."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="assignments")
    role = models.CharField(max_length=20, choices=Role)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="assignments")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "role", "area", "organisation"], name="role_once_per_organisation"),
            models.UniqueConstraint(
                fields=["user", "role", "area"], condition=models.Q(organisation=None), name="role_once_per_area"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} @ {self.area_id}"


class GuestAccess(models.Model):
    """A party's way in (当事人凭码): a public locator, found by HMAC, and an 80-bit secret, kept as Argon2id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80)
    locator_index = models.CharField(max_length=64, unique=True)
    secret_hash = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=1)  # raised on re-issue: older sessions and sockets end
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.subject)


class Invitation(models.Model):
    """A one-time way in (一次性邀请), sent to the party's own contact and seen by no member of staff."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField(db_index=True)
    name = models.CharField(max_length=80)
    token_index = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.id)


class OneTimeCode(models.Model):
    """Six digits sent to the own contact before an act that binds (一次性验证码)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField(db_index=True)
    purpose = models.CharField(max_length=80)  # what it is good for, e.g. `sign:<agreement>:<party>`
    code_hash = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.purpose


class Attempt(models.Model):
    """A counter of tries per door and caller (尝试次数), in the database so that every process sees it."""

    door = models.CharField(max_length=40)
    caller = models.CharField(max_length=64)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["door", "caller", "window"], name="attempt_once_per_window")
        ]

    def __str__(self) -> str:
        return f"{self.door} {self.count}"
