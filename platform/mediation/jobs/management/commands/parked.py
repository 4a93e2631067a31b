from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mediation.common import clock
from mediation.jobs.models import Job


class Command(BaseCommand):
    help = "Lists jobs that were given up after five attempts, or lets one try again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--again", metavar="ID", help="a fresh round of attempts for this job")

    def handle(self, *args: Any, **options: Any) -> None:
        parked = Job.objects.filter(parked_at__isnull=False).order_by("parked_at")
        if options["again"]:
            fresh = {"parked_at": None, "attempts": 0, "due_at": clock.now(), "lease_until": None, "last_error": ""}
            if not parked.filter(pk=options["again"]).update(**fresh):
                raise CommandError("There is no parked job with this id.")
            return
        for job in parked:
            self.stdout.write(f"{job.pk}  {job.task}  {job.attempts} attempts  {job.last_error}  {job.parked_at:%Y-%m-%d %H:%M}")
