"""Roles are code; who holds which role where is data.

A capability is one sentence that can be finished with "at this place". Nothing else in the product names a role.
"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Capability(TextChoices):
    CASE_REGISTER = "case.register", _("may register a dispute for somebody")
    CASE_CLAIM = "case.claim", _("may see the pool and claim a case")
    CASE_OVERSEE = "case.oversee", _("may see cases and figures and assign cases")
    CASE_STAMP = "case.stamp", _("may put the committee's seal under an agreement")
    CARE_QUEUE = "care.queue", _("may open the counsellors' queue, talk, rate and plan")
    HOTLINE_TAKE = "hotline.take", _("may sit at the hotline desk, within the own list of rights")
    PROGRAMMES_RUN = "programmes.run", _("may keep agreements with partners and plan programmes and gatherings")
    CARE_ASSIST = "care.assist", _("may read the questions about how somebody is aloud and tick for them")
    CARE_CHECKUP = "care.checkup", _("may organise check-ups of many people and see how many answered")
    LEARN = "learn", _("may follow courses")
    MENTOR = "mentor", _("may accompany new mediators")
    CONTENT_EDIT = "content.edit", _("may write and publish pages")
    TERRITORY_MANAGE = "territory.manage", _("may set up areas and organisations")
    ACCOUNTS_MANAGE = "accounts.manage", _("may give and take roles")
    AUDIT_READ = "audit.read", _("may read the audit trail")


class Role(TextChoices):
    MEDIATOR = "mediator", _("mediator")
    COUNSELLOR = "counsellor", _("counsellor")
    VOLUNTEER = "volunteer", _("hotline volunteer")
    LEARNER = "learner", _("new mediator")
    MENTOR = "mentor", _("mentor")
    SUPERVISOR = "supervisor", _("supervisor")
    GRID_WORKER = "gridworker", _("grid worker")
    EDITOR = "editor", _("editor")
    ADMIN = "admin", _("administrator")


C = Capability
CAPABILITIES: dict[Role, frozenset[Capability]] = {
    Role.MEDIATOR: frozenset({C.CASE_REGISTER, C.CASE_CLAIM, C.LEARN}),
    Role.COUNSELLOR: frozenset({C.CARE_QUEUE, C.CARE_ASSIST, C.CARE_CHECKUP, C.HOTLINE_TAKE, C.PROGRAMMES_RUN, C.LEARN}),
    Role.VOLUNTEER: frozenset({C.HOTLINE_TAKE, C.LEARN}),
    Role.LEARNER: frozenset({C.LEARN}),
    Role.MENTOR: frozenset({C.CASE_REGISTER, C.CASE_CLAIM, C.LEARN, C.MENTOR}),
    Role.SUPERVISOR: frozenset({C.CASE_OVERSEE, C.CASE_STAMP, C.CARE_CHECKUP, C.LEARN}),
    Role.GRID_WORKER: frozenset({C.CASE_REGISTER, C.LEARN}),
    Role.EDITOR: frozenset({C.CONTENT_EDIT, C.LEARN}),
    Role.ADMIN: frozenset({C.TERRITORY_MANAGE, C.ACCOUNTS_MANAGE, C.AUDIT_READ, C.CONTENT_EDIT}),
}
