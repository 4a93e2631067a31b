from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mediation.demo.removal import remove


class Command(BaseCommand):
    help = "Take the demo county away and leave an empty one. Refused where a real county stands."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="do it without asking")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["yes"] and input("Remove the demo and everything in it? Type yes: ") != "yes":
            raise CommandError("Nothing was removed.")
        remove()
        self.stdout.write("The demo is gone; the county is empty.")
