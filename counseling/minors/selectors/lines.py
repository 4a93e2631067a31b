"""Guardians' consents as lines of the person's ledger."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.utils.translation import gettext as _

from counseling.minors.enums import GuardianWish
from counseling.minors.models import GuardianConsent, Minor
from counseling.screening.selectors.ledger import Line


def guardian_lines(subject: uuid.UUID) -> Iterable[Line]:
    for c in GuardianConsent.objects.filter(minor__subject=subject):
        giver = _("Guardian (%(who)s), %(how)s") % {"who": c.get_relation_display(), "how": c.get_way_display()}
        yield Line(_("A guardian's yes to the questions"), "", giver, c.version, c.text_digest, c.given_at, c.withdrawn_at)


def silent(subject: uuid.UUID) -> bool:
    """Whether somebody at home must not read to whom this young person's words were given."""
    return Minor.objects.filter(subject=subject, guardian=GuardianWish.SHIELD).exists()
