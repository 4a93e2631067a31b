"""Helping a colleague who cannot sign in any more: a link to a new password, and taking a lost second factor off.

The administrator never sees a secret: the link is made by the job that sends it, to the address kept for the person.
"""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F, TextChoices
from django.utils.translation import gettext_lazy as _

from mediation.accounts import limits, ports, signals
from mediation.accounts.models import User
from mediation.accounts.roles import Capability
from mediation.accounts.selectors import assignments_now
from mediation.audit import trail
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.jobs import outbox

LINKS_A_DAY = 5


class Reason(TextChoices):
    """Why a second factor is taken off (解除原因)."""

    LOST = "lost", _("The phone or key is lost")
    STOLEN = "stolen", _("It was stolen")
    BROKEN = "broken", _("It is broken")
    REPLACED = "replaced", _("There is a new phone, and the old one is gone")


def require_helper(actor: Actor, user: User) -> None:
    """Administrators help people all of whose roles lie in their area, and never themselves. Raises NotFound, Invalid.

    All roles: who answers for one town must not weaken the door of somebody who works for the whole county.
    """
    paths = list(assignments_now().filter(user=user).values_list("area__path", flat=True))
    if not user.is_active or not paths or not all(actor.holds(Capability.ACCOUNTS_MANAGE, path) for path in paths):
        raise NotFound
    if str(user.public_id) == actor.subject:
        raise Invalid(_("Nobody does this for themselves. Please ask another administrator."))


@transaction.atomic
def send_password_link(*, actor: Actor, user: User) -> None:
    """A link to a new password, good once and for two hours, to the person's own address; their sessions end now.

    Raises Invalid where no address is known, TooMany after five in a day.
    """
    require_helper(actor, user)
    if not ports.reachable(user):
        raise Invalid(_("Neither an e-mail address nor a mobile number is known for this person, so no link can be sent."))
    limits.spend("password-link", str(user.pk), limit=LINKS_A_DAY, seconds=24 * 3600)
    outbox.add(ports.LINK_TASK, user=str(user.public_id))
    end_sessions(user)
    trail.record(actor, "accounts.send_password_link", ("user", user.public_id))
    signals.helped.send(sender=User, user=user, what="password")


@transaction.atomic
def reset_second_factor(*, actor: Actor, user: User, reason: Reason) -> None:
    """Take every second factor off; the person sets a new one up at the next sign-in. Twice is harmless but said."""
    require_helper(actor, user)
    gone, _kinds = Authenticator.objects.filter(user_id=user.pk).delete()
    if not gone:
        raise Invalid(_("This person has no second factor at the moment. They set one up when they next sign in."))
    end_sessions(user)
    trail.record(actor, "accounts.reset_second_factor", ("user", user.public_id), reason=str(reason))
    signals.helped.send(sender=User, user=user, what="second-factor")


def end_sessions(user: User) -> None:
    """Every session and open socket of the person ends."""
    User.objects.filter(pk=user.pk).update(session_round=F("session_round") + 1)
    publish_on_commit(f"actor:user:{user.public_id}")
