"""Tasks for the tests, and `python -m tests.mediation.jobs.probe KILLS SECONDS`: workers that are killed at random.

Run as a program it forks two workers at a time and kills one of them with SIGKILL every few milliseconds, until the
kills are used up; then it lets them finish. It prints how many died by a job of their own.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time

EFFECTS = "probe"


def effect(number: str) -> None:
    """Counts in the database that it ran; slow enough to be killed half-way."""
    from django.db.models import F

    from mediation.accounts.models import Attempt

    Attempt.objects.filter(door=EFFECTS, caller=number).update(count=F("count") + 1)
    time.sleep(0.004)


def poison() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refuse() -> None:
    raise ValueError("the words of a person")


def outward(into: str) -> None:
    from django.db import connection

    with open(into, "a", encoding="utf-8") as file:
        file.write(f"{connection.in_atomic_block}\n")


outward.outward = True  # type: ignore[attr-defined]


def outrun(job: str) -> None:
    """Does its work so slowly that somebody else takes the job over meanwhile."""
    from django.db.models import F

    from mediation.accounts.models import Attempt
    from mediation.jobs.models import Job

    Attempt.objects.filter(door=EFFECTS, caller="outrun").update(count=F("count") + 1)
    Job.objects.filter(key=job).update(attempts=F("attempts") + 1, lease_holder="somebody else")


def _work() -> None:
    from mediation.jobs import worker

    holder = worker.new_holder()
    while True:
        worker.release_dead()
        if not worker.drain(holder):
            time.sleep(0.05)


def _fork() -> int:
    pid = os.fork()
    if pid == 0:
        try:
            _work()
        finally:
            os._exit(3)
    return pid


def _main(kills: int, patience: float) -> None:
    import django

    django.setup()
    from django.db import connection

    from mediation.jobs.models import Job

    dice = random.Random(7)
    own_deaths = 0
    alive = [_fork(), _fork()]
    until = time.monotonic() + patience
    while time.monotonic() < until:
        time.sleep(dice.uniform(0.03, 0.15))
        for pid in list(alive):
            if os.waitpid(pid, os.WNOHANG)[0]:
                alive.remove(pid)
                own_deaths += 1
        if kills and alive:
            victim = dice.choice(alive)
            os.kill(victim, signal.SIGKILL)
            os.waitpid(victim, 0)
            alive.remove(victim)
            kills -= 1
        connection.close()
        left = Job.objects.filter(done_at=None, parked_at=None).exists()
        connection.close()  # no open connection may cross a fork
        if not left and not kills:
            break
        while len(alive) < 2:
            alive.append(_fork())
    for pid in alive:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    print(f"own deaths {own_deaths}, kills left {kills}")


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "mediation.config.settings.test"
    _main(int(sys.argv[1]), float(sys.argv[2]))
