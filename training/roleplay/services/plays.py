"""Writing a play, and making it the version that drills are taken from."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from training.drills.models import Scenario
from training.roleplay import paper
from training.roleplay.models import Play, PlayVersion
from training.roleplay.policies import plays


def keep(
    *, actor: Actor, play: Play | None, title_zh: str, title_en: str, script: str, solo: Scenario | None, edition: int,
    press: uuid.UUID,
) -> Play:
    """Save what is written, finished or not. Raises Conflict where somebody else saved in between. `press` makes a new play once."""
    if not actor.is_user or not (actor.holds(Capability.MENTOR) or actor.holds(Capability.CONTENT_EDIT)):
        raise NotFound
    fields = {"title_zh": title_zh, "title_en": title_en, "script": script, "solo": solo, "changed_at": clock.now()}
    with transaction.atomic():
        if play is None:
            play, made = Play.objects.get_or_create(pk=press, defaults={**fields, "edition": 1})
            if not made:
                return plays.require(actor, "write", play)
        else:
            plays.require(actor, "write", play)
            if not Play.objects.filter(pk=play.pk, edition=edition).update(**fields, edition=F("edition") + 1):
                if Play.objects.filter(pk=play.pk, title_zh=title_zh, title_en=title_en, script=script, solo=solo).exists():
                    return play  # pressed twice: it stands there as it was written
                raise Conflict
            play.refresh_from_db()
        trail.record(actor, "roleplay.write", ("play", play.pk), edition=play.edition)
        publish_on_commit(f"actor:{actor.key}")
    return play


def publish(*, actor: Actor, play: Play) -> PlayVersion:
    """Make what is written the version that drills are taken from; prepared ones stay with theirs. Twice is once."""
    plays.require(actor, "write", play)
    content, faults = paper.parse(play.script)
    if faults:
        raise Invalid(_("This cannot be played yet; what is in the way stands above the text."))
    with transaction.atomic():
        latest = play.versions.order_by("-number").first()
        if latest is not None and latest.content == content:
            return latest
        number = latest.number + 1 if latest else 1
        version = PlayVersion.objects.create(play=play, number=number, content=content, published_at=clock.now())
        trail.record(actor, "roleplay.publish", ("play", play.pk), version=number)
        publish_on_commit(f"actor:{actor.key}")
    return version
