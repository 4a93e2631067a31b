"""`mediation import-questions FILE`: questions from GIFT or Moodle XML into the bank; says line by line why one did not come in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from mediation.common.actor import system
from mediation.common.errors import DomainError, Invalid
from training.assessment.enums import Competency
from training.assessment.services import bring_in


class Command(BaseCommand):
    help = "Bring questions from a GIFT or Moodle XML file into the question bank."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--competency", default=Competency.LAW.value, choices=Competency.values, help="Where the file names none.")
        parser.add_argument("--language", default="zh-hans", choices=("zh-hans", "en"), help="Of texts that do not name theirs.")
        parser.add_argument("--encoding", default="", help="Where it is not UTF-8, e.g. gb18030.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        try:
            done = bring_in(
                actor=system("assessment.import"), data=data, language=options["language"], competency=options["competency"],
                encoding=options["encoding"],
            )
        except DomainError as error:
            fields = error.fields.values() if isinstance(error, Invalid) else ()
            raise CommandError(" ".join(str(words) for words in fields) or str(error)) from error
        for row in done:
            state = _("not taken: %(reason)s") % {"reason": row.reason} if row.reason else _("there already") if row.known else _("came in")
            self.stdout.write(_("line %(line)s") % {"line": row.line} + f"\t{row.kind or '-'}\t{row.name}\t{state}")
        sums = {
            "came": sum(1 for r in done if r.came_in), "known": sum(1 for r in done if r.known), "refused": sum(1 for r in done if r.reason)
        }
        self.stdout.write(_("%(came)s came in, %(known)s were there already, %(refused)s were not taken.") % sums)
