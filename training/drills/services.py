"""Playing a scenario, and writing one."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import gettext as _

from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from training.drills import script
from training.drills.lint import lint
from training.drills.models import Run, Scenario, ScenarioVersion
from training.drills.policies import runs, scenarios
from training.drills.story import story


def start(*, actor: Actor, scenario: Scenario) -> Run:
    """The learner's open run of the newest version, or a new one. Two presses begin one run in all but the closest race."""
    scenarios.require(actor, "play", scenario)
    version = scenario.versions.order_by("-number").first()
    if version is None:
        raise NotFound
    standing = runs.scope(actor, "step").filter(version=version, steps=0).first()
    if standing is not None:
        return standing
    with transaction.atomic():
        run = Run.objects.create(version=version, learner=UUID(actor.subject), started_at=clock.now())
        trail.record(actor, "drills.start", ("run", run.pk), scenario=str(scenario.pk), version=version.number)
        publish_on_commit(f"actor:{actor.key}")
    return run


def choose(*, actor: Actor, run: Run, choice: str, steps: int) -> Run:
    """Take a choice from where the page stood (`steps` behind it). A second press, or an old window, changes nothing.

    Raises Invalid for a choice that is not open here, NotFound for somebody else's run.
    """
    runs.require(actor, "read", run)
    if run.steps != steps or run.ended_at is not None:
        return run
    tale = story(run.version.content)
    following = tale.step(tale.after(run.path), choice)
    if following is None:
        raise Invalid(fields={"choice": _("Please choose one of the answers shown.")})
    ends = tale.scenes[following.scene].is_ending
    now = clock.now()
    with transaction.atomic():
        moved = Run.objects.filter(pk=run.pk, steps=steps, ended_at=None).update(
            path=[*run.path, choice], steps=F("steps") + 1, ended_at=now if ends else None, ending=following.scene if ends else ""
        )
        if moved and ends:
            trail.record(actor, "drills.end", ("run", run.pk), ending=following.scene, steps=steps + 1)
            publish_on_commit(f"actor:{actor.key}")
    run.refresh_from_db()
    return run


def retry(*, actor: Actor, run: Run, steps: int) -> Run:
    """Go back to a moment and play it differently: a new run with the first `steps` choices; the old one stays as it was."""
    runs.require(actor, "read", run)
    if not 0 <= steps < run.steps:
        raise Invalid(fields={"steps": _("There is no such moment in this run.")})
    path = run.path[:steps]
    standing = runs.scope(actor, "step").filter(retried_from=run, steps=steps, path=path).first()
    if standing is not None:
        return standing
    with transaction.atomic():
        again = Run.objects.create(
            version=run.version, learner=run.learner, path=path, steps=steps, retried_from=run, started_at=clock.now()
        )
        trail.record(actor, "drills.retry", ("run", again.pk), of=str(run.pk), steps=steps)
        publish_on_commit(f"actor:{actor.key}")
    return again


def keep(*, actor: Actor, scenario: Scenario | None, fields: dict[str, str], edition: int) -> Scenario:
    """Save what an editor has written, finished or not. Raises Conflict where somebody else saved in between."""
    if not actor.is_user or not actor.holds(Capability.CONTENT_EDIT):
        raise NotFound
    now = clock.now()
    with transaction.atomic():
        if scenario is None:
            named = slugify(fields["title_en"])[:40]
            address = {"slug": f"{named}-scenario" if named else f"scenario-{now:%y%m%d%H%M%S}"} | fields
            try:
                with transaction.atomic():
                    scenario = Scenario.objects.create(changed_at=now, edition=1, **address)
            except IntegrityError:
                raise Invalid(fields={"title_en": _("There is a scenario of this name already.")}) from None
        else:
            mine = Scenario.objects.filter(pk=scenario.pk, edition=edition)
            if not mine.update(**fields, edition=F("edition") + 1, changed_at=now):
                raise Conflict
            scenario.refresh_from_db()
        trail.record(actor, "drills.write", ("scenario", scenario.pk), edition=scenario.edition)
        publish_on_commit(f"actor:{actor.key}")
    return scenario


def publish(*, actor: Actor, scenario: Scenario) -> ScenarioVersion:
    """Make what is written the version learners play. Raises Invalid while a learner could be trapped. Twice is once."""
    if not actor.is_system:
        scenarios.require(actor, "write", scenario)
    content, faults = script.parse(scenario.script)
    if faults or not content["scenes"] or any(f.grave for f in lint(story(content))):
        raise Invalid(_("This cannot be published yet; what is in the way stands above the drawing."))
    with transaction.atomic():
        latest = scenario.versions.order_by("-number").first()
        if latest is not None and latest.content == content:
            return latest
        number = latest.number + 1 if latest else 1
        version = ScenarioVersion.objects.create(scenario=scenario, number=number, content=content, published_at=clock.now())
        trail.record(actor, "drills.publish", ("scenario", scenario.pk), version=number)
        publish_on_commit(f"actor:{actor.key}")
    return version
