"""The delivered ladders: a county begins with numbers it can read and change."""

from datetime import date
from typing import Any

from django.db import migrations

from training.mentoring import defaults

SINCE = date(2020, 1, 1)


def lay(apps: Any, editor: Any) -> None:
    template, requirement = apps.get_model("mentoring", "LadderTemplate"), apps.get_model("mentoring", "Requirement")
    for track, gates in defaults.GATES.items():
        row = template.objects.create(track=str(track), valid_from=SINCE, made_by="system:mentoring.delivered")
        for step, kind, number, source in gates:
            requirement.objects.create(template=row, step=int(step), kind=str(kind), number=number, source=source)


class Migration(migrations.Migration):
    dependencies = [("mentoring", "0001_initial")]
    operations = [migrations.RunPython(lay, migrations.RunPython.noop)]
