"""The wordings of notices about certificates."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.notifications.kinds import Kind

KINDS = (
    Kind("recognition.awarded", _("You have a certificate"), _("You finished a course. The certificate can be read and printed.")),
    Kind("recognition.revoked", _("A certificate of yours was revoked"), _("The reason stands on your page of certificates.")),
)
