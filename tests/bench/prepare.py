"""Tables and rooms for the benchmark, in a cluster that is thrown away. Prints the plans of the loader, by their number of rooms.

python -m tests.bench.prepare PEOPLE ROOMS…
"""

from __future__ import annotations

import json
import os
import sys

import django


def main(people: int, sizes: list[int]) -> None:
    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    from realtime.rooms.load import prepared

    call_command("migrate", verbosity=0, interactive=False)
    held, plans = [], {}
    with transaction.atomic():
        for size in sizes:
            rooms = prepared(size, people)
            held.append(rooms)
            made = rooms.__enter__()
            plans[size] = {"rooms": [str(r) for r in made.rooms], "people": made.people}
    print(json.dumps(plans), flush=True)
    os._exit(0)  # nothing is taken away again: the cluster goes as a whole


if __name__ == "__main__":
    main(int(sys.argv[1]), [int(word) for word in sys.argv[2:]])
