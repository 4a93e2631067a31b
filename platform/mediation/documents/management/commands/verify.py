"""`mediation verify FILE`: is this sealed paper or dossier genuine, and is every byte as it was sealed?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from mediation.audit import trail
from mediation.common import clock
from mediation.documents import kinds, verification

GENUINE, NOT_GENUINE, NOT_CHECKED = 0, 1, 2
# both languages side by side: whoever reads the answer of a command in court need not be whoever ran it
WORDS = {
    "intact": ("签名完整，内容未被改动", "Signature intact, nothing changed"),
    "trusted": ("印鉴证书可信", "Seal's certificate trusted"),
    "entire": ("签名覆盖整个文件", "Signature covers the whole file"),
    "registered": ("与本系统登记的文件一致", "Equal to the file in our register"),
    "listed": ("卷宗清单内各文件齐全、一致", "Every file of the dossier's list there and unchanged"),
    "chained": ("与前一卷、审计记录前后相连", "Follows the dossier before it and the audit trail"),
    "trail": ("审计记录链完整", "Chain of the audit trail whole"),
}


class Command(BaseCommand):
    help = "Check a sealed PDF or dossier. Exit code 0: genuine; 1: changed or not ours; 2: could not be checked."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--file-only", action="store_true", help="Do not ask the register: signature, seal and list only.")

    def handle(self, *args: Any, **options: Any) -> None:
        sys.exit(self._check(options["file"], register=not options["file_only"]))

    def _check(self, name: str, *, register: bool) -> int:
        try:
            content = Path(name).read_bytes()
        except OSError as why:
            self.stderr.write(f"读不到这个文件 / This file cannot be read: {name} ({why.strerror})")
            return NOT_CHECKED
        try:
            report = verification.examine(content, register=register)
            whole = trail.verify() is None if report.chained is not None else None
        except DatabaseError:
            self.stderr.write("登记库打不开，可加 --file-only 只核对文件本身 / The register is not open; --file-only checks the file alone")
            return NOT_CHECKED
        asked = {**{key: getattr(report, key) for key in WORDS if key != "trail"}, "trail": whole}
        for key, (zh, en) in WORDS.items():
            if asked[key] is not None:
                self.stdout.write(f"[{'是 yes' if asked[key] else '否 NO '}] {zh} / {en}")
        if report.version is not None:
            paper, day = report.version.document, clock.day_of(report.version.created_at).isoformat()
            self.stdout.write(f"{kinds.label(paper.kind) or paper.kind} · {day} · {paper.issuer}")
        good = report.good and whole is not False
        self.stdout.write("结论：真实，未被改动 / GENUINE AND UNCHANGED" if good else "结论：不能采信 / NOT GENUINE OR CHANGED")
        return GENUINE if good else NOT_GENUINE
