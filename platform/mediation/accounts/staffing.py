"""Taking people on and letting them go: who may, and what is written down."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from mediation.accounts.models import RoleAssignment, User
from mediation.accounts.roles import Capability, Role
from mediation.accounts.selectors import assignments_now
from mediation.accounts.services import assign_role
from mediation.audit import trail
from mediation.common import clock, ids
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.common.policy import Policy, under
from mediation.common.push import publish_on_commit
from mediation.territory.models import Area, Organisation


class AssignmentPolicy(Policy[RoleAssignment]):
    """Administrators see and change the roles held in their area."""

    model = RoleAssignment

    def rows(self, actor: Actor, action: str) -> Q | None:
        return under("area__path", actor.reach(Capability.ACCOUNTS_MANAGE)) if action in ("view", "change") else None


assignments = AssignmentPolicy()


def held_now(actor: Actor) -> QuerySet[RoleAssignment]:
    """Roles held today in the asker's area, person by person."""
    return assignments.scope(actor, "view", assignments_now()).select_related("user", "area", "organisation").order_by(
        "user__display_name", "user_id", "area__path"
    )


def held_at(place: Area | Organisation) -> int:
    """How many roles are held today in an area with everything below it, or in an organisation."""
    rule = Q(area__path__startswith=place.path) if isinstance(place, Area) else Q(organisation=place)
    return assignments_now().filter(rule).count()


@transaction.atomic
def take_on(
    *, actor: Actor, username: str, display_name: str, telephone: str, role: Role, area: Area,
    organisation: Organisation | None, email: str = "",
) -> tuple[User, str]:
    """A new account with its first role. Returns the first password, to be shown once; a second factor is asked for at sign-in."""
    if not (actor.is_system or actor.holds(Capability.ACCOUNTS_MANAGE, area.path)):
        raise NotFound
    password = ids.grouped(ids.spoken_code(12))
    user = User(username=username, display_name=display_name, telephone=telephone, email=email, date_joined=clock.now())
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as why:  # two administrators at the same moment
        raise Invalid(fields={"username": _("Somebody already signs in with this name. Please choose another.")}) from why
    trail.record(actor, "accounts.take_on", ("user", user.public_id))
    assign_role(actor=actor, user=user, role=role, area=area, organisation=organisation)
    return user, password


@transaction.atomic
def end_role(*, actor: Actor, assignment: RoleAssignment) -> None:
    """The role is held until yesterday; open pages and sockets lose it at their next look. Ending it twice is harmless."""
    assignments.require(actor, "change", assignment)
    if assignment.user.public_id.hex == actor.subject.replace("-", "") and assignment.role == Role.ADMIN:
        raise Invalid(_("You cannot take the administrator's role from yourself. Ask another administrator."))
    today = clock.today()
    RoleAssignment.objects.filter(pk=assignment.pk).update(until=today - clock.DAY)
    trail.record(actor, "accounts.end_role", ("user", assignment.user.public_id), role=assignment.role)
    publish_on_commit(f"actor:user:{assignment.user.public_id}")
