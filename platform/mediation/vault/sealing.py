"""Encrypting fields: AES-256-GCM with the place bound in, so that a ciphertext moved to another row does not open.

    sealed = seal("case:…", "person.phone:<row id>", "13800000000")
    text = unseal("case:…", "person.phone:<row id>", sealed)

`scope` names the key, `place` the table, field and row. Anything that does not verify raises; nothing fails open.
Format: `x1.<key id>.<base64url(nonce + ciphertext + tag)>`.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import os
import uuid

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import IntegrityError, transaction

from mediation.common import clock, ids
from mediation.vault.models import PREFIX, DataKey


class Unsealable(Exception):
    """The ciphertext is not of this place, was altered, or its key is gone."""


def master_key() -> bytes:
    """32 bytes from the settings; never in the database or its backups."""
    raw = base64.urlsafe_b64decode(settings.VAULT_MASTER_KEY)
    if len(raw) != 32:
        raise ValueError("VAULT_MASTER_KEY must be 32 bytes, base64")
    return raw


def _master_name() -> str:
    return hashlib.sha256(b"xinqiao master" + master_key()).hexdigest()[:16]


@functools.lru_cache(maxsize=4096)
def _unwrap(master: str, key_id: uuid.UUID, scope: str, wrapped: bytes) -> bytes:
    if master != _master_name():
        raise Unsealable("wrapped by another master key")
    try:
        return AESGCM(master_key()).decrypt(wrapped[:12], wrapped[12:], f"{key_id}|{scope}".encode())
    except InvalidTag as why:
        raise Unsealable("the data key was altered") from why


def _data_key(scope: str) -> tuple[uuid.UUID, bytes]:
    row = DataKey.objects.filter(scope=scope).first()
    if row is None:
        row = _make(scope)
    if row.destroyed_at:
        raise Unsealable("the key of this scope was destroyed")
    return row.id, _unwrap(row.master, row.id, row.scope, bytes(row.wrapped))


def _make(scope: str) -> DataKey:
    key_id, key, nonce = uuid.uuid4(), AESGCM.generate_key(256), os.urandom(12)
    wrapped = nonce + AESGCM(master_key()).encrypt(nonce, key, f"{key_id}|{scope}".encode())
    try:
        with transaction.atomic():
            return DataKey.objects.create(
                id=key_id, scope=scope, wrapped=wrapped, master=_master_name(), created_at=clock.now()
            )
    except IntegrityError:  # two first writers of one scope: the other's key holds
        return DataKey.objects.get(scope=scope)


def _aad(scope: str, place: str) -> bytes:
    return f"{scope}|{place}".encode()


def seal_bytes(scope: str, place: str, plain: bytes) -> bytes:
    """For files: nonce + ciphertext + tag, without the text envelope."""
    _, key = _data_key(scope)
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, plain, _aad(scope, place))


def unseal_bytes(scope: str, place: str, sealed: bytes) -> bytes:
    _, key = _data_key(scope)
    return _decrypt(key, sealed, scope, place)


def _decrypt(key: bytes, sealed: bytes, scope: str, place: str) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:12], sealed[12:], _aad(scope, place))
    except (InvalidTag, ValueError) as why:  # ValueError: cut shorter than the nonce
        raise Unsealable(place) from why


def seal(scope: str, place: str, plain: str) -> str:
    """Ciphertext for a `SealedField`; the empty text stays empty."""
    if plain == "":
        return ""
    key_id, key = _data_key(scope)
    nonce = os.urandom(12)
    body = nonce + AESGCM(key).encrypt(nonce, plain.encode(), _aad(scope, place))
    return f"{PREFIX}{key_id.hex}.{base64.urlsafe_b64encode(body).decode()}"


def unseal(scope: str, place: str, sealed: str) -> str:
    """The plain text. Raises Unsealable for anything that was not sealed in exactly this scope and place."""
    if sealed == "":
        return ""
    return _open(*_data_key(scope), scope, place, sealed)


def unseal_all(scope: str, sealed: dict[str, str]) -> dict[str, str]:
    """Many places of one scope with one look at its key: `{place: sealed}` to `{place: plain}`."""
    if not any(sealed.values()):
        return dict(sealed)
    key_id, key = _data_key(scope)
    return {place: _open(key_id, key, scope, place, text) if text else "" for place, text in sealed.items()}


def unseal_scopes(sealed: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """Many places of many scopes with one look at their keys; a scope whose key is destroyed, or was never made, is left out."""
    keys = {k.scope: k for k in DataKey.objects.filter(scope__in=list(sealed), destroyed_at=None)}
    found = {}
    for scope, texts in sealed.items():
        if (row := keys.get(scope)) is not None:
            key = _unwrap(row.master, row.id, scope, bytes(row.wrapped))
            found[scope] = {place: _open(row.id, key, scope, place, text) if text else "" for place, text in texts.items()}
    return found


def _open(key_id: uuid.UUID, key: bytes, scope: str, place: str, sealed: str) -> str:
    try:
        prefix, named, body = sealed.split(".", 2)
        raw = base64.urlsafe_b64decode(body)
    except ValueError as why:
        raise Unsealable(place) from why
    if prefix + "." != PREFIX or named != key_id.hex:
        raise Unsealable(place)
    return _decrypt(key, raw, scope, place).decode()


def blind_index(purpose: str, value: str) -> str:
    """For exact look-up of a normalised telephone or identity number; one key per purpose."""
    key = hashlib.sha256(b"blind|" + purpose.encode() + b"|" + master_key()).digest()
    return ids.blind(key, value)


def destroy(scope: str) -> None:
    """Shred everything sealed in the scope: the wrapped key is overwritten."""
    DataKey.objects.filter(scope=scope).update(wrapped=b"", destroyed_at=clock.now())


class Sealer:
    """The key of one scope, held for many fields without a look into the tables for each.

    Whoever keeps one for a while must make sure, in the statement that writes, that `DataKey` `key_id` is not destroyed.
    """

    def __init__(self, scope: str) -> None:
        self.scope = scope
        self.key_id, key = _data_key(scope)
        self._cipher = AESGCM(key)

    def seal(self, place: str, plain: str) -> str:
        """As `seal`."""
        if plain == "":
            return ""
        nonce = os.urandom(12)
        body = nonce + self._cipher.encrypt(nonce, plain.encode(), _aad(self.scope, place))
        return f"{PREFIX}{self.key_id.hex}.{base64.urlsafe_b64encode(body).decode()}"
