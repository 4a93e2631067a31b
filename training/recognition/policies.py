from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.policy import Policy, under
from training.recognition.models import Certificate


class CertificatePolicy(Policy[Certificate]):
    """read: the learner's own · revoke: supervisors of the place, never their own."""

    model = Certificate

    def rows(self, actor: Actor, action: str) -> Q | None:
        if not actor.is_user:
            return None
        if action == "read":
            return Q(learner=actor.subject)
        oversee = under("area_path", actor.reach(Capability.CASE_OVERSEE))
        return oversee & ~Q(learner=actor.subject) if action == "revoke" and oversee is not None else None


certificates = CertificatePolicy()


def may_read_paper(actor: Actor, subject: UUID) -> bool:
    """The learner's own paper, however old."""
    return certificates.scope(actor, "read").filter(pk=subject).exists()
