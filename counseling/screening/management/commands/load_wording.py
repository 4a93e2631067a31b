from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from counseling.screening.instruments import loader
from counseling.screening.instruments.wording import SiteWording, added, path_of


class Command(BaseCommand):
    help = "Load the official wording of an instrument that ships without words. Takes effect at the next start."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="JSON: instrument, language, provenance, permission, stem, options, items")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            words = SiteWording.model_validate_json(Path(options["file"]).read_bytes())
            added(loader.shipped(words.instrument).package, words)
        except OSError as why:
            raise CommandError("The file could not be read.") from why
        except (ValueError, loader.BadPackage) as why:
            raise CommandError(str(why)) from why
        place = path_of(Path(settings.STATE), words)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(words.model_dump_json(indent=1), encoding="utf-8")
        self.stdout.write(f"{words.instrument}: words in {words.language} loaded. They take effect at the next start.")
