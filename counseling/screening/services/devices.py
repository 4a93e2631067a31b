"""Devices on which a helper asks without a network: enrolled and revoked by counsellors, and what they bring back.

On the device every answer is encrypted to the device's own public key the moment it is given: whoever finds the tablet can
read none. The private key is sealed in the vault. Each entry has an id given by the device: brought twice, it is taken once.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from counseling.screening.enums import Informant, Mode, ScreeningState
from counseling.screening.models import Checkup, Device, DeviceEntry, Invitee, Screening
from counseling.screening.policies import devices
from counseling.screening.services import answering, checkups
from counseling.screening.services.answering import Brought
from mediation.accounts.models import User
from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import DomainError, Invalid, NotFound
from mediation.common.text import clean
from mediation.people.services import add_person
from mediation.territory.models import Area
from mediation.vault import sealing

BITS = 3072
VALID = timedelta(days=180)
MOST = 200  # entries of one visit
TAKEN, ANSWERED, BROKEN = "taken", "answered", "broken"


def enrol(*, actor: Actor, user: User, name: str, area: Area) -> tuple[Device, str]:
    """Enrol the device in one's hands. Returns it and the secret its cookie keeps. Raises NotFound without the right for the place."""
    if not actor.holds(Capability.CARE_ASSIST, area.path):
        raise NotFound
    name = clean(name).strip()
    if not name:
        raise Invalid(fields={"name": _("Please give the device a name.")})
    private = rsa.generate_private_key(65537, BITS)  # before the transaction: it takes a moment
    secret = secrets.token_urlsafe(32)
    now = clock.now()
    row = Device(
        id=uuid.uuid4(), name=name[:60], area=area, holder=user, secret_digest=_digest(secret), enrolled_by=actor.key, enrolled_at=now,
        expires_at=now + VALID,
        public_key=base64.b64encode(private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)).decode(),
    )
    raw = private.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    with transaction.atomic():
        row.private_sealed = sealing.seal(row.scope, row.place, base64.b64encode(raw).decode())
        row.save(force_insert=True)
        trail.record(actor, "care.device", ("device", row.id))
    return row, secret


@transaction.atomic
def revoke(*, actor: Actor, device: Device) -> None:
    """Nothing more comes from this device, and it throws away its list as soon as it is online. Pressing twice is once."""
    devices.require(actor, "keep", device)
    if Device.objects.filter(pk=device.pk, revoked_at=None).update(revoked_at=clock.now()):
        trail.record(actor, "care.device_revoke", ("device", device.id))


def device_of(secret: str) -> Device | None:
    """The device with this cookie, also a revoked one: it has to learn that it is."""
    return Device.objects.filter(secret_digest=_digest(secret)).select_related("area", "holder").first() if secret else None


def alive(device: Device) -> bool:
    return device.revoked_at is None and device.expires_at > clock.now()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()  # 256 random bits: no dictionary reaches them


def bring(*, actor: Actor, device: Device, entries: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Take what the device has gathered, in its order. Returns entry id -> `taken`, or why not. Every entry stands by itself.

    Raises NotFound for a revoked device, or for somebody who may not ask at its place.
    """
    if not alive(device) or not actor.holds(Capability.CARE_ASSIST, device.area.path):
        raise NotFound
    Device.objects.filter(pk=device.pk).update(seen_at=clock.now())
    key = serialization.load_der_private_key(
        base64.b64decode(sealing.unseal(device.scope, device.place, device.private_sealed)), password=None
    )
    assert isinstance(key, rsa.RSAPrivateKey)  # noqa: S101 -- `enrol` made it
    return {str(e.get("id", "")): _one(actor, device, key, e) for e in entries[:MOST]}


def _one(actor: Actor, device: Device, key: rsa.RSAPrivateKey, entry: Mapping[str, Any]) -> str:
    try:
        entry_id = uuid.UUID(str(entry.get("id")))
    except ValueError:
        return BROKEN
    held = DeviceEntry.objects.filter(pk=entry_id).first()
    if held is not None:
        return held.outcome
    outcome, screening = BROKEN, None
    try:
        with transaction.atomic():
            outcome, screening = _take(actor, device, _opened(key, str(entry_id), str(entry.get("sealed", ""))))
            DeviceEntry.objects.create(id=entry_id, device=device, screening=screening, outcome=outcome, at=clock.now())
            trail.record(actor, "care.device_entry", ("device", device.id), outcome=outcome)
    except IntegrityError:  # the same entry on two lines at once
        return TAKEN
    except (DomainError, ValueError, KeyError, TypeError):
        return BROKEN
    return outcome


def _opened(key: rsa.RSAPrivateKey, entry_id: str, sealed: str) -> dict[str, Any]:
    """Raises ValueError for anything that was not encrypted for this device under this id."""
    try:
        body = json.loads(base64.b64decode(sealed, validate=True))
        wrapped, nonce, words = (base64.b64decode(body[k], validate=True) for k in ("k", "n", "c"))
        secret = key.decrypt(wrapped, padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None))
        found = json.loads(AESGCM(secret).decrypt(nonce, words, entry_id.encode()))
    except (InvalidTag, ValueError, KeyError, TypeError) as why:
        raise ValueError("not for this device") from why
    if not isinstance(found, dict):
        raise ValueError("not an entry")
    return found


def _take(actor: Actor, device: Device, said: Mapping[str, Any]) -> tuple[str, Screening | None]:
    if said["kind"] == "person":
        return _person(actor, device, said)
    row = Invitee.objects.filter(pk=uuid.UUID(said["person"]), checkup__area__path__startswith=device.area.path).select_related(
        "checkup__area", "person", "screening").first()
    if row is None:
        raise NotFound
    if said["kind"] == "begin":
        return _begin(actor, row, said)
    screening = row.screening
    if screening is None or screening.packages.get("sitting") != said["sitting"]:
        return ANSWERED, screening  # somebody has answered in another way meanwhile
    given = [] if said["kind"] == "end" else [Brought(str(said["item"]), _value(said["value"]), _value(said.get("ms")))]
    answering.bring_in(actor=actor, screening=screening, given=given, mode=Mode(screening.mode), whole=said["kind"] == "end")
    return TAKEN, screening


def _begin(actor: Actor, row: Invitee, said: Mapping[str, Any]) -> tuple[str, Screening | None]:
    """The yes that was given to the helper. One sitting a person: a second one finds it already answered."""
    mode = Mode(said["mode"]) if said["mode"] in {Mode.ASSISTED, Mode.PHONE} else Mode.ASSISTED
    screening = row.screening or checkups.offered(row, mode)
    if screening.state not in {ScreeningState.OFFERED, ScreeningState.DECLINED}:
        return ANSWERED, screening
    if said.get("agreed") is not True:
        answering.decline_for(actor=actor, screening=screening)
        return TAKEN, screening
    answering.consent(
        actor=actor, screening=screening, language=str(said["language"])[:10], mode=mode, already=True,
        informant=Informant(said["informant"]),
    )
    screening.refresh_from_db()
    Screening.objects.filter(pk=screening.pk).update(packages={**screening.packages, "sitting": str(said["sitting"])})
    return TAKEN, screening


def _person(actor: Actor, device: Device, said: Mapping[str, Any]) -> tuple[str, None]:
    """Somebody met on the way who stood on no list."""
    checkup = Checkup.objects.get(pk=uuid.UUID(said["checkup"]), area__path__startswith=device.area.path)
    name = clean(str(said["name"])).strip()[:60]
    if not name:
        raise Invalid(fields={"name": _("Please write a name.")})
    number = Invitee.objects.filter(checkup=checkup).count() + 1
    Invitee.objects.create(id=uuid.UUID(said["person"]), checkup=checkup, number=number, person=add_person(actor=actor, name=name))
    return TAKEN, None


def _value(raw: Any) -> int | None:
    if raw is None:
        return None
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise ValueError("no number")
    return raw
