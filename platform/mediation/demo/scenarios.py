"""The demo's branching scenarios, from plain files in `content/`, published through the services."""

from __future__ import annotations

from mediation.common.actor import Actor, system
from mediation.demo.pages import read
from training.drills import services
from training.drills.models import Scenario

NAMES = ("leak", "wages")


def build(editor: Actor) -> None:
    for name in NAMES:
        if Scenario.objects.filter(slug=f"{name}-scenario").exists():
            continue
        head, _blank, script = read(f"scenario-{name}.txt").partition("\n\n")
        words = {key: [part.strip() for part in said.split("|")] for key, said in (line.split(": ", 1) for line in head.split("\n"))}
        fields = {
            "slug": f"{name}-scenario", "title_zh": words["title"][0], "title_en": words["title"][1],
            "summary_zh": words["summary"][0], "summary_en": words["summary"][1], "script": script,
        }
        row = services.keep(actor=editor, scenario=None, fields=fields, edition=0)
        services.publish(actor=system("demo.scenarios"), scenario=row)
