"""The first day of a county: its map from a table, and the administrator who takes everybody else on."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from mediation.accounts.models import RoleAssignment, User
from mediation.accounts.roles import Role
from mediation.accounts.staffing import take_on
from mediation.common.actor import system
from mediation.territory.enums import Level, OrganisationKind
from mediation.territory.models import Area, Organisation
from mediation.territory.services import add_area, add_organisation

ME = system("accounts.begin_county")
COLUMNS = ("kind", "code", "parent", "name", "name_en", "telephone", "latitude", "longitude")


class Command(BaseCommand):
    help = "Reads the county's map from a CSV file and makes the first administrator. What is there already stays as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("map", type=Path, help=f"CSV in UTF-8 with the columns {', '.join(COLUMNS)}")
        parser.add_argument("--admin", required=True, help="sign-in name of the first administrator")
        parser.add_argument("--name", required=True, help="the administrator's name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                made = self._read(options["map"])
                password = self._administrator(options["admin"], options["name"])
        except (OSError, UnicodeDecodeError) as why:
            raise CommandError(f"{options['map']}: {why}") from why
        self.stdout.write(f"{made} places and organisations added.")
        if password:
            self.stdout.write(f"{options['admin']} signs in with {password} and sets up a second factor then. It is shown only now.")
        else:
            self.stdout.write("There is an administrator already; none was made.")

    def _read(self, path: Path) -> int:
        made = 0
        with path.open(encoding="utf-8-sig", newline="") as table:
            rows = csv.DictReader(table)
            if not {"kind", "code", "parent", "name"} <= set(rows.fieldnames or ()):
                raise CommandError(f"{path}: the first line must name the columns {', '.join(COLUMNS)}.")
            for row in rows:
                try:
                    made += self._line({k: (v or "").strip() for k, v in row.items() if k in COLUMNS})
                except (ValueError, ValidationError) as why:
                    raise CommandError(f"{path}, line {rows.line_num}: {why}") from why
        return made

    def _line(self, row: dict[str, str]) -> int:
        kind, code, name = row["kind"], row["code"], row["name"]
        more: dict[str, Any] = {"name_en": row.get("name_en", "")}
        more |= {k: float(row[k]) for k in ("latitude", "longitude") if row.get(k)}
        parent = Area.objects.filter(code=row["parent"]).first() if row["parent"] else None
        if row["parent"] and parent is None:
            raise ValueError(f"there is no place with the code {row['parent']} above this line")
        if not name:
            raise ValueError("the name is missing")
        if kind in Level.values:
            if not code:
                raise ValueError("the code is missing")
            if Area.objects.filter(code=code).exists():
                return 0
            if parent is None and Area.objects.exists():
                raise ValueError("only the first place stands without a parent")
            add_area(actor=ME, parent=parent, level=Level(kind), name=name, code=code, **more)
            return 1
        if kind in OrganisationKind.values:
            if parent is None:
                raise ValueError("an organisation needs the code of its place in the column parent")
            if Organisation.objects.filter(kind=kind, name=name).exists():
                return 0
            add_organisation(
                actor=ME, kind=OrganisationKind(kind), name=name, area=parent, telephone=row.get("telephone", ""), **more
            )
            return 1
        raise ValueError(f"{kind or 'an empty kind'} is none of {', '.join([*Level.values, *OrganisationKind.values])}")

    def _administrator(self, username: str, name: str) -> str:
        root = Area.objects.order_by("path").first()
        if root is None:
            raise CommandError("The map holds no place.")
        if RoleAssignment.objects.filter(role=Role.ADMIN, until=None).exists():
            return ""
        if User.objects.filter(username__iexact=username).exists():
            raise CommandError(f"Somebody already signs in as {username}.")
        return take_on(actor=ME, username=username, display_name=name, telephone="", role=Role.ADMIN, area=root, organisation=None)[1]
