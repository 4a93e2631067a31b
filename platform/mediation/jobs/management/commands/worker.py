import signal
import sys
import threading
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from mediation.jobs.embedded import EmbeddedWorker


class Command(BaseCommand):
    help = "Carries out promised jobs and schedules. `serve` starts one beside the server; larger sites start more."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--until-eof", action="store_true", help="end when standard input ends")

    def handle(self, *args: Any, **options: Any) -> None:
        done = threading.Event()

        def finish(_number: int = 0, _frame: FrameType | None = None) -> None:
            done.set()

        def watch() -> None:
            sys.stdin.buffer.read()
            done.set()

        signal.signal(signal.SIGTERM, finish)
        signal.signal(signal.SIGINT, signal.SIG_IGN if options["until_eof"] else finish)  # Ctrl-C reaches the server too
        if options["until_eof"]:
            threading.Thread(target=watch, daemon=True).start()
        worker = EmbeddedWorker()
        worker.start()
        done.wait()
        for name in worker.stop():
            self.stderr.write(f"{name} did not stop in time")
