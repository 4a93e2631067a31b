"""`make bench-casework`: pages of casework over a million cases in PostgreSQL and a hundred thousand in SQLite, and over a tenth of that.

Each page is asked for through the whole product (middleware, rights, template) in one process, without a network between. Method and
figures: docs/benchmarks/casework.md.

    python -m tests.bench.casework [--years 10] [--a-year 100000] [--only postgresql]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.bench import machine
from tests.clusters import postgresql

ROOT = Path(__file__).resolve().parents[2]
TIMES = 40  # requests a page, after three that do not count


def inside(a_year: int, years: int) -> None:
    """In a process of its own with the settings of one database: a tenth, measured, then the rest, measured."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from tests.bench.county import City, today

    call_command("migrate", verbosity=0, interactive=False)
    city = City(a_year, today())
    for ago in range(years):
        begun = time.perf_counter()
        with transaction.atomic():
            city.year(ago)
        print(f"  year {ago + 1} of {years} written in {time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)
        if ago in (0, years - 1):
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            print(json.dumps({"cases": city.number, "pages": measure(city)}), flush=True)


def measure(city: Any) -> dict[str, Any]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from mediation.casework.models import Case

    def client(user: Any) -> Client:
        browser = Client(SERVER_NAME="localhost", headers={"accept-language": "zh-hans"})
        browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        session = browser.session
        session["account_authentication_methods"] = [{"method": "password"}, {"method": "mfa"}]
        session.save()
        return browser

    pick = city.random
    mediators = pick.sample(city.staff, 10)
    browsers = {user.pk: client(user) for user in [*mediators, *city.supervisors]}
    own = {
        user.pk: list(Case.objects.filter(mediator=user).order_by("-opened_at").values_list("pk", flat=True)[:200]) for user in mediators
    }
    last = {
        user.pk: list(
            Case.objects.filter(area__path__startswith=county.path).order_by("-opened_at").values_list("number", flat=True)[:50]
        )
        for user, county in zip(city.supervisors, city.counties, strict=True)
    }
    year = city.today.year

    def mediator() -> Any:
        return pick.choice(mediators)

    def supervisor() -> tuple[Any, Any]:
        return pick.choice(list(zip(city.supervisors, city.counties, strict=True)))

    def on(address: Callable[[Any], str]) -> Callable[[], tuple[Any, str]]:
        def one() -> tuple[Any, str]:
            user = mediator()
            return user, address(user)

        return one

    def over(address: Callable[[Any, Any], str]) -> Callable[[], tuple[Any, str]]:
        def one() -> tuple[Any, str]:
            user, county = supervisor()
            return user, address(user, county)

        return one

    pages: dict[str, Callable[[], tuple[Any, str]]] = {
        "pool": on(lambda u: "/desk/pool/"),
        "workbench": on(lambda u: "/desk/"),
        "own cases, ended ones too": on(lambda u: "/desk/cases/?all=1"),
        "search by number": over(lambda u, c: f"find {pick.choice(last[u.pk])}"),
        "search by a party's name": over(lambda u, c: f"find {pick.choice('王李张刘陈')}{pick.choice('伟芳娜敏静')}"),
        "search by a word of the title": over(lambda u, c: "find " + pick.choice(("漏水", "宅基地", "工资", "赡养"))),
        "search by a word no title has": over(lambda u, c: "find 无此字样"),
        "case page": on(lambda u: f"/desk/cases/{pick.choice(own[u.pk])}/"),
        "overview, a quarter": over(lambda u, c: "/desk/overview/"),
        "statistics of a county, twelve months": over(
            lambda u, c: f"/desk/statistics/?area={c.public_id}&since={year - 1}-{city.today:%m-%d}&until={city.today:%Y-%m-%d}"
        ),
    }

    def asked(browser: Client, address: str) -> Any:
        if address.startswith("find "):
            return browser.post("/desk/cases/find/", {"words": address.removeprefix("find ")})
        return browser.get(address)

    found: dict[str, Any] = {}
    for name, ask in pages.items():
        took, queries = [], 0
        for n in range(TIMES + 3):
            user, address = ask()
            with CaptureQueriesContext(connection) if n == 0 else ExitStack() as caught:
                begun = time.perf_counter()
                answer = asked(browsers[user.pk], address)
                spent = (time.perf_counter() - begun) * 1000
            if answer.status_code != 200:
                raise SystemExit(f"{name}: {address} answered {answer.status_code}")
            if n == 0 and isinstance(caught, CaptureQueriesContext):
                queries = len(caught)
            if n >= 3:
                took.append(spent)
        took.sort()
        found[name] = {
            "p50": took[len(took) // 2],
            "p95": took[int(len(took) * 0.95)],
            "queries": queries,
            "kB": len(answer.content) / 1000,
        }
        print(
            f"  {name}: p50 {found[name]['p50']:.0f} ms, p95 {found[name]['p95']:.0f} ms, {queries} queries, {found[name]['kB']:.0f} kB",
            file=sys.stderr,
            flush=True,
        )
    return found


def outside(engine: str, a_year: int, years: int) -> list[dict[str, Any]]:
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="xinqiao-bench-"))
        url = stack.enter_context(postgresql(durable=True)) if engine == "postgresql" else ""
        env = {
            **os.environ,
            "DATABASE_URL": url,
            "XINQIAO_STATE": folder,
            "DJANGO_SETTINGS_MODULE": "mediation.config.settings.dev",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "platform"), *sys.path[1:]]),
            "REDIS_URL": "",
        }
        if not url:
            env.pop("DATABASE_URL")
        print(f"{engine}: {a_year * years:,} cases in {years} years", file=sys.stderr, flush=True)
        command = [sys.executable, "-m", "tests.bench.casework", "--inside", "--a-year", str(a_year), "--years", str(years)]
        done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True)
        return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inside", action="store_true")
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--a-year", type=int, default=100_000, help="cases a year in PostgreSQL; a tenth of that in SQLite")
    parser.add_argument("--only", default="", choices=("", "postgresql", "sqlite"))
    told = parser.parse_args()
    if told.years < 2:
        parser.error("--years: at least two, the first of which is measured alone")
    if told.inside:
        inside(told.a_year, told.years)
        return
    begun, before, lines = time.monotonic(), machine.busy(), []
    for engine, a_year in (("postgresql", told.a_year), ("sqlite", told.a_year // 10)):
        if told.only and told.only != engine:
            continue
        small, large = outside(engine, a_year, told.years)
        lines += [
            "",
            f"{engine}: p50, p95 in ms",
            "",
            f"| page | {small['cases']:,} cases | {large['cases']:,} cases | queries | kB |",
            "| --- | --- | --- | --- | --- |",
        ]
        for name, page in large["pages"].items():
            then = small["pages"][name]
            times = " | ".join(f"{one['p50']:.0f}, {one['p95']:.0f}" for one in (then, page))
            lines.append(f"| {name} | {times} | {page['queries']} | {page['kB']:.0f} |")
    took = time.monotonic() - begun
    print("\n".join(lines))
    print(
        f"\n{platform.platform()}, {os.cpu_count()} processors, Python {platform.python_version()}; {took:.0f} s, "
        f"the whole machine busy with {(machine.busy() - before) / 1e6 / took:.1f} processors"
    )


if __name__ == "__main__":
    main()
