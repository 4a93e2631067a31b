from typing import Any

from django.core.management.base import BaseCommand

from mediation.web.catalogues import compile_stale


class Command(BaseCommand):
    help = "Compiles every catalogue that is newer than its compiled form."
    requires_system_checks: list[str] = []  # noqa: RUF012 -- Django's own declaration

    def handle(self, *args: Any, **options: Any) -> None:
        done = compile_stale()
        self.stdout.write(f"{len(done)} catalogues compiled")
