from __future__ import annotations

from django.db.models import Q

from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.policy import Policy, under
from training.casestudies.models import Study, StudyConsent


class StudyPolicy(Policy[Study]):
    """edit: decide, add, hand on to the library (editors of the place) · see: they, the supervisors of the place, and whoever asked."""

    model = Study

    def rows(self, actor: Actor, action: str) -> Q | None:
        if not actor.is_user:
            return None
        edit = under("area_path", actor.reach(Capability.CONTENT_EDIT))
        if action == "edit":
            return edit
        if action != "see":
            return None
        rule = Q(asked_by=actor.key)
        for more in (edit, under("area_path", actor.reach(Capability.CASE_OVERSEE))):
            rule = rule if more is None else rule | more
        return rule


class ConsentPolicy(Policy[StudyConsent]):
    """A consent is its party's own: nobody else gives it, and nobody else sees what the other one said."""

    model = StudyConsent

    def rows(self, actor: Actor, action: str) -> Q | None:
        return Q(subject=actor.subject) if actor.is_guest and action == "answer" else None


studies = StudyPolicy()
consents = ConsentPolicy()
