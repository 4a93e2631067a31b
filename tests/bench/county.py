"""A city of many years for the benchmark of casework: places and people by the services, years of cases by bulk rows.

`City(...)` makes areas, committees, mediators and supervisors; `year(n)` writes the cases of one year. Ten years ago differs from
last year only in the dates, so that what is measured after one year and after ten shows what the past costs.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection, models

from mediation.accounts.services import assign_role
from mediation.casework.models import Agreement, Case, CaseEvent, Clause, Party, Performance
from mediation.common.actor import system
from mediation.people.models import Person
from mediation.territory.enums import Level, OrganisationKind
from mediation.territory.services import add_area, add_organisation

COUNTIES, TOWNS, VILLAGES, MEDIATORS = 5, 10, 5, 10  # each in the one before; mediators a town
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅"
MATTERS = ("楼上漏水", "宅基地边界", "噪声扰邻", "拖欠工资", "赡养老人", "借款不还", "树木遮光", "车位占用", "合同违约", "田埂排水")
KINDS = ("neighbour", "housing", "marriage_family", "wages_migrant", "contract", "land_forest", "consumer", "traffic", "damages", "other")
ME = system("tests.bench")
LIVE_DAYS = 30  # cases younger than this are still under way


class City:
    def __init__(self, a_year: int, today: datetime) -> None:
        self.a_year, self.today = a_year, today
        self.random = random.Random(20261122)
        self.number = 0
        root = self._area(None, Level.CITY, "测量市", "Bench City", "999900", 30.0, 120.0)
        self.counties: list[Any] = []
        self.villages: list[tuple[Any, Any, list[Any]]] = []  # place, committee, mediators
        self.supervisors: list[Any] = []
        for c in range(COUNTIES):
            county = self._area(root, Level.DISTRICT, f"测量{c}县", f"County {c}", f"99{c + 1:02}00", 30.0 + c, 120.0)
            self.counties.append(county)
            self.supervisors.append(self._user(f"supervisor{c}", "supervisor", county, None))
            for t in range(TOWNS):
                north, east, code = 30.0 + c + t / 20, 120.0 + t / 20, f"99{c + 1:02}{t + 1:02}"
                town = self._area(county, Level.TOWN, f"第{c}{t}镇", f"Town {c}{t}", code, north, east)
                post = add_organisation(
                    actor=ME, kind=OrganisationKind.COMMITTEE, name=f"第{c}{t}镇调委会", name_en=f"Committee {c}{t}", area=town
                )
                staff = [self._user(f"mediator{c}{t}{m}", "mediator", town, post) for m in range(MEDIATORS)]
                for v in range(VILLAGES):
                    village = self._area(town, Level.VILLAGE, f"第{c}{t}{v}村", f"Village {c}{t}{v}", f"{code}{v + 1:03}", north, east)
                    self.villages.append((village, post, staff))
        self.staff = [user for _, _, staff in self.villages[::VILLAGES] for user in staff]

    def _area(self, parent: Any, level: Level, name: str, name_en: str, code: str, north: float, east: float) -> Any:
        return add_area(actor=ME, parent=parent, level=level, name=name, name_en=name_en, code=code, latitude=north, longitude=east)

    def _user(self, name: str, role: str, area: Any, post: Any) -> Any:
        from mediation.accounts.models import User

        user = User.objects.create_user(name, display_name=name)
        assign_role(actor=ME, user=user, role=role, area=area, organisation=post)
        return user

    def year(self, ago: int) -> None:
        """The cases opened in the twelve months that ended `ago` years before today."""
        held: dict[type[models.Model], list[dict[str, Any]]] = {
            m: [] for m in (Person, Case, Party, CaseEvent, Agreement, Clause, Performance)
        }
        for n in range(self.a_year):
            opened = self.today - timedelta(days=365 * ago) - timedelta(days=365) * (n / self.a_year)
            self._case(held, opened)
            if len(held[Case]) == 20_000 or n == self.a_year - 1:
                for model, rows in held.items():
                    if rows:
                        write(model, rows)
                    rows.clear()

    def _case(self, held: dict[type[models.Model], list[dict[str, Any]]], opened: datetime) -> None:
        pick = self.random
        place, post, staff = pick.choice(self.villages)
        young = self.today - opened < timedelta(days=LIVE_DAYS)
        waits = self.today - opened < timedelta(days=1)
        agreed = pick.random() < 0.8
        state = (
            "pool" if waits else pick.choice(("claimed", "inviting", "ready", "mediating")) if young else "closed" if agreed else "ended"
        )
        names = ["".join((pick.choice(SURNAMES), *pick.choices(GIVEN, k=pick.choice((1, 2))))) for _ in range(2)]
        self.number += 1
        case = uuid.UUID(int=pick.getrandbits(128))
        accepted = None if waits else opened + timedelta(hours=5)
        held[Case].append(
            {
                "id": case,
                "number": f"{settings.CASE_PREFIX}-{opened.year}-{self.number:05}",
                "title": f"{names[0]}与{names[1]}{pick.choice(MATTERS)}",
                "kind": pick.choice(KINDS),
                "source": pick.choice(("application", "application", "initiative", "referred")),
                "grade": pick.choice(("simple", "simple", "general", "complex", "major")),
                "state": state,
                "area_id": place.pk,
                "organisation_id": post.pk,
                "mediator_id": None if waits else pick.choice(staff).pk,
                "opened_at": opened,
                "accepted_at": accepted,
                "due_at": opened + timedelta(days=30),
                "call_back_by": opened + timedelta(hours=2),
                "called_back_at": None if waits else opened + timedelta(hours=1),
                "ended_reason": "" if young or agreed else "gap_too_wide",
                "closed_at": None if young else opened + timedelta(days=25),
            }
        )
        parties = []
        for role, name in zip(("applicant", "respondent"), names, strict=True):
            person, party = uuid.UUID(int=pick.getrandbits(128)), uuid.UUID(int=pick.getrandbits(128))
            parties.append(party)
            held[Person].append({"id": person, "name": name, "created_at": opened})
            held[Party].append(
                {
                    "id": party,
                    "case_id": case,
                    "person_id": person,
                    "role": role,
                    "subject": uuid.UUID(int=pick.getrandbits(128)),
                    "willingness": "willing",
                    "asked_at": opened,
                    "answered_at": accepted,
                }
            )
        kinds = ("opened",) if waits else ("opened", "claimed", "called_back")
        held[CaseEvent] += [{"case_id": case, "at": opened + timedelta(hours=h), "kind": kind} for h, kind in enumerate(kinds)]
        if not young and agreed:
            agreement, clause, day = (
                uuid.UUID(int=pick.getrandbits(128)),
                uuid.UUID(int=pick.getrandbits(128)),
                opened + timedelta(days=20),
            )
            held[Agreement].append(
                {
                    "id": agreement,
                    "case_id": case,
                    "number": f"协{self.number:08}",
                    "form": pick.choice(("written", "written", "oral")),
                    "state": "in_force",
                    "effective_at": day,
                    "created_at": day,
                    "court_applied_on": day.date() if pick.random() < 0.1 else None,
                }
            )
            held[Clause].append(
                {
                    "id": clause,
                    "agreement_id": agreement,
                    "position": 1,
                    "kind": "obligation",
                    "payer_id": parties[1],
                    "payee_id": parties[0],
                    "amount": Decimal(pick.randrange(500, 50_000)),
                    "due_on": (day + timedelta(days=10)).date(),
                    "salt": "0" * 32,
                    "hash": "0" * 64,
                }
            )
            if pick.random() < 0.9:
                held[Performance].append(
                    {
                        "id": uuid.UUID(int=pick.getrandbits(128)),
                        "clause_id": clause,
                        "done_on": (day + timedelta(days=9)).date(),
                        "recorded_at": day,
                        "recorded_by": "tests.bench",
                        "confirmed_at": day,
                    }
                )


def _rest(model: type[models.Model], given: Iterable[str]) -> dict[str, Any]:
    """What the model would have put into the columns that are not given."""
    missing = [f for f in model._meta.concrete_fields if f.attname not in given and not isinstance(f, models.AutoField)]
    return {f.attname: f.get_default() for f in missing if not f.null}


def write(model: type[models.Model], rows: list[dict[str, Any]]) -> None:
    """Bulk rows past the services: these stand for years in which everything went its way."""
    rest = _rest(model, rows[0])
    fields = {f.attname: f for f in model._meta.concrete_fields}
    names = [*rows[0], *rest]
    columns = ", ".join(f'"{fields[n].column}"' for n in names)

    def values() -> Iterator[list[Any]]:
        ready = [fields[n].get_db_prep_save(v, connection) for n, v in rest.items()]
        given = [(fields[n], n) for n in rows[0]]
        for row in rows:
            yield [f.get_db_prep_save(row[n], connection) for f, n in given] + ready

    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy:
                for row in values():
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(names))
            cursor.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', list(values()))


def today() -> datetime:
    return datetime.now(UTC)
