from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from mediation.demo import builder
from mediation.demo.world import ACCOUNTS, PASSWORD


class Command(BaseCommand):
    help = "Build the fictional demo county, once."

    def handle(self, *args: Any, **options: Any) -> None:
        if builder.standing():
            self.stdout.write("The county is already there; nothing done.")
        else:
            builder.build(lambda what: self.stdout.write(f"  demo: {what}", ending="\n"))
        self.stdout.write(f"Demo accounts, password {PASSWORD}: {', '.join(ACCOUNTS)}")
