"""The same as `mediation score`, listed among the commands. The program itself starts it before Django (see `mediation.__main__`)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from counseling.screening.batch import score


class Command(BaseCommand):
    help = "Score a table of answers: score INSTRUMENT FILE.csv"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("instrument")
        parser.add_argument("file")
        parser.add_argument("--scale", default="")
        parser.add_argument("--language", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        asked = [options["instrument"], options["file"]]
        asked += [part for name in ("scale", "language") if options[name] for part in (f"--{name}", options[name])]
        if code := score.main(asked):
            raise SystemExit(code)
