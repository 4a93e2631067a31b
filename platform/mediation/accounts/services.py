"""Roles, case codes, invitations and one-time codes."""

from __future__ import annotations

import hmac
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from mediation.accounts import doors, limits
from mediation.accounts.models import GuestAccess, Invitation, OneTimeCode, RoleAssignment, User
from mediation.accounts.roles import Capability, Role
from mediation.audit import trail
from mediation.common import clock, ids, showing
from mediation.common.actor import Actor, ActorKind
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.territory.models import Area, Organisation
from mediation.vault import sealing

CODE_VALID = timedelta(days=365)
INVITATION_VALID = timedelta(days=7)
ONE_TIME_VALID = timedelta(minutes=10)
_NOBODY = make_password(secrets.token_hex(16))  # checked when no row is found, so that both answers take as long


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """What the person is shown once. `locator` may stand in a link or QR; `secret` never does."""

    access: GuestAccess
    locator: str
    secret: str


@transaction.atomic
def assign_role(
    *, actor: Actor, user: User, role: Role, area: Area, organisation: Organisation | None = None, since: date | None = None
) -> RoleAssignment:
    if not (actor.is_system or actor.holds(Capability.ACCOUNTS_MANAGE, area.path)):
        raise NotFound
    row, _made = RoleAssignment.objects.get_or_create(
        user=user, role=role, area=area, organisation=organisation, defaults={"since": since or clock.today()}
    )
    trail.record(actor, "accounts.assign_role", ("user", user.public_id), role=role, area=str(area.public_id))
    return row


@dataclass(frozen=True, slots=True)
class FreshCode:
    """A code drawn and hashed before the transaction that issues it: Argon2 must not hold the database's write lock."""

    locator: str
    secret: str
    secret_hash: str


def fresh_code(seed: str = "") -> FreshCode:
    """Draw a code outside any transaction, for `issue_code` and `accept_invitation`. seed: see `code_of`."""
    locator, secret = code_of(seed) if seed else (ids.spoken_code(10), ids.spoken_code(16))
    return FreshCode(locator, secret, make_password(secret))


def code_of(seed: str) -> tuple[str, str]:
    """Locator and secret that belong to a seed of `showing`: the same every time, and known to nobody without its browser."""
    locator, secret = (sealing.blind_index(f"shown-{part}", seed) for part in ("locator", "secret"))
    return ids.derived_code(locator, 10), ids.derived_code(secret, 16)


def shown_again(*, subject: uuid.UUID, seed: str) -> IssuedCode | None:
    """`shown_to`, for a code that has to be this person's."""
    code = shown_to(seed=seed)
    return code if code is not None and code.access.subject == subject else None


def shown_to(*, seed: str) -> IssuedCode | None:
    """The code that was given to the browser of the seed, if that was lately and nothing has replaced it since."""
    locator, secret = code_of(seed)
    access = GuestAccess.objects.filter(locator_index=_locator_index(locator), version=1).first()
    if access is None or not _alive(access) or not showing.still(access.created_at):
        return None
    return IssuedCode(access, ids.grouped(locator, 5), ids.grouped(secret))


@transaction.atomic
def issue_code(*, actor: Actor, name: str, subject: uuid.UUID | None = None, fresh: FreshCode | None = None) -> IssuedCode:
    """A case code for a party. With `subject`, the person keeps the identity given by an invitation."""
    code = fresh or fresh_code()
    now = clock.now()
    access = GuestAccess.objects.create(
        subject=subject or uuid.uuid4(), name=name, locator_index=_locator_index(code.locator),
        secret_hash=code.secret_hash, created_at=now, expires_at=now + CODE_VALID,
    )
    trail.record(actor, "accounts.issue_code", ("guest", access.subject))
    return IssuedCode(access, ids.grouped(code.locator, 5), ids.grouped(code.secret))


def open_with_code(*, locator: str, secret: str, caller: str, mark: str = "") -> GuestAccess:
    """The access behind a code. Raises NotFound for unknown, wrong, expired and revoked alike, TooMany when guessing.

    Costs the same whether or not the locator exists (a dummy hash is checked), so that timing tells nothing. `mark` is what
    `mark_for` gave this device at an earlier visit; how tries are counted, and why that is fair, stands in `doors`.
    """
    limits.spend("code-caller", doors.network(caller), limit=100, seconds=3600)
    index = _locator_index(locator)
    door = doors.door(index, caller, mark)
    door.knock()
    access = GuestAccess.objects.filter(locator_index=index).first()
    right = check_password(ids.normalise(secret), access.secret_hash if access else _NOBODY)
    if access is None or not right or not _alive(access):
        raise NotFound
    door.opened()
    return access


def mark_for(access: GuestAccess) -> str:
    """For the device on which this code has just opened the case; it lets nobody in, it only keeps strangers' tries apart."""
    return doors.mark_for(access.locator_index)


def known_locator(locator: str) -> GuestAccess | None:
    """For wiring only: whose code this is. Never tell a visitor whether it exists."""
    return GuestAccess.objects.filter(locator_index=_locator_index(locator)).first()


def current_access(access_id: str, version: int) -> GuestAccess | None:
    """The access of a session, unless it was revoked, re-issued or has expired since."""
    return current_accesses([(access_id, version)]).get((access_id, version))


def current_accesses(held: Iterable[tuple[str, int]]) -> dict[tuple[str, int], GuestAccess]:
    """As `current_access`, for many sessions at once; those whose access is over are left out."""
    wanted = set(held)
    rows = GuestAccess.objects.filter(pk__in={access_id for access_id, _ in wanted})
    return {(str(row.pk), row.version): row for row in rows if (str(row.pk), row.version) in wanted and _alive(row)}


def reissue_secret(*, actor: Actor, access: GuestAccess, seed: str = "") -> str:
    """A new secret; every session and socket of the old one ends. seed: see `code_of`.

    Raises Conflict when another secret was issued since `access` was read; the same seed at the same moment gives the same one.
    """
    secret = code_of(seed)[1] if seed else ids.spoken_code(16)
    hashed = make_password(secret)  # slow by design, so before the transaction
    with transaction.atomic():
        rows = GuestAccess.objects.filter(pk=access.pk, version=access.version)
        if rows.update(secret_hash=hashed, version=F("version") + 1):
            trail.record(actor, "accounts.reissue_secret", ("guest", access.subject))
            publish_on_commit(f"actor:guest:{access.subject}")
            return ids.grouped(secret)
    if not check_password(secret, GuestAccess.objects.get(pk=access.pk).secret_hash):
        raise Conflict
    return ids.grouped(secret)


def secret_of(seed: str) -> str:
    """The secret that `reissue_secret` gave for this seed."""
    return ids.grouped(code_of(seed)[1])


@transaction.atomic
def revoke(*, actor: Actor, access: GuestAccess) -> None:
    GuestAccess.objects.filter(pk=access.pk).update(revoked_at=clock.now(), version=F("version") + 1)
    trail.record(actor, "accounts.revoke", ("guest", access.subject))
    publish_on_commit(f"actor:guest:{access.subject}")


@transaction.atomic
def invite(*, actor: Actor, subject: uuid.UUID, name: str) -> tuple[Invitation, str]:
    """A one-time token for `subject`. The caller sends it to the person's own contact and shows it to nobody."""
    token = secrets.token_urlsafe(16)
    now = clock.now()
    Invitation.objects.filter(subject=subject, used_at=None).update(expires_at=now)  # only the newest link works
    row = Invitation.objects.create(
        subject=subject, name=name, token_index=_token_index(token), created_at=now, expires_at=now + INVITATION_VALID
    )
    trail.record(actor, "accounts.invite", ("guest", subject))
    return row, token


def invitation_of(token: str) -> Invitation:
    """The open invitation behind a link, for showing the page (GET). Raises NotFound for unknown, used and expired alike."""
    row = Invitation.objects.filter(token_index=_token_index(token), used_at=None, expires_at__gt=clock.now()).first()
    if row is None:
        raise NotFound
    return row


@transaction.atomic
def use_invitation(*, token: str) -> Actor:
    """Use the link up (POST only: previewers GET). The guest it was sent to; raises NotFound the second time."""
    row = invitation_of(token)
    if not Invitation.objects.filter(pk=row.pk, used_at=None).update(used_at=clock.now()):
        raise NotFound
    return Actor(ActorKind.GUEST, subject=str(row.subject), name=row.name)


@transaction.atomic
def accept_invitation(*, token: str, fresh: FreshCode | None = None) -> IssuedCode:
    """Use the link up and give the person a code of their own."""
    guest = use_invitation(token=token)
    subject = uuid.UUID(guest.subject)
    GuestAccess.objects.filter(subject=subject).delete()
    return issue_code(actor=guest, name=guest.name, subject=subject, fresh=fresh)


@transaction.atomic
def new_one_time_code(*, subject: uuid.UUID, purpose: str) -> str:
    """Six digits, good for ten minutes and one use; older ones for the same purpose stop working."""
    limits.spend("one-time", f"{subject}", limit=10, seconds=3600)
    code = f"{secrets.randbelow(1_000_000):06d}"
    now = clock.now()
    OneTimeCode.objects.filter(subject=subject, purpose=purpose, used_at=None).update(expires_at=now)
    OneTimeCode.objects.create(
        subject=subject, purpose=purpose, code_hash=_one_time_hash(subject, purpose, code), created_at=now, expires_at=now + ONE_TIME_VALID
    )
    return code


def use_one_time_code(*, subject: uuid.UUID, purpose: str, code: str) -> None:
    """Raises Invalid (field `code`) unless this is the newest code, in time, and not tried five times already."""
    row = (
        OneTimeCode.objects.filter(subject=subject, purpose=purpose, used_at=None, expires_at__gt=clock.now(), tries__lt=5)
        .order_by("-created_at")
        .first()
    )
    if row is not None:
        OneTimeCode.objects.filter(pk=row.pk).update(tries=F("tries") + 1)  # counted even if the caller rolls back later
    if row is None or not hmac.compare_digest(_one_time_hash(subject, purpose, code.strip()), row.code_hash):
        raise Invalid(fields={"code": _("This code is wrong or too old. You can have a new one sent.")})
    if not OneTimeCode.objects.filter(pk=row.pk, used_at=None).update(used_at=clock.now()):
        raise Invalid(fields={"code": _("This code is wrong or too old. You can have a new one sent.")})


def _alive(access: GuestAccess) -> bool:
    return access.revoked_at is None and access.expires_at > clock.now()


def _locator_index(locator: str) -> str:
    return sealing.blind_index("guest-locator", ids.normalise(locator))


def _token_index(token: str) -> str:
    return sealing.blind_index("invitation", token)


def _one_time_hash(subject: uuid.UUID, purpose: str, code: str) -> str:
    """HMAC under a key outside the database: six digits cannot be found from the row alone, however fast one tries.

    No slow hash: the code lives ten minutes and five tries, and is checked while a person waits to sign.
    """
    return sealing.blind_index("one-time-code", f"{subject}|{purpose}|{code}")
