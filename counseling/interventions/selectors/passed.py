"""To whom somebody's words were given on, for the person's own ledger: a colleague, whoever was on call, a service outside."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.utils.translation import gettext as _

from counseling.interventions.models import Referral
from counseling.interventions.referring import AskedBasis
from counseling.screening.models import Flag
from counseling.screening.selectors.ledger import Passed
from mediation.accounts.models import User
from mediation.audit.selectors import acts

HAND_OVER, TAKEN = "care.hand_over", "care.acknowledge"


def passed(subject: uuid.UUID) -> Iterable[Passed]:
    """Hand-overs as they were recorded. Nothing sealed is opened for it."""
    for row in Referral.objects.filter(subject=subject).select_related("by", "to_user"):
        yield _sent(row)
    flags = list(Flag.objects.filter(subject=subject).values_list("pk", flat=True))
    listed = acts([("flag", pk) for pk in flags], (HAND_OVER, TAKEN)) if flags else []
    ids = {uuid.UUID(a.actor.partition(":")[2]) for a in listed if a.actor.startswith("user:")}
    names = {f"user:{u.public_id}": str(u) for u in User.objects.filter(public_id__in=ids)} if ids else {}
    for act in listed:
        who = names.get(act.actor, _("a counsellor"))
        inside = _("inside the psychological service; your yes to the questions says that those on duty may read them")
        if act.action == HAND_OVER:
            yield Passed(act.at, _("whoever was on call"), _("that you are waiting, and your file"), inside,
                         _("handed over by %(who)s") % {"who": who})
        else:
            yield Passed(act.at, _("%(who)s, counsellor") % {"who": who}, _("your file and your telephone number"), inside,
                         _("is in touch with you since then"))


def _sent(row: Referral) -> Passed:
    steps = [(row.sent_at, _("sent by %(who)s") % {"who": row.by})]
    if row.acknowledged_at:
        steps.append((row.acknowledged_at, _("it has reached them")))
    if ended := row.answered_at or row.ended_at:
        steps.append((ended, str(row.get_state_display())))
    if row.to_user is not None:
        to, what = _("%(who)s, counsellor") % {"who": row.to_user}, _("a letter about you; your file as well once it was taken on")
    else:
        to = f"{row.place} ({row.get_receiver_display()})"
        what = _("a letter about you; your name and telephone number once it has reached them")
    agreed = row.basis == AskedBasis.AGREED
    ground = _("you agreed to it, written down by %(who)s") % {"who": row.by} if agreed else _(
        "danger: without your agreement, as little as possible")
    return Passed(row.sent_at, to, what, ground, str(row.get_state_display()), tuple(steps))
