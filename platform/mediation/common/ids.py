"""Codes that people read aloud, and codes nobody can guess."""

from __future__ import annotations

import hashlib
import hmac
import secrets

# Crockford's base 32: no I, L, O or U, so that a code survives a telephone line and handwriting.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


def spoken_code(length: int) -> str:
    """A random code of 5 bits a character."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def derived_code(digest: str, length: int) -> str:
    """The same code every time for a hexadecimal digest of at least 5 bits a character."""
    number, code = int(digest, 16), ""
    for _ in range(length):
        number, digit = divmod(number, len(ALPHABET))
        code += ALPHABET[digit]
    return code


def normalise(code: str) -> str:
    """What a person typed or dictated, as it was issued: no spaces or dashes, upper case, look-alikes mapped."""
    return "".join(c for c in code.upper().translate(_READ_AS) if c in ALPHABET)


def grouped(code: str, size: int = 4) -> str:
    """A code in groups, for the eye: `7K3M-9QXT`."""
    return "-".join(code[i : i + size] for i in range(0, len(code), size))


def blind(key: bytes, value: str) -> str:
    """HMAC-SHA-256 of a value, for exact look-up without storing it (128 bits are kept)."""
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()[:32]
