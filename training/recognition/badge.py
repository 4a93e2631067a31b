"""The certificate as an OpenBadgeCredential (Open Badges 3.0, 1EdTech).

Hosted: it carries no proof of its own, its address answers for it.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, time
from typing import Any

from django.conf import settings

from training.recognition import services
from training.recognition.models import Certificate

CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]


def badge(row: Certificate) -> dict[str, Any]:
    """Fields as in the data model of Open Badges 3.0: AchievementCredential, AchievementSubject, Achievement, IdentityObject, Profile.

    The learner is named by a salted hash only: the file can be passed on without telling whose it is.
    """
    here = services.address(row)
    salt = row.pk.hex
    body: dict[str, Any] = {
        "@context": CONTEXT,
        "id": f"{here}badge.json",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": row.title_en,
        "issuer": {"id": settings.WAGTAILADMIN_BASE_URL, "type": ["Profile"], "name": row.issuer},
        "validFrom": _moment(row.issued_on),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [{
                "type": "IdentityObject", "hashed": True, "salt": salt, "identityType": "name",
                "identityHash": "sha256$" + hashlib.sha256((row.name + salt).encode()).hexdigest(),
            }],
            "achievement": {
                "id": f"{settings.WAGTAILADMIN_BASE_URL}/learn/#{row.course}", "type": ["Achievement"], "achievementType": "Certificate",
                "name": row.title_en, "description": row.title_zh,
                "criteria": {"narrative": "All lessons of the course finished and every quiz in it passed."},
            },
        },
    }
    if row.expires_on is not None:
        body["validUntil"] = _moment(row.expires_on, time(23, 59, 59))
    return body


def _moment(day: date, at: time = time(0)) -> str:
    return datetime.combine(day, at, tzinfo=UTC).isoformat().replace("+00:00", "Z")
