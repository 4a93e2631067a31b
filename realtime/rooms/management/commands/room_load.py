"""`mediation room_load`: what a running server carries, measured from outside."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from realtime.rooms.load import measure


class Command(BaseCommand):
    help = (
        "Fills rooms of its own on a running server with messages, prints committed deliveries a second and their delays, "
        "and takes the rooms away again. Use the settings and the database of that server."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="address of the server")
        parser.add_argument("--rooms", type=int, default=10)
        parser.add_argument("--people", type=int, default=5, help="people in each room")
        parser.add_argument("--rate", type=float, default=1.0, help="messages a second in each room")
        parser.add_argument("--seconds", type=float, default=10.0)
        parser.add_argument("--size", type=int, default=220, help="bytes of one message")

    def handle(self, *args: Any, **o: Any) -> None:
        try:
            figures = measure(
                o["url"], rooms=o["rooms"], people=o["people"], rate=o["rate"], seconds=o["seconds"], size=o["size"]
            )
        except (OSError, TimeoutError) as why:
            raise CommandError(f"The server at {o['url']} did not let the pages in ({type(why).__name__}).") from why
        except ValueError as why:
            raise CommandError(str(why)) from why
        self.stdout.write(str(figures))
        if figures.lost or figures.doubled:
            raise CommandError("Messages were lost or doubled.")
