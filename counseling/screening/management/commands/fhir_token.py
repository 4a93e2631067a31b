from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from counseling.screening.services import exchange
from mediation.common.actor import system
from mediation.common.errors import Invalid
from mediation.territory.models import Area


class Command(BaseCommand):
    help = "Make a token for another program's access to /fhir/. It is printed once and kept nowhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="which program, e.g. the county hospital's system")
        parser.add_argument("--area", required=True, help="public id of the place it is for")
        parser.add_argument("--use", action="append", required=True, choices=exchange.SCOPES)
        parser.add_argument("--telephone", default="", help="of the service there: whom to ask about an answer that cannot wait")
        parser.add_argument("--days", type=int, default=90)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            area = Area.objects.filter(public_id=options["area"]).first()
        except (ValueError, ValidationError) as why:
            raise CommandError("There is no such place.") from why
        if area is None:
            raise CommandError("There is no such place.")
        try:
            _row, secret = exchange.make_token(
                actor=system("fhir_token"), name=options["name"], area_path=area.path, scopes=options["use"],
                valid_for=timedelta(days=options["days"]), telephone=options["telephone"],
            )
        except Invalid as why:
            raise CommandError(str(why)) from why
        self.stdout.write(secret)
