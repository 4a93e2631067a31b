"""The same as `mediation fhir-validate`, listed among the commands."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from counseling.screening.fhir import command


class Command(BaseCommand):
    help = "Check a FHIR R4 response against its questionnaire: fhir-validate QUESTIONNAIRE.json RESPONSE.json"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("questionnaire")
        parser.add_argument("response")

    def handle(self, *args: Any, **options: Any) -> None:
        if code := command.main([options["questionnaire"], options["response"]]):
            raise SystemExit(code)
