"""Taking the demo away: an empty county, as after the first migration."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from mediation.demo.world import PLACES
from mediation.territory.models import Area


def remove() -> None:
    """Empty the database and the folder of sealed files, and migrate again.

    Raises ImproperlyConfigured outside the demo, and where any root area is not the demo's: nobody's real work is
    ever removed by this. The audit trail goes too: it tells only of people who never existed.
    """
    if not settings.DEMO:
        raise ImproperlyConfigured("There is no demo to remove here: DEMO is off.")
    strangers = Area.get_root_nodes().exclude(code=PLACES[0][0], name=PLACES[0][3])
    if strangers.exists():
        raise ImproperlyConfigured("A county stands here that is not the demo's; nothing was removed.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        connection.close()
    else:
        path = Path(str(connection.settings_dict["NAME"]))
        connection.close()
        for tail in ("", "-wal", "-shm", "-journal"):
            path.with_name(path.name + tail).unlink(missing_ok=True)
    shutil.rmtree(Path(settings.MEDIA_ROOT), ignore_errors=True)
    call_command("migrate", verbosity=0, interactive=False)
